"""Pages of WARC archives (ISO 28500), damaged ones too."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from retold.config import Settings
from retold.errors import DamagedError, FormatError
from retold.sources.archives.warc import headers
from retold.sources.archives.warc.archive import Found, Missing, records
from retold.sources.archives.warc.headers import Head
from retold.sources.archives.warc.payload import Message, UndecodableError, dechunked, decoded, message
from retold.sources.charsets import decode
from retold.types import Content, Metadata, Page, Skipped

__all__ = ["pages"]

_DECODED = 1 << 26
_HTML = ("text/html", "application/xhtml+xml")


def pages(read: Callable[[int], bytes], name: str, settings: Settings) -> Iterator[Page | FormatError | Skipped]:
    """Pages of one archive, in order: plain, or compressed by gzip or Zstandard, by record or as a whole.

    A page is a `response` of status 200, or a `resource`, in HTML. Of CC-NEWS those are all news pages; of Heritrix,
    too. `conversion` records (the text of WET files, PDFs of pages) are other forms of what an archive has as response, and
    would come twice. A `revisit` has no content, or that of an earlier record. What a server or a network cut off
    (`WARC-Truncated: disconnect`, `time`) is half an article and passed over; what the crawler cut at its limit
    (`length`, a megabyte for CC-NEWS) is read.

    `read` gives the next bytes, b"" at the end, and need not seek. `source` of a page is `name:offset`, the
    offset of its record in the file as it is stored.

    What is no page comes as `Skipped`; what is damaged as `DamagedError`, what cannot be decoded as `FormatError`, each in its place.
    A record with a block digest is believed only with it. One without, in a plain archive, can be damaged and not be told.
    """
    empty = True
    for item in records(read, settings.max_bytes, name):
        empty = False
        if isinstance(item, Missing):
            yield DamagedError(
                f"{item.lost.why} ({item.lost.size:,} bytes lost)", f"{name}:{item.place}", item.lost.size
            )
        else:
            yield _page(item, f"{name}:{item.place}", settings)
    if empty:
        yield FormatError("is empty", name)


def _page(found: Found, where: str, settings: Settings) -> Page | FormatError | Skipped:
    head, block = found.record.head, found.record.block
    given = (
        message(block) if _http(head) else Message(200, {"content-type": head.fields.get("content-type", "")}, block)
    )
    reason = _reason(head, given)
    if reason:
        return Skipped(reason, where)
    if not found.record.whole:
        return FormatError(f"the record is larger than {settings.max_bytes:,} bytes (RETOLD_MAX_BYTES)", where)
    if _altered(found, given):
        return DamagedError("does not have the digest that its head gives", where, head.size + head.length)
    try:
        data = decoded(given, settings.max_bytes, cut="warc-truncated" in head.fields)
    except UndecodableError as error:
        return FormatError(str(error), where)
    if not data.strip(b"\x00 \t\r\n"):
        return Skipped("empty", where)
    text = decode(data, given.charset)
    return Page(where, Content.HTML, text, Metadata(url=head.url), _date(head))


def _http(head: Head) -> bool:
    return head.type == "response" and head.url.lower().startswith(("http:", "https:"))


def _reason(head: Head, given: Message) -> str:
    """Why a record is no page, "" where it is one."""
    if head.type not in ("response", "resource"):
        return f"{head.type} record" if head.type.isalpha() and len(head.type) < 20 else "record of unknown type"
    if not head.url.lower().startswith(("http:", "https:")):
        return "not from the web"
    if "warc-segment-number" in head.fields:
        return "in segments"
    if head.fields.get("warc-truncated", "length").lower() != "length":
        return f"truncated ({head.fields['warc-truncated'][:20].lower()})"
    if given.status != 200:
        return f"status {given.status}" if given.status else "no HTTP response"
    return "" if given.type in _HTML or (not given.type and b"<html" in given.body[:2000].lower()) else "not HTML"


def _altered(found: Found, given: Message) -> bool:
    """Whether a digest proves that bytes are not those that were written.

    The payload digest is asked only where nothing else vouches: writers do not agree on whether it is that of the body with or
    without its codings.
    """
    of_block = headers.matches(found.record.head.fields.get("warc-block-digest", ""), found.record.block)
    if of_block is not None or found.checked:
        return of_block is False
    digest = found.record.head.fields.get("warc-payload-digest", "")
    return headers.matches(digest, given.body) is False and not _coded_match(digest, given)


def _coded_match(digest: str, given: Message) -> bool:
    try:
        plain = dechunked(given.body, cut=True)
        return (
            headers.matches(digest, plain) is True
            or headers.matches(digest, decoded(given, _DECODED, cut=True)) is True
        )
    except UndecodableError:
        return False


def _date(head: Head) -> datetime | None:
    """`WARC-Date`, in UTC; None where it is none."""
    try:
        date = datetime.fromisoformat(head.fields.get("warc-date", ""))
    except ValueError:
        return None
    return date.replace(tzinfo=date.tzinfo or UTC)
