"""One gzip member (RFC 1952) or Zstandard frame (RFC 8878), decoded while it is read."""

from __future__ import annotations

import io
import re
from typing import Protocol, cast

from fastwarc.stream_io import ZstdReader
from isal import igzip_lib, isal_zlib

from retold.sources.archives.warc.window import STEP, BrokenError, Window

GZIP = b"\x1f\x8b\x08"
ZSTD = b"\x28\xb5\x2f\xfd"
_GZIP_HEAD = re.compile(
    rb"""
    \x1f\x8b\x08                                                # gzip, deflate
    (?: [\0\1] .{6}                                             # no optional fields
      | [\4\5] .{6} [\0-\x7f]\0                                 # up to 127 extra bytes
      | [\x08\x09] .{6} [^\0]{0,255} \0                         # a file name
      | [\x0c\x0d] .{6} [\0-\x7f]\0 [^\0]{0,383} \0             # both
    )
    """,
    re.DOTALL | re.VERBOSE,
)
_SKIPPABLE = b"\x2a\x4d\x18"
"""Magic bytes of a skippable frame, after one byte 0x50 to 0x5f."""
_OUTPUT = 1 << 16
"""Bytes that are decoded at once. At most so many good bytes are lost before damage."""
_MAX_SKIPPABLE = 16 * STEP
_ENDS_WITHIN = "the file ends within it"


class Piece(Protocol):
    """A part of a compressed file that can be decoded alone: a gzip member or a Zstandard frame."""

    checked: bool
    """Whether it ends with a checksum of all its bytes."""

    def read(self, count: int = STEP) -> bytes:
        """The next decoded bytes. At the end it is b"", and the window is right after the piece.

        Raises `BrokenError`.
        """


class Member:
    """A gzip member that begins at the window's offset. `first`: compressed bytes of the first step."""

    checked = True

    def __init__(self, window: Window, first: int = STEP) -> None:
        self._window, self._step = window, first
        self._decompressor = isal_zlib.decompressobj(31)
        self._waiting = b""

    def read(self, count: int = STEP) -> bytes:
        """The next decoded bytes. Raises `BrokenError` if it is damaged or cut."""
        while not self._decompressor.eof:
            fresh = b"" if self._waiting else self._window.peek_buffered(self._step)
            if not self._waiting and not fresh:
                raise BrokenError(_ENDS_WITHIN)
            self._window.at += len(fresh)
            self._step = STEP
            try:
                data = self._decompressor.decompress(self._waiting or fresh, min(count, _OUTPUT))
            except igzip_lib.IsalError as error:  # type: ignore[misc]  # its stubs say that it is no class
                raise BrokenError(_damage(error)) from error
            self._waiting = self._decompressor.unconsumed_tail
            if self._decompressor.eof:
                self._window.at -= len(self._decompressor.unused_data)
            if data:
                return data
        return b""


class Frame:
    """A Zstandard frame that begins at the window's offset.

    Its blocks tell their length. So the end of the frame is known without decoding it.
    """

    def __init__(self, window: Window, dictionary: bytes) -> None:
        self._window = window
        self._next_sizes = [self._head_size()]
        self._is_last_block = False
        self._position = 0
        self._reader = ZstdReader(cast(io.BytesIO, self._Blocks(self)), dictionary=dictionary or None)

    class _Blocks:
        """The bytes of the frame as a file."""

        def __init__(self, frame: Frame) -> None:
            self._frame = frame

        def read(self, _count: int = -1) -> bytes:
            return self._frame._read_compressed()

        def tell(self) -> int:
            return self._frame._position

        def seek(self, *_where: int) -> int:
            raise io.UnsupportedOperation("a frame is read forwards")

        def close(self) -> None:
            """It owns no open file."""

    def _head_size(self) -> int:
        start = self._window.peek(18)
        if len(start) < 6:
            raise BrokenError(_ENDS_WITHIN)
        descriptor = start[4]
        is_single_segment = bool(descriptor & 0x20)
        self.checked = bool(descriptor & 0x04)
        content_size = (1 if is_single_segment else 0, 2, 4, 8)[descriptor >> 6]
        return 4 + 1 + (not is_single_segment) + (0, 1, 2, 4)[descriptor & 3] + content_size

    def _read_compressed(self) -> bytes:
        if not self._next_sizes:
            if self._is_last_block:
                return b""
            self._next_sizes.append(self._block_size())
        size = self._next_sizes.pop()
        data = self._window.peek(size)
        if len(data) < size:
            raise BrokenError(_ENDS_WITHIN)
        self._window.at += len(data)
        self._position += len(data)
        return data

    def _block_size(self) -> int:
        """The size of the block that begins here: with its header, and with the checksum if it is the last."""
        head = self._window.peek(3)
        if len(head) < 3:
            raise BrokenError(_ENDS_WITHIN)
        value = int.from_bytes(head, "little")
        self._is_last_block, block_type, size = bool(value & 1), value >> 1 & 3, value >> 3
        if block_type == 3:
            raise BrokenError("a block is of no known type")
        return 3 + (1 if block_type == 1 else size) + (4 if self._is_last_block and self.checked else 0)

    def read(self, count: int = STEP) -> bytes:
        """The next decoded bytes. Raises `BrokenError` if it is damaged or cut."""
        try:
            data = self._reader.read(min(count, _OUTPUT))
            while not data and not self._is_last_block:  # a frame of empty blocks
                self._read_compressed()
        except (OSError, MemoryError, ValueError) as error:
            raise BrokenError(_damage(error)) from error
        return data


def magic_at(window: Window) -> bytes:
    """The magic bytes, `GZIP` or `ZSTD`, of the piece that begins here; b"" if none does.

    Only gzip heads as writers of archives make them count: few extra bytes, a short name, no reserved bits. Otherwise
    a head that arises by chance could take a whole member for its comment.
    """
    if window.peek(4) == ZSTD:
        return ZSTD
    return GZIP if _GZIP_HEAD.match(window.peek(512)) else b""


def is_at_skippable(window: Window) -> bool:
    """Whether a skippable Zstandard frame begins here."""
    head = window.peek(8)
    return len(head) == 8 and head[0] & 0xF0 == 0x50 and head[1:4] == _SKIPPABLE


def skip_frame(window: Window) -> bytes | None:
    """Moves the window over a skippable frame, and returns its first bytes; None if none begins here."""
    if not is_at_skippable(window):
        return None
    size = int.from_bytes(window.peek(4, 4), "little")
    data = window.peek(min(size, _MAX_SKIPPABLE), 8)
    window.skip(8 + size)
    return data


def decodes_to(window: Window, magic: bytes, start: bytes) -> bool:
    """Whether the piece that begins here decodes to bytes that begin with `start`. The window does not move."""
    at = window.at
    try:
        piece: Piece = Frame(window, b"") if magic == ZSTD else Member(window)
        return piece.read().startswith(start)
    except BrokenError:
        return False
    finally:
        window.at = at


def _damage(error: Exception) -> str:
    return f"it is damaged ({str(error) or type(error).__name__})"
