"""The records of an archive that is compressed by record, as a whole, or not at all.

FastWARC and other readers that trust the file lose everything after the first bad member. Here a member that cannot be
decoded is lost alone. The search for the next one that decodes to the head of a record starts one byte after the
beginning of the bad one, because a damaged member may seem to reach into those after it.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from retold.sources.archives.warc import compression, headers
from retold.sources.archives.warc.compression import GZIP, ZSTD, Frame, Member, Piece
from retold.sources.archives.warc.records import Loss, Record, scan
from retold.sources.archives.warc.window import STEP, BrokenError, Window

_MARGIN = 4 * headers.MAX_BYTES
"""Bytes beside the largest block that a window can hold."""
_ENOUGH = 16
"""Decoded bytes that tell whether a record begins."""
_TRIAL_STEP = 256
"""Compressed bytes with which a possible piece is tried."""


@dataclass(frozen=True, slots=True)
class PlacedRecord:
    """A record in a file."""

    place: str
    """Its offset in the file. For a later record of a member: the member's offset, "+", its offset in decoded bytes."""
    record: Record
    is_checked: bool
    """Whether a checksum of the file covers its bytes."""


@dataclass(frozen=True, slots=True)
class PlacedLoss:
    """A loss in a file."""

    place: str
    loss: Loss


class _OpenPiece(NamedTuple):
    """A piece whose decoding has begun."""

    piece: Piece
    first: bytes
    """Its first decoded bytes."""
    start: int
    """Its offset in the file."""


def records(read: Callable[[int], bytes], max_block: int, file_name: str = "") -> Iterator[PlacedRecord | PlacedLoss]:
    """The records of an archive, and its losses, in order.

    `read` returns the next bytes of the file, b"" at its end. It need not seek. Of blocks larger than `max_block` bytes
    only the beginning is read. `file_name` tells the compression if the first bytes do not.

    Memory: some three times `max_block`.
    """
    window = Window(read, max_block + _MARGIN)
    magic = _magic(window, file_name.lower())
    if magic:
        yield from _CompressedArchive(window, magic, max_block).records()
        return
    for item in scan(window, max_block):
        place = str(item.offset)
        yield PlacedLoss(place, item) if isinstance(item, Loss) else PlacedRecord(place, item, is_checked=False)


def _magic(window: Window, name: str) -> bytes:
    """How the pieces of a file begin; b"" if it is not compressed.

    The first bytes tell it. If they may be damaged, the name does.
    """
    if isinstance(headers.parse_head(window.peek(headers.MAX_BYTES)), headers.Head):
        return b""
    magic = ZSTD if compression.is_at_skippable(window) else compression.magic_at(window)
    if name.endswith(".warc") and not (magic and compression.decodes_to(window, magic, headers.MARK)):
        return b""
    if name.endswith(".zst"):
        return ZSTD
    return GZIP if name.endswith(".gz") else magic


class _PieceRun:
    """A run of pieces of which only the first begins with a record.

    Nearly always it is one member. It is many if the file was compressed without regard to records (BGZF).
    """

    def __init__(self, archive: _CompressedArchive, first: _OpenPiece) -> None:
        self._archive = archive
        self._piece, self._data = first.piece, first.first
        self.start = self.last_start = first.start
        self.is_checked = True
        self.next: _OpenPiece | None = None
        """The piece after the run, once the run was read to its end."""

    def read(self, count: int) -> bytes:
        """The next decoded bytes, b"" at the end of the run. Raises `BrokenError`."""
        data, self._data = self._data or self._piece.read(count), b""
        while not data:
            self.is_checked = self.is_checked and self._piece.checked
            following = self._archive.open_piece()
            if following is None or following.first.lstrip(b"\r\n").startswith(b"WARC/"):
                self.next = following
                return b""
            self._piece, data, self.last_start = following
        return data


