"""Alerts by e-mail: letters whose headers nothing can break, and a real server with STARTTLS and a login."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
import trustme
from hypothesis import given
from hypothesis import strategies as st
from tests.alerts.receivers import Hook, Post, certified, post
from tests.alerts.test_delivery import NOW, SETTINGS, Watch

from retold import Settings
from retold.alerts import Receiver, email
from retold.alerts.email import Envelope
from retold.alerts.service import AlertService
from retold.alerts.smtp import SmtpServer
from retold.errors import SettingsError
from retold.memory import Memory

KARI = "kari@example.org"
EVIDENCE = {"article": "a", "start": 0, "end": 17, "exact": "Northlink closes.", "page": None}
MESSAGE: dict[str, Any] = {
    "schema": "retold.alert/1",
    "alert": {"id": 1, "name": "Northlink", "asks": {"entity": "Northlink"}},
    "told": "2026-11-23T12:00:00Z",
    "why": "You get this story because it names Northlink.",
    "story": {
        "id": "a",
        "headline": "On a",
        "first": None,
        "last": "2026-11-23",
        "articles": 2,
        "tellings": 1,
        "url": "https://news.example/story/a",
    },
    "takeaways": [{"text": "Northlink closes.", "evidence": [], "source": {}}],
    "matched": [{"asked": "entity", "value": "Northlink", "evidence": [EVIDENCE]}],
    "met": [],
    "publishers": ["Paper a"],
    "sources": [
        {
            "id": "a",
            "headline": "On a",
            "publisher": "Paper a",
            "published": None,
            "url": "https://a.example/1",
            "page": None,
        }
    ],
}


def mailing(own: Memory, server: Post, **changes: Any) -> Watch:
    return Watch(
        own, replace(SETTINGS, smtp_url=f"smtp://127.0.0.1:{server.port}", mail_from="news@retold.example", **changes)
    )


def test_a_letter_can_be_read(own: Memory, mailbox: Post) -> None:
    watch = mailing(own, mailbox)
    number = watch.add(Receiver("email", KARI))
    watch.happens("a")
    assert watch.alerts.run().delivered == 1
    (delivery,) = watch.alerts.deliveries(number)
    ((sender, to, data),) = mailbox.got
    message = message_from_bytes(data, policy=default)
    assert (sender, to, message["To"], message["Subject"]) == ("news@retold.example", [KARI], KARI, "On a")
    assert message["Message-ID"] == f"<{delivery.uid}@retold.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Id"] == f'"Northlink" <alert-{number}.retold.example>'
    assert message["Date"].datetime == NOW
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None
    assert html is not None
    for part in (plain.get_content(), html.get_content()):
        assert "because it names Northlink" in part
        assert "https://news.example/story/a" in part
    assert "<script" not in html.get_content()


def test_starttls_and_a_login(
    own: Memory, authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    for implicit in (False, True):
        with post(certified(authority), ("kari", "p@ss:word/1"), implicit) as server:
            scheme = "smtps" if implicit else "smtp"
            watch = Watch(
                own,
                replace(
                    SETTINGS,
                    smtp_url=f"{scheme}://kari:p%40ss%3Aword%2F1@127.0.0.1:{server.port}",
                    mail_from="news@retold.example",
                ),
            )
            watch.add(Receiver("email", KARI))
            monkeypatch.delenv("SSL_CERT_FILE", raising=False)
            watch.happens(f"a{implicit}")
            watch.alerts.run()
            assert (server.got, server.logins) == ([], []), "a certificate of nobody we know gets no password"
            assert all("cannot be trusted" in d.answer for d in watch.alerts.deliveries(state="waiting"))
            monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
            watch.later(hours=1)
            watch.alerts.run()
            assert server.got
            assert {login[:2] for login in server.logins} == {("kari", "p@ss:word/1")}
            assert implicit or all(secure for _, _, secure in server.logins)
            for alert in watch.alerts.all():
                watch.alerts.remove(alert.id)


def test_no_password_goes_over_a_line_that_others_can_read(own: Memory, mailbox: Post) -> None:
    watch = mailing(own, mailbox)
    watch = Watch(own, replace(watch.settings, smtp_url=f"smtp://kari:secret@127.0.0.1:{mailbox.port}"))
    watch.add(Receiver("email", KARI))
    watch.happens("a")
    watch.alerts.run()
    (delivery,) = watch.alerts.deliveries()
    assert "offers no TLS" in delivery.answer
    assert "secret" not in delivery.answer
    assert mailbox.logins == []


def test_who_is_refused_for_good_is_not_tried_again(own: Memory, mailbox: Post) -> None:
    watch = mailing(own, mailbox)
    watch.add(Receiver("email", KARI), Receiver("email", "moe@example.org"))
    mailbox.refuses |= {KARI: "550 no such user", "moe@example.org": "451 come back later"}
    watch.happens("a")
    ran = watch.alerts.run()
    assert (ran.dead, ran.waiting, ran.failed) == (1, 1, 2)
    mailbox.refuses.clear()
    watch.later(hours=1)
    assert watch.alerts.run().delivered == 1
    assert watch.alerts.retry() == 1
    assert watch.alerts.run().delivered == 1
    assert sorted(to[0] for _, to, _ in mailbox.got) == [KARI, "moe@example.org"]


@pytest.mark.parametrize("bye", ["421 too many connections", "nonsense"])
def test_what_is_taken_is_sent_whatever_the_server_says_at_the_end(own: Memory, mailbox: Post, bye: str) -> None:
    mailbox.bye = bye
    watch = mailing(own, mailbox)
    watch.add(Receiver("email", KARI))
    watch.happens("a")
    assert watch.alerts.run().delivered == 1
    mailbox.refuses[KARI] = "550 no such user"
    watch.happens("b")
    assert watch.alerts.run().dead == 1, "nor does it hide that a recipient is refused for good"


def test_a_server_that_has_the_message_is_waited_for(own: Memory, mailbox: Post, receiver: Hook) -> None:
    """Longer than for any other answer (RFC 5321, 4.5.3.2.6), else it gets the message twice. Others do not wait."""
    mailbox.thinks = True
    watch = mailing(own, mailbox, timeout=0.2)
    watch.add(Receiver("email", KARI))
    watch.happens("a")
    with ThreadPoolExecutor(1) as pool:
        ran = pool.submit(watch.alerts.run)
        assert mailbox.taking.wait(10)
        watch.add(Receiver("webhook", receiver.url))
        watch.happens("b")
        watch.alerts.match()
        assert receiver.came.wait(10)
        assert not ran.done(), "the server's answer is still waited for, many times longer than 0.2 seconds"
        mailbox.thinks = False
        mailbox.closing.set()
        assert ran.result(10).failed == 0
    assert {d.state for d in watch.alerts.deliveries()} == {"sent"}
    assert len({message_from_bytes(data)["Message-ID"] for _, _, data in mailbox.got}) == len(mailbox.got) == 2


def test_the_end_does_not_wait_for_a_slow_server(own: Memory, mailbox: Post) -> None:
    mailbox.thinks = True
    watch = mailing(own, mailbox, timeout=0.2)
    watch.add(Receiver("email", KARI))
    watch.happens("a")
    with AlertService(own, watch.settings) as service:
        service.wake()
        assert mailbox.taking.wait(10)
    assert watch.alerts.deliveries()[0].state == "waiting", "it is tried again under the same Message-ID"


def test_a_digest_gathers_what_was_told(own: Memory, mailbox: Post) -> None:
    watch = mailing(own, mailbox)
    watch.add(Receiver("email", KARI, "hourly"))
    watch.later(minutes=5)
    watch.happens("a")
    assert watch.alerts.run().delivered == 0
    watch.later(minutes=30)
    watch.happens("b")
    assert watch.alerts.run().delivered == 0
    mailbox.refuses[KARI] = "451 come back later"
    watch.later(minutes=30)
    assert watch.alerts.run().failed == 2
    mailbox.refuses.clear()
    watch.later(minutes=5)
    assert watch.alerts.run().delivered == 2
    ((_, _, data),) = mailbox.got
    message = message_from_bytes(data, policy=default)
    assert message["Subject"] == "Northlink: 2 stories"
    body = message.get_body(("plain",))
    assert body is not None
    assert all(h in body.get_content() for h in ("On a", "On b"))


def test_what_is_gathered_late_does_not_die_with_the_oldest(own: Memory, mailbox: Post) -> None:
    watch = mailing(own, mailbox)
    number = watch.add(Receiver("email", KARI, "hourly"))
    mailbox.refuses[KARI] = "451 come back later"
    for key in "ab":
        watch.happens(key)
        watch.alerts.match()
        watch.later(hours=1)
        assert watch.alerts.run().failed == (1 if key == "a" else 2)
        watch.later(days=2, hours=23, minutes=30)
    assert {d.headline: d.state for d in watch.alerts.deliveries(number)} == {"On a": "dead", "On b": "waiting"}
    mailbox.refuses.clear()
    watch.later(days=1)
    assert watch.alerts.run().delivered == 1


def test_a_message_has_the_id_of_what_is_in_it(own: Memory, mailbox: Post) -> None:
    """A mail server may drop a message whose id it has seen: with one more story in it, it is another."""
    watch = mailing(own, mailbox)
    watch.add(Receiver("email", KARI, "hourly"))
    mailbox.thinks = True  # what it was sent first it has, though we do not hear of it
    watch.happens("a")
    watch.alerts.match()
    watch.later(hours=1)
    ending = threading.Event()
    ending.set()
    assert watch.alerts.deliver(ending)["failed"] == 1
    mailbox.thinks = False
    mailbox.closing.set()
    watch.happens("b")
    watch.alerts.match()
    watch.later(hours=1)
    assert watch.alerts.run().delivered == 2
    first, second = (message_from_bytes(data)["Message-ID"] for _, _, data in mailbox.got)
    assert first != second


def test_a_server_that_is_not_there_is_said(own: Memory) -> None:
    watch = mailing(own, Post(port=9))
    watch.add(Receiver("email", KARI))
    watch.happens("a")
    assert watch.alerts.run().failed == 1
    assert "cannot be reached" in watch.alerts.deliveries()[0].answer


hostile = st.text(st.characters() | st.sampled_from("\r\n\0\u2028\u0085\x0b"), max_size=60).map(
    lambda s: s + "\r\nBcc: eve@example.com\r\n\r\nbody"
) | st.text(max_size=300)


@given(headline=hostile, name=hostile, publisher=hostile, exact=hostile)
def test_nothing_that_is_told_can_break_a_header(headline: str, name: str, publisher: str, exact: str) -> None:
    alert_message = {
        **MESSAGE,
        "alert": {**MESSAGE["alert"], "name": name},
        "story": {**MESSAGE["story"], "headline": headline},
        "publishers": [publisher],
        "takeaways": [{"text": exact}],
        "matched": [{"asked": "entity", "value": name, "evidence": [{**EVIDENCE, "end": 1, "exact": exact}]}],
        "sources": [{**MESSAGE["sources"][0], "publisher": publisher, "headline": headline}],
    }
    envelope = Envelope("news@retold.example", KARI, "msg_1", 1, name, NOW)
    for several in ([alert_message], [alert_message, alert_message]):
        sent = email.letter(envelope, several, "https://news.example/alerts/1").as_bytes()
        message = message_from_bytes(sent, policy=default)
        assert sorted(k.lower() for k in message.keys()) == sorted([  # noqa: SIM118 - a header may stand twice
            "from", "to", "subject", "date", "message-id", "list-id", "auto-submitted",
            "x-auto-response-suppress", "list-unsubscribe", "mime-version", "content-type",
        ])  # fmt: skip
        assert message["To"] == KARI
        assert message["From"].addresses[0].addr_spec == "news@retold.example"
        assert all(len(row) <= 998 for row in sent.split(b"\r\n"))
        assert {p.get_content_type() for p in message.walk()} == {"multipart/alternative", "text/plain", "text/html"}


@given(st.text(max_size=80))
def test_an_address_is_one_or_is_refused(text: str) -> None:
    try:
        found = email.parse_address(text)
    except SettingsError:
        return
    message = email.letter(Envelope("news@retold.example", str(found), "msg_1", 1, "x", NOW), [MESSAGE])
    assert [a.addr_spec for a in message_from_bytes(message.as_bytes(), policy=default)["To"].addresses] == [str(found)]


@pytest.mark.parametrize(
    "address",
    [
        "kari",
        "@example.org",
        "kari@",
        "a b@example.org",
        "kari@example.org, eve@example.com",
        "kari@exa\nmple.org",
        "<kari@example.org>",
        "kåri@example.org",
    ],
)
def test_what_is_no_address(address: str) -> None:
    with pytest.raises(SettingsError, match="no e-mail address"):
        email.parse_address(address)


def test_a_domain_is_written_in_ascii() -> None:
    assert str(email.parse_address("kari@bücher.example")) == "kari@xn--bcher-kva.example"


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example.org", SmtpServer("mail.example.org", 25)),
        ("smtp://kari:a%40b@mail.example.org", SmtpServer("mail.example.org", 587, "kari", "a@b")),
        ("smtps://mail.example.org", SmtpServer("mail.example.org", 465, tls=True)),
        ("smtp://[::1]:2525", SmtpServer("::1", 2525)),
    ],
)
def test_addresses_of_servers(url: str, server: SmtpServer) -> None:
    assert SmtpServer.parsed(url) == server


def test_an_address_of_a_server_that_is_none_is_told_without_its_password() -> None:
    for url in ("mail.example.org", "http://kari:geheim@mail.example.org", "smtp://kari:geheim@mail.example.org:x"):
        with pytest.raises(SettingsError) as error:
            SmtpServer.parsed(url)
        assert "geheim" not in str(error.value)


def test_html_is_escaped() -> None:
    alert_message = {
        **MESSAGE,
        "story": {
            **MESSAGE["story"],
            "headline": "<img src=x onerror=alert(1)>",
            "url": 'https://x.example/"><script>',
        },
    }
    page = email.html([alert_message])
    assert "<img" not in page
    assert "<script" not in page


def test_the_sender_is_asked_for(own: Memory) -> None:
    watch = Watch(own, Settings(smtp_url="smtp://127.0.0.1"))
    with pytest.raises(SettingsError, match="RETOLD_MAIL_FROM"):
        watch.add(Receiver("email", KARI))
