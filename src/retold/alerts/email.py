"""Messages as e-mail: plain text and HTML (RFC 5322, RFC 2046), which a person can read without opening anything."""

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

SUBJECT_LENGTH = 180
"""Code points of a subject, at most."""
NAME_LENGTH = 60
"""Code points of an alert's name in a header, at most."""
QUOTES = 2
"""Sentences of the source that are quoted for each condition of the query."""
POLICY = SMTP.clone(max_line_length=78)
FOOTER = "Retold. Every sentence rests on the exact words of its source."
UNTITLED = "Without a headline"
_BAD_IN_ADDRESS = re.compile(r"[\s\x00-\x1f\x7f<>()\[\],;:\\\"]")
_TEXT_STYLE = "font:16px/1.5 Georgia,serif;color:#1b1b1a;max-width:38rem;margin:0 auto;padding:1rem"
_SMALL_STYLE = "font:14px/1.5 system-ui,sans-serif;color:#5c5c58"

Message = Mapping[str, Any]
"""JSON values, `retold.alert/1`."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """The addresses of an e-mail, and what its headers say.

    `uid`: the delivery's id; `alert`, `name`: the alert's number and name; `at`: when it is sent.
    """

    sender: str
    to: str
    uid: str
    alert: int
    name: str
    at: datetime


def letter(envelope: Envelope, messages: Sequence[Message], settings_url: str = "") -> EmailMessage:
    """One e-mail about one story or several. `settings_url`: where a person can change the alert; "" if nowhere.

    No text of an article or an alert can end a header: each is made one line before it goes in. Raises `SettingsError`
    for an address that is not valid.
    """
    sender = parse_address(envelope.sender)
    letter = EmailMessage(POLICY)
    letter["From"] = Address("Retold", addr_spec=str(sender))
    letter["To"] = parse_address(envelope.to)
    letter["Subject"] = _subject(messages)
    letter["Date"] = envelope.at.astimezone(UTC)
    letter["Message-ID"] = f"<{envelope.uid}@{sender.domain}>"
    letter["List-Id"] = f"{_quoted(one_line(envelope.name, NAME_LENGTH))} <alert-{envelope.alert}.{sender.domain}>"
    letter["Auto-Submitted"] = "auto-generated"
    letter["X-Auto-Response-Suppress"] = "All"
    if settings_url:
        letter["List-Unsubscribe"] = f"<{settings_url}>"
    letter.set_content(plain_text(messages, settings_url))
    letter.add_alternative(html(messages, settings_url), subtype="html")
    return letter


def parse_address(text: str) -> Address:
    """An e-mail address, its domain in ASCII. Raises `SettingsError` if it is not valid."""
    try:
        local, _, domain = text.strip().rpartition("@")
        address = Address(username=local, domain=domain.encode("idna").decode("ascii"))
        if not local or not local.isascii() or not address.domain or _BAD_IN_ADDRESS.search(local + domain):
            raise ValueError
    except (ValueError, UnicodeError, IndexError) as error:
        raise SettingsError("is no e-mail address; an address looks like name@example.org", text) from error
    return address


def one_line(text: str, limit: int) -> str:
    """Text on one line, without characters that cannot be shown, cut at `limit` code points."""
    line = " ".join(printable(text.encode("utf-8", "replace").decode()).split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def plain_text(messages: Sequence[Message], settings_url: str = "") -> str:
    """The plain text of an e-mail."""
    parts = [f"{len(messages)} stories\n"] if len(messages) > 1 else []
    parts += ["\n".join(_text_lines(message)) for message in messages]
    end = ["--", FOOTER]
    if settings_url:
        end.append(f"Change or end this alert: {settings_url}")
    return printable("\n\n\n".join(parts) + "\n\n" + "\n".join(end) + "\n")


def _text_lines(message: Message) -> list[str]:
    story = message["story"]
    lines = [one_line(story["headline"] or UNTITLED, 500), _byline(message), ""]
    lines += [f"* {one_line(takeaway['text'], 2000)}" for takeaway in message["takeaways"]]
    lines += ["", message["why"]]
    lines += [f"  “{one_line(evidence['exact'], 400)}” ({source})" for evidence, source in _quotes(message)]
    lines.append("")
    lines += [
        f"{_source_name(source, 80)}: {source['url']}" for source in message["sources"] if _web_address(source["url"])
    ]
    if story["url"]:
        lines.append(f"The story, with all articles about it: {story['url']}")
    return lines


def html(messages: Sequence[Message], settings_url: str = "") -> str:
    """The HTML of an e-mail: no picture, no script, nothing that is loaded from anywhere."""
    parts = [
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>',
        escape(_subject(messages)),
        f'</title></head><body style="{_TEXT_STYLE}">',
    ]
    for message in messages:
        parts += _html_parts(message)
    link = f' <a href="{escape(settings_url)}">Change or end this alert</a>' if settings_url else ""
    parts.append(f'<p style="{_SMALL_STYLE}">{FOOTER}{link}</p></body></html>\n')
    return "".join(printable(part) for part in parts)


def _html_parts(message: Message) -> list[str]:
    story = message["story"]
    parts = [
        f'<h2 style="margin:1.5rem 0 .3rem">{_link(story["headline"] or UNTITLED, story["url"])}</h2>',
        f'<p style="{_SMALL_STYLE}">{escape(_byline(message))}</p><ul>',
    ]
    parts += [f"<li>{escape(one_line(takeaway['text'], 2000))}</li>" for takeaway in message["takeaways"]]
    parts.append(f"</ul><p>{escape(message['why'])}</p>")
    parts += [
        f"<blockquote>{escape(one_line(evidence['exact'], 400))} ({_link(source, evidence['page'])})</blockquote>"
        for evidence, source in _quotes(message)
    ]
    sources = [_link(_source_name(source, 80), _web_address(source["url"])) for source in message["sources"]]
    return [*parts, f'<p style="{_SMALL_STYLE}">Sources: {", ".join(sources)}</p>']


def _quotes(message: Message) -> list[tuple[Mapping[str, Any], str]]:
    """Evidence for what the alert looks for, each piece once, with the name of its source."""
    names = {source["id"]: _source_name(source) for source in message["sources"]}
    quotes = {
        (evidence["article"], evidence["start"]): evidence
        for match in (*message["met"], *message["matched"])
        for evidence in match["evidence"][:QUOTES]
    }
    return [(e, one_line(names.get(e["article"], e["article"]), 80)) for e in quotes.values()]


def _source_name(source: Mapping[str, Any], limit: int = 0) -> str:
    """The publisher of a source, else its headline or its id. `limit`: on one line of so many code points."""
    name: str = source["publisher"] or source["headline"] or source["id"]
    return one_line(name, limit) if limit else name


def _byline(message: Message) -> str:
    """Publishers, the date, and the number of articles."""
    story, publishers = message["story"], [one_line(publisher, 60) for publisher in message["publishers"]]
    more = f" and {len(publishers) - 3} more" if len(publishers) > 3 else ""
    count = f"{story['articles']} articles" if story["articles"] > 1 else ""
    parts = (", ".join(publishers[:3]) + more, when((story["last"] or story["first"] or "")[:10]), count)
    return " · ".join(part for part in parts if part)


def _subject(messages: Sequence[Message]) -> str:
    first = messages[0]
    prefix = "Test: " if first.get("test") else ""
    if len(messages) == 1:
        return one_line(prefix + (first["story"]["headline"] or first["alert"]["name"]), SUBJECT_LENGTH)
    return one_line(f"{first['alert']['name']}: {len(messages)} stories", SUBJECT_LENGTH)


def _quoted(name: str) -> str:
    """A quoted phrase of a header (RFC 5322, 3.2.5) in ASCII, as `List-Id` wants it (RFC 2919)."""
    ascii_name = re.sub(r"[^\x20-\x7e]", "?", name)
    return '"' + re.sub(r'(["\\])', r"\\\1", ascii_name) + '"'


def _link(text: str, url: str | None) -> str:
    shown = escape(one_line(text, 500))
    return f'<a href="{escape(url)}">{shown}</a>' if url else shown


def _web_address(url: str) -> str:
    """The address if it is a web address on one line, else ""."""
    return url if url.lower().startswith(("http://", "https://")) and not re.search(r"\s", url) else ""
