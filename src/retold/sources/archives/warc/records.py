"""Records from a stream of WARC bytes; after a damage, the next record is looked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from retold.sources.archives.warc import headers
from retold.sources.archives.warc.headers import Head
from retold.sources.archives.warc.window import Window

_USUAL = 4096
"""Bytes in which nearly every head has its end."""


@dataclass(frozen=True, slots=True)
class Record:
    """A record and where it begins. `block`: all of it, or its first bytes where it is not `whole`, being too large to hold."""

    offset: int
    head: Head
    block: bytes
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Lost:
    """Bytes that could not be read as records, and why."""

    offset: int
    size: int
    why: str


def scan(window: Window, most: int) -> Iterator[Record | Lost]:
    """Records from where the window is to its end.

    A block larger than `most` is not held. What is no record, or does not end where its Content-Length says, is lost up to
    the next head of a record. Once the window is known to be broken, a record is believed only by its digest.
    """
    while True:
        _blank(window)
        if not window.fill(1):
            return
        start = window.keep = window.at
        head = headers.head(window.peek(_USUAL))
        if isinstance(head, str) and head.startswith(("the head", "it ends")):
            head = headers.head(window.peek(headers.MOST))
        if isinstance(head, str):
            yield _resync(window, start, head)
        elif head.length > most:
            yield _large(window, start, head)
        else:
            yield _whole(window, start, head)


def _blank(window: Window) -> None:
    while (here := window.peek(4)) and here[:1] in (b"\r", b"\n"):
        window.at += len(here) - len(here.lstrip(b"\r\n"))


def _whole(window: Window, start: int, head: Head) -> Record | Lost:
    block = window.peek(head.length, head.size)
    after = window.peek(8, head.size + head.length)
    complaint = _complaint(window, head, block, after)
    if complaint:
        return _resync(window, start, complaint)
    window.at = start + head.size + head.length
    return Record(start, head, block)


def _complaint(window: Window, head: Head, block: bytes, after: bytes) -> str:
    """What is wrong with a record that was read by its Content-Length, "" where nothing is."""
    if len(block) < head.length:
        return f"Content-Length is {head.length:,}, and {len(block):,} bytes follow"
    rest = after.lstrip(b"\r\n")
    ended = after.startswith(b"\r\n\r\n") or rest.startswith(b"WARC/") or (not rest and len(after) < 8)
    if (window.broken or not ended) and headers.matches(head.fields.get("warc-block-digest", ""), block) is not True:
        return window.broken or f"the record does not end where its Content-Length of {head.length:,} says"
    return ""


def _large(window: Window, start: int, head: Head) -> Record | Lost:
    """A block that is not held is still searched: its length may be wrong, and other records within it."""
    begin = window.peek(headers.MOST, head.size)
    end = start + head.size + head.length
    window.at = start + head.size
    while window.find(b"\n" + headers.MARK, end):
        window.at += 1
        if _here(window):
            return Lost(
                start, window.at - start, f"Content-Length is {head.length:,}, but another record begins before"
            )
    if window.at < end:
        return Lost(
            start,
            window.at - start,
            f"Content-Length is {head.length:,}, and only {window.at - start - head.size:,} bytes follow",
        )
    return Record(start, head, begin, whole=False)


def _resync(window: Window, start: int, why: str) -> Lost:
    window.back(start + 1)
    while window.find(headers.MARK) and not _here(window):
        window.at += 1
    return Lost(start, window.at - start, why)


def _here(window: Window) -> bool:
    """Whether a record begins where the window is; with a head of usual size, for there may be a false one every few bytes."""
    window.keep = window.at
    return isinstance(headers.head(window.peek(_USUAL)), Head)
