"""Deliveries to real receivers on loopback: signed, tried again, given up, never lost."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
import trustme
from tests.alerts.receivers import Hook, certified, hook
from tests.made import article

from retold import Settings
from retold.alerts import AlertQuery, AlertRun, Alerts, Receiver
from retold.errors import SettingsError, UnknownError
from retold.memory import Memory
from retold.types import EntityType

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SETTINGS = Settings(allow_private=True, timeout=0.5, url="https://news.example")
NORTHLINK = ("Northlink", EntityType.ORGANIZATION)


class Watch:
    """Alerts under a clock that the test turns."""

    def __init__(self, memory: Memory, settings: Settings = SETTINGS) -> None:
        self.now, self.memory, self.settings = NOW, memory, settings
        self.alerts = Alerts(memory, settings, lambda: self.now, lambda: 0.5)

    def add(self, *receivers: Receiver) -> int:
        return self.alerts.add(AlertQuery(entity="Northlink"), receivers).id

    def happens(self, key: str) -> None:
        self.memory.keep([article(key, [NORTHLINK], {f"{key}{i}": 1 for i in range(12)})])

    def later(self, **passed: float) -> None:
        self.now += timedelta(**passed)


@pytest.fixture
def watch(memory: Memory) -> Watch:
    return Watch(memory)


@pytest.fixture
def plain(own: Memory) -> Watch:
    return Watch(own)


def to(target: Hook) -> Receiver:
    return Receiver("webhook", target.url)


def test_a_webhook_is_signed_as_the_specification_says(watch: Watch, receiver: Hook) -> None:
    number = watch.add(to(receiver))
    watch.now = datetime.now(UTC)  # the specification's library refuses what is old
    watch.happens("a")
    ran = watch.alerts.run()
    assert (ran.told, ran.delivered, ran.waiting, ran.dead, ran.failed) == (1, 1, 0, 0, 0)
    (got,) = receiver.got
    (channel,) = watch.alerts.get(number, secret=True).channels
    message = got.checked(channel.secret)
    assert (message["type"], message["data"]["schema"], message["data"]["story"]["headline"]) == (
        "alert.told",
        "retold.alert/1",
        "On a",
    )
    assert message["data"]["story"]["url"] == "https://news.example/story/a"
    with pytest.raises(Exception, match="No matching signature"):
        got.checked("whsec_" + "A" * 44)
    assert watch.alerts.get(number).channels[0].secret == ""
    (delivery,) = watch.alerts.deliveries(number)
    assert (delivery.state, delivery.attempts, delivery.answer, delivery.uid) == ("sent", 1, "HTTP 204", got.uid)


def test_a_receiver_that_fails_first_gets_each_message_in_the_end(watch: Watch, receiver: Hook) -> None:
    number = watch.add(to(receiver))
    receiver.answers += [(500, {}), "hang", (302, {"Location": "/elsewhere"}), (404, {})]
    watch.happens("a")
    for attempt in range(1, 5):
        ran = watch.alerts.run()
        assert (ran.delivered, ran.failed, ran.waiting) == (0, 1, 1)
        (delivery,) = watch.alerts.deliveries(number)
        assert (delivery.state, delivery.attempts) == ("waiting", attempt)
        assert ("HTTP 500", "did not answer", "a redirect", "HTTP 404")[attempt - 1] in delivery.answer
        assert watch.alerts.run().failed == 0, "it is not yet due"
        watch.later(hours=1)
    assert watch.alerts.run().delivered == 1
    assert watch.alerts.run().delivered == 0
    assert len({g.uid for g in receiver.got}) == 1
    assert [g.path for g in receiver.got] == ["/hook"] * 5
    assert len({g.body for g in receiver.got}) == 1


def test_retry_after_is_honoured(plain: Watch, receiver: Hook) -> None:
    plain.add(to(receiver))
    receiver.answers += [(429, {"Retry-After": "7200"}), (503, {"Retry-After": "Mon, 23 Nov 2026 18:00:00 GMT"})]
    plain.happens("a")
    plain.alerts.run()
    plain.later(minutes=119)
    assert plain.alerts.run() == AlertRun(waiting=1)
    plain.later(minutes=2)
    assert plain.alerts.run().failed == 1
    assert plain.alerts.deliveries()[0].due == "2026-11-23T18:00:00Z"


def test_retry_after_holds_for_all_that_waits_for_the_receiver(watch: Watch, receiver: Hook) -> None:
    watch.add(to(receiver))
    receiver.answers += [(503, {"Retry-After": "7200"})] * 10
    for n in range(9):
        watch.happens(f"k{n}x")
    watch.alerts.run()
    asked = len(receiver.got)
    assert 1 <= asked <= 4, "those that were under way at once"
    for _ in range(3):
        watch.later(minutes=30)
        assert watch.alerts.run().failed == 0
    assert len(receiver.got) == asked
    assert sorted(d.attempts for d in watch.alerts.deliveries()) == [0] * (9 - asked) + [1] * asked
    receiver.answers.clear()
    watch.later(minutes=31)
    assert watch.alerts.run().delivered == 9


def test_it_is_given_up_after_three_days_and_can_be_sent_again(plain: Watch, receiver: Hook) -> None:
    number = plain.add(to(receiver))
    receiver.answers += [(500, {})] * 100
    plain.happens("a")
    tried = 0
    while plain.alerts.run().dead == 0:
        plain.later(hours=1)
        tried += 1
        assert tried < 100
    assert timedelta(days=1) < plain.now - NOW <= timedelta(days=3)
    (delivery,) = plain.alerts.deliveries(state="dead")
    assert 6 <= delivery.attempts <= 12
    receiver.answers.clear()
    plain.later(days=30)
    assert plain.alerts.run().delivered == 0
    with pytest.raises(UnknownError, match="no dead delivery"):
        plain.alerts.retry(delivery.id + 1)
    assert plain.alerts.retry() == 1
    assert plain.alerts.run().delivered == 1
    assert plain.alerts.get(number).channels[0].sent == 1


def test_a_receiver_that_is_gone_is_told_no_more_until_it_is_resumed(plain: Watch, receiver: Hook) -> None:
    number = plain.add(to(receiver))
    receiver.answers += [(410, {})]
    plain.happens("a")
    assert plain.alerts.run().dead == 1
    plain.happens("b")
    plain.later(days=1)
    ran = plain.alerts.run()
    assert (ran.told, ran.failed, ran.waiting) == (1, 0, 1)
    assert plain.alerts.get(number).channels[0].gone
    plain.alerts.resume(number)
    assert plain.alerts.retry() == 1
    assert plain.alerts.run().delivered == 2


def test_a_certificate_of_nobody_we_know_is_refused(plain: Watch, authority: trustme.CA) -> None:
    with hook(certified(authority)) as secured:
        plain.add(to(secured))
        plain.happens("a")
        assert plain.alerts.run().failed == 1
        assert "CERTIFICATE_VERIFY_FAILED" in plain.alerts.deliveries()[0].answer
        assert secured.got == []


def test_private_addresses_are_refused(own: Memory, receiver: Hook) -> None:
    closed = Watch(own, Settings(timeout=0.5))
    closed.add(to(receiver))
    closed.happens("a")
    assert closed.alerts.run().failed == 1
    assert "RETOLD_ALLOW_PRIVATE" in closed.alerts.deliveries()[0].answer
    assert receiver.got == []


def test_one_dead_receiver_does_not_hold_up_the_others(plain: Watch, receiver: Hook) -> None:
    """A receiver that failed gets nothing more until the next run, however many messages wait for it."""
    with hook() as broken:
        broken.answers += [(500, {})] * 1000
        plain.add(to(broken), to(receiver))
        for n in range(20):
            plain.happens(f"k{n}x")
        ran = plain.alerts.run()
    assert (ran.told, ran.delivered) == (20, 20)
    assert 1 <= len(broken.got) <= 4
    assert len({g.uid for g in receiver.got}) == 20


def test_two_senders_do_not_send_one_delivery(watch: Watch, receiver: Hook) -> None:
    """What one has taken the other lets alone; after its lease it is anybody's, under the id that it had."""
    from retold.store.outbox import Lease
    from retold.timestamps import rfc3339

    watch.add(to(receiver))
    watch.happens("a")
    receiver.answers += [(500, {})]
    watch.alerts.run()
    watch.later(hours=1)
    storage = watch.memory.alert_storage
    outbox = storage.outbox
    lease = Lease("one", rfc3339(watch.now), rfc3339(watch.now + timedelta(minutes=5)))
    with storage.writing():
        taken = outbox.take(lease, 1)
        assert outbox.take(Lease("two", lease.now, lease.until), 1) is None
    assert taken is not None
    assert watch.alerts.run().delivered == 0
    watch.later(minutes=6)
    assert watch.alerts.run().delivered == 1
    with storage.writing():
        outbox.failed([taken[1][0].id], "one", "too late to say so", rfc3339(watch.now))
    assert watch.alerts.deliveries()[0].state == "sent"
    assert len({g.uid for g in receiver.got}) == 1


