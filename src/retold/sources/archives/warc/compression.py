"""One gzip member (RFC 1952) or Zstandard frame (RFC 8878), decoded as it is read."""

from __future__ import annotations

import io
import re
from typing import Protocol, cast

from fastwarc.stream_io import ZstdReader
from isal import igzip_lib, isal_zlib

from retold.sources.archives.warc.window import STEP, BrokenError, Window

GZIP = b"\x1f\x8b\x08"
ZSTD = b"\x28\xb5\x2f\xfd"
_HEAD = re.compile(
    rb"\x1f\x8b\x08(?:[\0\1].{6}|[\4\5].{6}[\0-\x7f]\0|[\x08\x09].{6}[^\0]{0,255}\0|[\x0c\x0d].{6}[\0-\x7f]\0[^\0]{0,383}\0)",
    re.DOTALL,
)
_SKIPPABLE = b"\x2a\x4d\x18"  # after a byte 0x50 to 0x5f
_OUT = 1 << 16
"""Bytes decoded at once: so many before a damage are lost with it at most."""


class Piece(Protocol):
    """A part of a compressed file that can be decoded on its own."""

    checked: bool
    """Whether its end carries a checksum of all its bytes."""

    def read(self, count: int = STEP) -> bytes:
        """The next decoded bytes, b"" at its end; the window is then just behind it. Raises `BrokenError`."""


class Member:
    """A gzip member that begins where the window is. `first`: the compressed bytes to try it with."""

    checked = True

    def __init__(self, raw: Window, first: int = STEP) -> None:
        self._raw, self._feed = raw, first
        self._decoder = isal_zlib.decompressobj(31)
        self._waiting = b""

    def read(self, count: int = STEP) -> bytes:
        """The next decoded bytes. Raises `BrokenError`: damaged, or cut."""
        while not self._decoder.eof:
            fresh = b"" if self._waiting else self._raw.held(self._feed)
            if not self._waiting and not fresh:
                raise BrokenError("the file ends within it")
            self._raw.at += len(fresh)
            self._feed = STEP
            try:
                out = self._decoder.decompress(self._waiting or fresh, min(count, _OUT))
            except igzip_lib.IsalError as error:  # type: ignore[misc]  # its stubs say that it is no class
                raise BrokenError(_said(error)) from error
            self._waiting = self._decoder.unconsumed_tail
            if self._decoder.eof:
                self._raw.at -= len(self._decoder.unused_data)
            if out:
                return out
        return b""


class Frame:
    """A Zstandard frame that begins where the window is.

    Blocks say how long they are, so that a frame is walked without being decoded, and its end is known.
    """

    def __init__(self, raw: Window, dictionary: bytes) -> None:
        self._raw = raw
        self._left = [self._head()]  # sizes of what is to be handed on
        self._last = False
        self._at = 0
        self._reader = ZstdReader(cast(io.BytesIO, self._Blocks(self)), dictionary=dictionary or None)

    class _Blocks:
        """The frame's bytes and no others, as a file."""

        def __init__(self, frame: Frame) -> None:
            self._frame = frame

        def read(self, _count: int = -1) -> bytes:
            return self._frame._compressed()

        def tell(self) -> int:
            return self._frame._at

        def seek(self, *_where: int) -> int:
            raise io.UnsupportedOperation("a frame is read forwards")

        def close(self) -> None:
            """Nothing of its own is open."""

    def _head(self) -> int:
        start = self._raw.peek(18)
        if len(start) < 6:
            raise BrokenError("the file ends within it")
        about = start[4]
        single = bool(about & 0x20)
        self.checked = bool(about & 0x04)
        content = (1 if single else 0, 2, 4, 8)[about >> 6]
        return 4 + 1 + (not single) + (0, 1, 2, 4)[about & 3] + content

    def _compressed(self) -> bytes:
        if not self._left:
            if self._last:
                return b""
            self._left.append(self._block())
        size = self._left.pop()
        data = self._raw.peek(size)
        if len(data) < size:
            raise BrokenError("the file ends within it")
        self._raw.at += len(data)
        self._at += len(data)
        return data

    def _block(self) -> int:
        """The size of the block that begins here, with its header, and the checksum where it is the last."""
        head = self._raw.peek(3)
        if len(head) < 3:
            raise BrokenError("the file ends within it")
        value = int.from_bytes(head, "little")
        self._last, kind, size = bool(value & 1), value >> 1 & 3, value >> 3
        if kind == 3:
            raise BrokenError("a block is of no known kind")
        return 3 + (1 if kind == 1 else size) + (4 if self._last and self.checked else 0)

    def read(self, count: int = STEP) -> bytes:
        """The next decoded bytes. Raises `BrokenError`: damaged, or cut."""
        try:
            out = self._reader.read(min(count, _OUT))
            while not out and not self._last:  # a frame of empty blocks
                self._compressed()
        except (OSError, MemoryError, ValueError) as error:
            raise BrokenError(_said(error)) from error
        return out


def begins(raw: Window) -> bytes:
    """The magic bytes of the piece that begins where the window is, b"" where none does.

    Of gzip only heads that writers of archives make: few extra bytes, a short name, no reserved bits. Junk that
    chance makes a head could else take a whole member for its comment.
    """
    if raw.peek(4) == ZSTD:
        return ZSTD
    return GZIP if _HEAD.match(raw.peek(512)) else b""


def skippable(raw: Window) -> bool:
    """Whether a skippable Zstandard frame begins here."""
    head = raw.peek(8)
    return len(head) == 8 and head[0] & 0xF0 == 0x50 and head[1:4] == _SKIPPABLE


def skipped(raw: Window) -> bytes | None:
    """Passes over a skippable frame that begins here, and gives its bytes; None where none does."""
    if not skippable(raw):
        return None
    size = int.from_bytes(raw.peek(4, 4), "little")
    data = raw.peek(min(size, 16 * STEP), 8)
    raw.skip(8 + size)
    return data


def decodes(raw: Window, magic: bytes, start: bytes) -> bool:
    """Whether the piece that begins here decodes to bytes that begin so; the window stays where it is."""
    at = raw.at
    try:
        piece: Piece = Frame(raw, b"") if magic == ZSTD else Member(raw)
        return piece.read().startswith(start)
    except BrokenError:
        return False
    finally:
        raw.at = at


def _said(error: Exception) -> str:
    return f"it is damaged ({str(error) or type(error).__name__})"
