"""Tellings as e-mail: plain text and HTML (RFC 5322, RFC 2046), which a person can read without opening anything."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from html import escape
from typing import Any

from retold.errors import SettingsError
from retold.export.view import printable, when

SUBJECT, NAME = 180, 60
"""Code points of a subject, and of an alert's name in a header, at most."""
QUOTED = 2
"""Sentences of the source that are quoted for each thing that was asked for."""
POLICY = SMTP.clone(max_line_length=78)
_STYLE = "font:16px/1.5 Georgia,serif;color:#1b1b1a;max-width:38rem;margin:0 auto;padding:1rem"
_SOFT = "font:14px/1.5 system-ui,sans-serif;color:#5c5c58"


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who writes to whom: `sender` and `to` addresses, `uid` the delivery's, `alert` its number and name, `at` when."""

    sender: str
    to: str
    uid: str
    alert: int
    name: str
    at: datetime


def letter(envelope: Envelope, tellings: Sequence[Mapping[str, Any]], manage: str = "") -> EmailMessage:
    """A message that tells one story, or several in one. `tellings`: JSON values, `retold.alert/1`; `manage`: where the alert can be changed, "" where nowhere.

    Nothing that an article or an alert says can end a header: each is one line before it is one. Raises `SettingsError` for an
    address that is none.
    """
    domain = address(envelope.sender).domain
    message = EmailMessage(POLICY)
    message["From"] = Address("Retold", addr_spec=str(address(envelope.sender)))
    message["To"] = address(envelope.to)
    message["Subject"] = _subject(tellings)
    message["Date"] = envelope.at.astimezone(UTC)
    message["Message-ID"] = f"<{envelope.uid}@{domain}>"
    message["List-Id"] = f"{_quoted(line(envelope.name, NAME))} <alert-{envelope.alert}.{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    if manage:
        message["List-Unsubscribe"] = f"<{manage}>"
    message.set_content(text(tellings, manage))
    message.add_alternative(html(tellings, manage), subtype="html")
    return message


def address(text: str) -> Address:
    """An address of e-mail, its domain in ASCII. Raises `SettingsError` for what is none."""
    try:
        local, _, domain = text.strip().rpartition("@")
        found = Address(username=local, domain=domain.encode("idna").decode("ascii"))
        if (
            not local
            or not local.isascii()
            or not found.domain
            or re.search(r"[\s\x00-\x1f\x7f<>()\[\],;:\\\"]", local + domain)
        ):
            raise ValueError
    except (ValueError, UnicodeError, IndexError) as error:
        raise SettingsError("is no address of e-mail; one is name@example.org", text) from error
    return found


def line(text: str, most: int) -> str:
    """Text on one line, without what cannot be shown, cut at `most` code points."""
    plain = " ".join(printable(text.encode("utf-8", "replace").decode()).split())
    return plain if len(plain) <= most else plain[: most - 1].rstrip() + "…"


def text(tellings: Sequence[Mapping[str, Any]], manage: str = "") -> str:
    """The plain part."""
    parts = [f"{len(tellings)} stories\n"] if len(tellings) > 1 else []
    parts += ["\n".join(_told(t)) for t in tellings]
    end = ["--", "Retold. Every sentence rests on the exact words of its source."] + (
        [f"Change or end this alert: {manage}"] if manage else []
    )
    return printable("\n\n\n".join(parts) + "\n\n" + "\n".join(end) + "\n")


def _told(telling: Mapping[str, Any]) -> list[str]:
    story = telling["story"]
    lines = [line(story["headline"] or "Without a headline", 500), _by(telling), ""]
    lines += [f"* {line(t['text'], 2000)}" for t in telling["takeaways"]]
    lines += ["", telling["why"]]
    for evidence, source in _shown(telling):
        lines += [f"  “{line(evidence['exact'], 400)}” ({source})"]
    lines += [
        "",
        *(
            f"{line(s['publisher'] or s['headline'] or s['id'], 80)}: {s['url']}"
            for s in telling["sources"]
            if _outside(s["url"])
        ),
    ]
    if story["url"]:
        lines += [f"The story, with all who tell it: {story['url']}"]
    return lines


def html(tellings: Sequence[Mapping[str, Any]], manage: str = "") -> str:
    """The HTML part: no picture, no script, nothing loaded from anywhere."""
    parts = [
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>',
        escape(_subject(tellings)),
        f'</title></head><body style="{_STYLE}">',
    ]
    for telling in tellings:
        parts += _article(telling)
    manage = f' <a href="{escape(manage)}">Change or end this alert</a>' if manage else ""
    parts.append(
        f'<p style="{_SOFT}">Retold. Every sentence rests on the exact words of its source.{manage}</p></body></html>\n'
    )
    return "".join(printable(p) for p in parts)


def _article(telling: Mapping[str, Any]) -> list[str]:
    story = telling["story"]
    parts = [
        f'<h2 style="margin:1.5rem 0 .3rem">{_linked(story["headline"] or "Without a headline", story["url"])}</h2>',
        f'<p style="{_SOFT}">{escape(_by(telling))}</p><ul>',
    ]
    parts += [f"<li>{escape(line(t['text'], 2000))}</li>" for t in telling["takeaways"]]
    parts.append(f"</ul><p>{escape(telling['why'])}</p>")
    parts += [
        f"<blockquote>{escape(line(e['exact'], 400))} ({_linked(source, e['page'])})</blockquote>"
        for e, source in _shown(telling)
    ]
    named = [
        _linked(line(s["publisher"] or s["headline"] or s["id"], 80), _outside(s["url"])) for s in telling["sources"]
    ]
    return [*parts, f'<p style="{_SOFT}">Sources: {", ".join(named)}</p>']


def _shown(telling: Mapping[str, Any]) -> list[tuple[Mapping[str, Any], str]]:
    """Sentences that show why somebody is told, each once, with who says it."""
    by = {s["id"]: s["publisher"] or s["headline"] or s["id"] for s in telling["sources"]}
    found = {
        (e["article"], e["start"]): e for m in (*telling["met"], *telling["matched"]) for e in m["evidence"][:QUOTED]
    }
    return [(e, line(by.get(e["article"], e["article"]), 80)) for e in found.values()]


def _by(telling: Mapping[str, Any]) -> str:
    story, names = telling["story"], [line(p, 60) for p in telling["publishers"]]
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    count = f"{story['articles']} articles" if story["articles"] > 1 else ""
    return " · ".join(
        p for p in (", ".join(names[:3]) + more, when((story["last"] or story["first"] or "")[:10]), count) if p
    )


def _subject(tellings: Sequence[Mapping[str, Any]]) -> str:
    first = tellings[0]
    test = "Test: " if first.get("test") else ""
    if len(tellings) == 1:
        return line(test + (first["story"]["headline"] or first["alert"]["name"]), SUBJECT)
    return line(f"{first['alert']['name']}: {len(tellings)} stories", SUBJECT)


def _quoted(name: str) -> str:
    """A phrase of a header (RFC 5322, 3.2.5) in ASCII, which List-Id wants (RFC 2919)."""
    plain = re.sub(r"[^\x20-\x7e]", "?", name)
    return '"' + re.sub(r'(["\\])', r"\\\1", plain) + '"'


def _linked(text: str, url: str | None) -> str:
    shown = escape(line(text, 500))
    return f'<a href="{escape(url)}">{shown}</a>' if url else shown


def _outside(url: str) -> str:
    """An address of the web on one line, "" for anything else."""
    return url if url.lower().startswith(("http://", "https://")) and not re.search(r"\s", url) else ""
