"""Records in a stream of WARC bytes. After damage, the search goes on to the next record."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from retold.sources.archives.warc import headers
from retold.sources.archives.warc.headers import Head
from retold.sources.archives.warc.window import Window

_USUAL_HEAD = 4096
"""Bytes that are enough for nearly every head."""


@dataclass(frozen=True, slots=True)
class Record:
    """A record."""

    offset: int
    """Where it begins."""
    head: Head
    block: bytes
    """All of the block, or only its beginning if it is too large."""
    is_whole: bool = True


@dataclass(frozen=True, slots=True)
class Loss:
    """Bytes that could not be read as records."""

    offset: int
    size: int
    reason: str


def scan(window: Window, max_block: int) -> Iterator[Record | Loss]:
    """The records from the window's offset to its end.

    Of a block larger than `max_block` bytes only the beginning is kept. If there is no record, or one that does not end
    where its Content-Length says, the bytes up to the next head are a loss. Once the window is known to be broken, only
    a record with the right digest is accepted.
    """
    while True:
        _skip_blank_lines(window)
        if not window.fill(1):
            return
        start = window.keep = window.at
        head = headers.parse_head(window.peek(_USUAL_HEAD))
        if isinstance(head, str) and head.startswith(("the head", "it ends")):
            head = headers.parse_head(window.peek(headers.MAX_BYTES))
        if isinstance(head, str):
            yield _lose(window, start, head)
        elif head.length > max_block:
            yield _large_record(window, start, head)
        else:
            yield _record(window, start, head)


def _skip_blank_lines(window: Window) -> None:
    while (data := window.peek(4)) and data[:1] in (b"\r", b"\n"):
        window.at += len(data) - len(data.lstrip(b"\r\n"))


def _record(window: Window, start: int, head: Head) -> Record | Loss:
    block = window.peek(head.length, head.size)
    after = window.peek(8, head.size + head.length)
    problem = _problem(window, head, block, after)
    if problem:
        return _lose(window, start, problem)
    window.at = start + head.size + head.length
    return Record(start, head, block)


def _problem(window: Window, head: Head, block: bytes, after: bytes) -> str:
    """What is wrong with a record that was read by its Content-Length; "" if nothing is."""
    if len(block) < head.length:
        return f"Content-Length is {head.length:,}, and {len(block):,} bytes follow"
    rest = after.lstrip(b"\r\n")
    has_end = after.startswith(b"\r\n\r\n") or rest.startswith(b"WARC/") or (not rest and len(after) < 8)
    # A cut can move the end of the block to the blank line after the head of the next record.
    holds_record = b"\n" + headers.MARK in block
    if has_end and not window.broken and not holds_record:
        return ""
    is_right = headers.has_digest(block, head.fields.get("warc-block-digest", ""))
    if window.broken or not has_end:
        end = f"the record does not end where its Content-Length of {head.length:,} says"
        return "" if is_right else window.broken or end
    return f"Content-Length is {head.length:,}, but another record begins before" if is_right is False else ""


def _large_record(window: Window, start: int, head: Head) -> Record | Loss:
    """A block that is not kept is still searched: its length may be wrong, and other records may be in it."""
    beginning = window.peek(headers.MAX_BYTES, head.size)
    end = start + head.size + head.length
    window.at = start + head.size
    while window.find(b"\n" + headers.MARK, end):
        window.at += 1
        if _is_at_record(window):
            reason = f"Content-Length is {head.length:,}, but another record begins before"
            return Loss(start, window.at - start, reason)
    if window.at < end:
        following = window.at - start - head.size
        reason = f"Content-Length is {head.length:,}, and only {following:,} bytes follow"
        return Loss(start, window.at - start, reason)
    return Record(start, head, beginning, is_whole=False)


def _lose(window: Window, start: int, reason: str) -> Loss:
    """The loss of all bytes from `start` to the next record."""
    window.back(start + 1)
    while window.find(headers.MARK) and not _is_at_record(window):
        window.at += 1
    return Loss(start, window.at - start, reason)


def _is_at_record(window: Window) -> bool:
    """Whether a record with a head of usual size begins here. There may be a false one every few bytes."""
    window.keep = window.at
    return isinstance(headers.parse_head(window.peek(_USUAL_HEAD)), Head)