def test_senders_side_by_side_send_each_once(memory: Memory, receiver: Hook) -> None:
    watch = Watch(memory)
    watch.add(to(receiver))
    for n in range(12):
        watch.happens(f"k{n}x")
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(3) as pool:
        ran = [f.result() for f in [pool.submit(watch.alerts.run) for _ in range(3)]]
    ran.append(watch.alerts.run())
    assert sum(r.told for r in ran) == 12
    assert sum(r.delivered for r in ran) == 12
    assert len(receiver.got) == len({g.uid for g in receiver.got}) == 12


def test_a_fault_of_ours_is_an_answer_and_loses_nothing(
    plain: Watch, receiver: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("oops")

    plain.add(to(receiver))
    plain.happens("a")
    with monkeypatch.context() as patch:
        patch.setattr("retold.sources.http.post.post", broken)
        assert plain.alerts.run().failed == 1
    assert "fault of Retold" in plain.alerts.deliveries()[0].answer
    plain.later(hours=1)
    assert plain.alerts.run().delivered == 1


def test_a_test_is_sent_at_once_and_marked(plain: Watch, receiver: Hook) -> None:
    number = plain.add(to(receiver))
    (tried,) = plain.alerts.test(number)
    assert (tried.ok, tried.answer) == (True, "HTTP 204")
    plain.happens("a")
    receiver.answers += [(500, {"Content-Length": "0"})]
    (tried,) = plain.alerts.test(number)
    assert not tried.ok
    first, second = (json.loads(g.body) for g in receiver.got)
    assert first["type"] == second["type"] == "alert.test"
    assert first["data"]["test"] is second["data"]["test"] is True
    assert second["data"]["story"]["headline"] == "On a"
    assert plain.alerts.deliveries() == []


@pytest.mark.parametrize(
    ("receiver_", "says"),
    [
        (Receiver("webhook", "ftp://example.org/x"), "no web address"),
        (Receiver("webhook", "https://exa mple.org/"), "no web address"),
        (Receiver("webhook", "https://example.org/\r\nX: y"), "no web address"),
        (Receiver("webhook", "https://example.org/x", "daily"), "is for e-mail"),
        (Receiver("pigeon", "coop"), "webhook or email"),
        (Receiver("email", "kari@example.org"), "RETOLD_SMTP_URL"),
    ],
)
def test_receivers_that_cannot_be_told_are_refused(own: Memory, receiver_: Receiver, says: str) -> None:
    with pytest.raises(SettingsError, match=says):
        Alerts(own, SETTINGS, lambda: NOW).add(AlertQuery(query="tax"), [receiver_])
