"""Pages of WARC archives (ISO 28500), also of damaged ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from retold.config import Settings
from retold.errors import DamagedError, FormatError
from retold.sources.archives.warc import headers
from retold.sources.archives.warc.archive import PlacedLoss, PlacedRecord, records
from retold.sources.archives.warc.headers import Head
from retold.sources.archives.warc.payload import Message, UndecodableError, decode_body, join_chunks, parse_message
from retold.sources.charsets import decode
from retold.types import Content, Metadata, Page, Skipped

__all__ = ["pages"]

_MAX_CHECKED = 1 << 26
"""Bytes of a decoded body whose digest is checked."""
_HTML_TYPES = ("text/html", "application/xhtml+xml")


def pages(read: Callable[[int], bytes], name: str, settings: Settings) -> Iterator[Page | FormatError | Skipped]:
    """The pages of one archive, in order: not compressed, or by gzip or Zstandard, by record or as a whole.

    A page is a `response` with status 200, or a `resource`, in HTML. In CC-NEWS and in archives of Heritrix, these are
    all pages. `conversion` records (the text of WET files, PDFs of pages) are other forms of pages that the archive has
    as responses; they would come twice. A `revisit` has no content, or that of an earlier record. What a server or a
    network cut off (`WARC-Truncated: disconnect`, `time`) is half an article and skipped. What the crawler cut at its
    limit (`length`, a megabyte for CC-NEWS) is read.

    `read` returns the next bytes, b"" at the end, and need not seek. The `source` of a page is `name:offset`, the
    offset of its record in the file as it is stored.

    In place of a page comes `Skipped` for a record that is no page, `DamagedError` for damage, `FormatError` for what
    cannot be decoded. A record with a block digest is accepted only if the digest is right. Without one, in an archive
    that is not compressed, damage may not be noticed.
    """
    is_empty = True
    for item in records(read, settings.max_bytes, name):
        is_empty = False
        where = f"{name}:{item.place}"
        if isinstance(item, PlacedLoss):
            loss = item.loss
            yield DamagedError(f"{loss.reason} ({loss.size:,} bytes lost)", where, loss.size)
        else:
            yield _page(item, where, settings)
    if is_empty:
        yield FormatError("is empty", name)


def _page(placed: PlacedRecord, where: str, settings: Settings) -> Page | FormatError | Skipped:
    head, block = placed.record.head, placed.record.block
    if _is_http_response(head):
        message = parse_message(block)
    else:
        message = Message(200, {"content-type": head.fields.get("content-type", "")}, block)
    reason = _reason_to_skip(head, message)
    if reason:
        return Skipped(reason, where)
    if not placed.record.is_whole:
        return FormatError(f"the record is larger than {settings.max_bytes:,} bytes (RETOLD_MAX_BYTES)", where)
    if _is_altered(placed, message):
        return DamagedError("does not have the digest that its head gives", where, head.size + head.length)
    try:
        data = decode_body(message, settings.max_bytes, is_cut="warc-truncated" in head.fields)
    except UndecodableError as error:
        return FormatError(str(error), where)
    if not data.strip(b"\x00 \t\r\n"):
        return Skipped("empty", where)
    return Page(where, Content.HTML, decode(data, message.charset), Metadata(url=head.url), _date(head))


def _is_web_url(url: str) -> bool:
    return url.lower().startswith(("http:", "https:"))


def _is_http_response(head: Head) -> bool:
    return head.type == "response" and _is_web_url(head.url)


def _reason_to_skip(head: Head, message: Message) -> str:
    """Why a record is no page; "" if it is one."""
    if head.type not in ("response", "resource"):
        return f"{head.type} record" if head.type.isalpha() and len(head.type) < 20 else "record of unknown type"
    if not _is_web_url(head.url):
        return "not from the web"
    if "warc-segment-number" in head.fields:
        return "in segments"
    if head.fields.get("warc-truncated", "length").lower() != "length":
        return f"truncated ({head.fields['warc-truncated'][:20].lower()})"
    if message.status != 200:
        return f"status {message.status}" if message.status else "no HTTP response"
    looks_like_html = not message.media_type and b"<html" in message.body[:2000].lower()
    return "" if message.media_type in _HTML_TYPES or looks_like_html else "not HTML"


def _is_altered(placed: PlacedRecord, message: Message) -> bool:
    """Whether a digest proves that the bytes changed after they were written.

    The payload digest is used only if nothing else covers the bytes: some writers take it of the body with its codings,
    others without.
    """
    fields = placed.record.head.fields
    block_is_right = headers.has_digest(placed.record.block, fields.get("warc-block-digest", ""))
    if block_is_right is not None or placed.is_checked:
        return block_is_right is False
    digest = fields.get("warc-payload-digest", "")
    return headers.has_digest(message.body, digest) is False and not _has_digest_without_codings(message, digest)


def _has_digest_without_codings(message: Message, digest: str) -> bool:
    try:
        if headers.has_digest(join_chunks(message.body, is_cut=True), digest) is True:
            return True
        return headers.has_digest(decode_body(message, _MAX_CHECKED, is_cut=True), digest) is True
    except UndecodableError:
        return False


def _date(head: Head) -> datetime | None:
    """`WARC-Date`, in UTC; None if it is no date."""
    try:
        date = datetime.fromisoformat(head.fields.get("warc-date", ""))
    except ValueError:
        return None
    return date.replace(tzinfo=date.tzinfo or UTC)