class _CompressedArchive:
    def __init__(self, window: Window, magic: bytes, max_block: int) -> None:
        self._window, self._magic, self._max_block = window, magic, max_block
        self._dictionary = b""

    def records(self) -> Iterator[PlacedRecord | PlacedLoss]:
        window = self._window
        self._dictionary = _dictionary(window) if self._magic == ZSTD else b""
        window.keep = window.at
        following = self.open_piece()
        while True:
            if following is None:
                start = window.keep = window.at
                if not window.fill(1):
                    return
                following = yield from self._lose(start, start, self._reason())
                continue
            run = _PieceRun(self, following)
            window.keep = run.start
            following = yield from self._records_of(run)

    def open_piece(self) -> _OpenPiece | None:
        """The piece that begins at the window's offset; None if none begins there, or it cannot be decoded."""
        while compression.skip_frame(self._window) is not None:
            pass
        start = self._window.at
        if compression.magic_at(self._window) != self._magic:
            return None
        try:
            piece = self._new_piece(STEP)
            return _OpenPiece(piece, _beginning(piece), start)
        except BrokenError:
            self._window.at = start
            return None

    def _new_piece(self, step: int) -> Piece:
        return Frame(self._window, self._dictionary) if self._magic == ZSTD else Member(self._window, step)

    def _records_of(self, run: _PieceRun) -> Generator[PlacedRecord | PlacedLoss, None, _OpenPiece | None]:
        """The records of one run; returns the piece that follows."""
        window = Window(run.read, self._max_block + _MARGIN)
        window.fill(self._max_block + headers.MAX_BYTES)
        is_broken_early, ended = bool(window.broken), window.ended
        waiting: list[PlacedRecord | PlacedLoss] = []
        for item in scan(window, self._max_block):
            place = f"{run.start}+{item.offset}" if item.offset else str(run.start)
            placed = (
                PlacedLoss(place, item)
                if isinstance(item, Loss)
                else PlacedRecord(place, item, run.is_checked and ended and not is_broken_early)
            )
            if is_broken_early:
                waiting.append(placed)
            elif not (isinstance(placed, PlacedLoss) and window.broken):
                yield placed
        if not window.broken:
            return run.next
        # A single record is lost: its checksum is wrong or missing, and its digest says nothing about its head.
        good = [item for item in waiting if isinstance(item, PlacedRecord)] if len(waiting) > 1 else []
        yield from good
        start = run.last_start if is_broken_early else self._window.at
        reason = f"{self._noun} cannot be read: {window.broken}"
        if good:
            reason += f"; {len(good):,} of its records could, by their digests"
        return (yield from self._lose(start, run.last_start, reason))

    @property
    def _noun(self) -> str:
        return "a Zstandard frame" if self._magic == ZSTD else "a gzip member"

    def _reason(self) -> str:
        """Why no piece can be read at the window's offset."""
        if compression.magic_at(self._window) != self._magic:
            return f"no {self._noun.removeprefix('a ')} begins here"
        try:
            _beginning(self._new_piece(STEP))
        except BrokenError as error:
            return f"{self._noun} cannot be read: {error}"
        return "unreadable"

    def _lose(
        self, start: int, tried: int, reason: str
    ) -> Generator[PlacedRecord | PlacedLoss, None, _OpenPiece | None]:
        """Yields the loss from `start` on; returns the next piece after `tried` that decodes to a record's head."""
        window = self._window
        following: _OpenPiece | None = None
        window.back(tried + 1)
        while following is None and window.find(self._magic):
            at = window.keep = window.at
            if compression.magic_at(window) == self._magic:
                following = self._record_at(at)
            if following is None:
                window.at = at + 1
        end = following.start if following else window.at
        yield PlacedLoss(str(start), Loss(start, end - start, reason))
        return following

    def _record_at(self, at: int) -> _OpenPiece | None:
        """The piece that begins here, if it decodes to the head of a record."""
        try:
            piece = self._new_piece(_TRIAL_STEP)
            first = _beginning(piece)
        except BrokenError:
            return None
        return _OpenPiece(piece, first, at) if first.startswith(headers.MARK) else None


def _beginning(piece: Piece) -> bytes:
    """Enough of the first decoded bytes to tell what they are, or all if there are fewer."""
    data = b""
    while len(data) < _ENOUGH and (more := piece.read()):
        data += more
    return data


def _dictionary(window: Window) -> bytes:
    """The dictionary at the beginning of a `.warc.zst` file (IIPC draft): a skippable frame, compressed or not."""
    data = compression.skip_frame(window) or b""
    if not data.startswith(ZSTD):
        return data
    dictionary = b""
    try:
        frame = Frame(Window(io.BytesIO(data).read, len(data)), b"")
        while more := frame.read():
            dictionary += more
    except BrokenError:
        return b""  # then no frame that needs it can be decoded, and each is an error
    return dictionary
