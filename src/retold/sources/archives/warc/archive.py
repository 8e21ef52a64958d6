"""Records of an archive, compressed by record, as a whole, or not at all.

FastWARC, as every reader that trusts the file, loses what comes after the first bad member. Here a
member that cannot be decoded is lost alone: the next that decodes to the head of a record is looked
for from the byte after its beginning, because what it seemed to hold may reach into those behind it.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass

from retold.sources.archives.warc import compression, headers
from retold.sources.archives.warc.compression import GZIP, ZSTD, Frame, Member, Piece
from retold.sources.archives.warc.records import Lost, Record, scan
from retold.sources.archives.warc.window import STEP, BrokenError, Window

_SLACK = 4 * headers.MOST
_ENOUGH = 16
"""Decoded bytes that tell whether a record begins."""

Following = tuple[Piece, bytes, int] | None
"""A piece that was begun, its first decoded bytes, and where it begins."""


@dataclass(frozen=True, slots=True)
class Found:
    """A record and its place: the offset in the file, "+" the decoded offset from there where other records come
    before it in one member. `checked`: whether a checksum of the file vouches for its bytes."""

    place: str
    record: Record
    checked: bool


@dataclass(frozen=True, slots=True)
class Missing:
    """A loss and its place."""

    place: str
    lost: Lost


def records(read: Callable[[int], bytes], most: int, hint: str = "") -> Iterator[Found | Missing]:
    """Records of an archive, and what is lost of it, in order.

    `read` gives the next bytes of the file, b"" at its end; it is never asked to go back. Blocks larger than `most` bytes
    come without their end. `hint` is the file's name, asked where its first bytes do not tell how it is compressed.
    Memory: some three times `most`.
    """
    raw = Window(read, most + _SLACK)
    magic = _magic(raw, hint.lower())
    if not magic:
        for item in scan(raw, most):
            place = str(item.offset)
            yield Missing(place, item) if isinstance(item, Lost) else Found(place, item, checked=False)
        return
    yield from _Compressed(raw, magic, most).records()


def _magic(raw: Window, name: str) -> bytes:
    """How the pieces of a file begin, b"" where it is plain: by its first bytes, and by its name where those may be damaged."""
    if isinstance(headers.head(raw.peek(headers.MOST)), headers.Head):
        return b""
    magic = ZSTD if compression.skippable(raw) else compression.begins(raw)
    if name.endswith(".warc") and not (magic and compression.decodes(raw, magic, headers.MARK)):
        return b""
    return ZSTD if name.endswith(".zst") else GZIP if name.endswith(".gz") else magic


class _Unit:
    """A run of pieces of which only the first begins with a record: one member nearly always, many where
    the file was compressed without regard to records (BGZF)."""

    def __init__(self, pieces: _Compressed, piece: Piece, first: bytes, start: int) -> None:
        self._pieces, self._piece, self._first = pieces, piece, first
        self.start = self.last = start
        self.checked = True
        self.next: Following = None

    def read(self, count: int) -> bytes:
        out, self._first = self._first or self._piece.read(count), b""
        while not out:
            self.checked = self.checked and self._piece.checked
            following = self._pieces.opened()
            if following is None or following[1].lstrip(b"\r\n").startswith(b"WARC/"):
                self.next = following
                return b""
            self._piece, out, self.last = following
        return out


class _Compressed:
    def __init__(self, raw: Window, magic: bytes, most: int) -> None:
        self._raw, self._magic, self._most = raw, magic, most
        self._dictionary = b""

    def records(self) -> Iterator[Found | Missing]:
        self._dictionary = _dictionary(self._raw) if self._magic == ZSTD else b""
        self._raw.keep = self._raw.at
        following = self.opened()
        while True:
            if following is None:
                start = self._raw.keep = self._raw.at
                if not self._raw.fill(1):
                    return
                following = yield from self._lost(start, start, self._why())
                continue
            unit = _Unit(self, *following)
            self._raw.keep = unit.start
            following = yield from self._unit(unit)

    def opened(self) -> Following:
        """The piece that begins where the window is, its first bytes, and its place; None where none does that can be read."""
        while compression.skipped(self._raw) is not None:
            pass
        start = self._raw.at
        if compression.begins(self._raw) != self._magic:
            return None
        try:
            piece = self._piece(STEP)
            return piece, _beginning(piece), start
        except BrokenError:
            self._raw.at = start
            return None

    def _piece(self, first: int) -> Piece:
        return Frame(self._raw, self._dictionary) if self._magic == ZSTD else Member(self._raw, first)

    def _unit(self, unit: _Unit) -> Generator[Found | Missing, None, Following]:
        """Records of one unit; gives the piece that follows."""
        window = Window(unit.read, self._most + _SLACK)
        window.fill(self._most + headers.MOST)
        early, ended = bool(window.broken), window.ended
        found: list[Found | Missing] = []
        for item in scan(window, self._most):
            place = f"{unit.start}+{item.offset}" if item.offset else str(unit.start)
            made = (
                Missing(place, item)
                if isinstance(item, Lost)
                else Found(place, item, unit.checked and ended and not early)
            )
            if early:
                found.append(made)
            elif not (isinstance(made, Missing) and window.broken):
                yield made
        if not window.broken:
            return unit.next
        # The checksum of a single record is wrong or missing, and its digest says nothing of its head: it is lost.
        good = [f for f in found if isinstance(f, Found)] if len(found) > 1 else []
        yield from good
        broke = unit.last if early else self._raw.at
        why = f"{self._noun} cannot be read: {window.broken}" + (
            f"; {len(good):,} of its records could, by their digests" if good else ""
        )
        return (yield from self._lost(broke, unit.last, why))

    @property
    def _noun(self) -> str:
        return "a Zstandard frame" if self._magic == ZSTD else "a gzip member"

    def _why(self) -> str:
        if compression.begins(self._raw) != self._magic:
            return f"no {self._noun[2:]} begins here"
        try:
            _beginning(self._piece(STEP))
        except BrokenError as error:
            return f"{self._noun} cannot be read: {error}"
        return "unreadable"

    def _lost(self, start: int, tried: int, why: str) -> Generator[Found | Missing, None, Following]:
        """Tells of a loss, and gives the next piece, which decodes to the head of a record."""
        raw = self._raw
        following: Following = None
        raw.back(tried + 1)
        while following is None and raw.find(self._magic):
            at = raw.keep = raw.at
            if compression.begins(raw) == self._magic:
                following = self._record_at(at)
            if following is None:
                raw.at = at + 1
        end = following[2] if following else raw.at
        yield Missing(str(start), Lost(start, end - start, why))
        return following

    def _record_at(self, at: int) -> Following:
        """The piece that begins here, where it decodes to the head of a record."""
        try:
            piece = self._piece(256)
            first = _beginning(piece)
        except BrokenError:
            return None
        return (piece, first, at) if first.startswith(headers.MARK) else None


def _beginning(piece: Piece) -> bytes:
    """Enough of the first decoded bytes to tell what they are; fewer where there are no more."""
    data = b""
    while len(data) < _ENOUGH and (more := piece.read()):
        data += more
    return data


def _dictionary(raw: Window) -> bytes:
    """The dictionary that `.warc.zst` files begin with (IIPC draft): a skippable frame, itself compressed or not."""
    data = compression.skipped(raw) or b""
    if not data.startswith(ZSTD):
        return data
    out = b""
    try:
        frame = Frame(Window(io.BytesIO(data).read, len(data)), b"")
        while more := frame.read():
            out += more
    except BrokenError:
        return b""  # then no frame that needs it can be decoded, and each says so
    return out
