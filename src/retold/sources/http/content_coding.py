"""Content codings (RFC 9110, 8.4), undone no further than we take: a small answer may unpack to gigabytes."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from typing import Any

from retold.errors import FetchError, FormatError

ACCEPT = "gzip, deflate"
"""The codings that we ask for."""
_OTHER = ("br", "zstd", "compress", "x-compress", "dcb", "dcz")
"""Codings that there are besides; what else servers write there ("utf-8", "none", "aws-chunked") packs nothing."""
_GZIP, _DEFLATE = ("gzip", "x-gzip"), "deflate"


def unpacked(chunks: Iterable[bytes], coding: str, most: int) -> bytes:
    """The bytes that `chunks` hold under a `Content-Encoding`.

    Raises:
        FormatError: they are more than `most`, or of a coding that we did not ask for, or of several: a coding within a coding
            can make gigabytes of a few bytes in one step.
        FetchError: they are not of that coding.
    """
    used = [c for c in (part.strip().lower() for part in coding.split(",")) if c in (*_GZIP, _DEFLATE, *_OTHER)]
    if len(used) > 1 or any(c not in (*_GZIP, _DEFLATE) for c in used):
        raise FormatError(f"is packed as {coding[:60]!r}, which was not asked for")
    found, taken, undo = bytearray(), 0, _Undoing(used[0]) if used else None
    for chunk in chunks:
        taken += len(chunk)
        found += chunk if undo is None else undo.step(chunk, most + 1 - len(found))
        if max(taken, len(found)) > most:
            raise FormatError(f"is larger than {most:,} bytes (RETOLD_MAX_BYTES)")
    return bytes(found)


class _Undoing:
    """One coding that is undone step by step."""

    def __init__(self, coding: str) -> None:
        self._coding, self._held = coding, b""
        self._unpacker: Any = None

    def step(self, chunk: bytes, most: int) -> bytes:
        """What `chunk` adds, `most` bytes of it; who takes fewer than that has all."""
        self._held += chunk
        if self._unpacker is None:
            if len(self._held) < 2:
                return b""
            self._unpacker = _unpacker(self._coding, self._held)
        given, self._held = self._held, b""
        try:
            found: bytes = self._unpacker.decompress(given, most)
        except zlib.error as error:
            raise FetchError(f"the fetch failed: the answer is not {self._coding} ({error})") from error
        return found


def _unpacker(coding: str, start: bytes) -> Any:
    """Many servers send "deflate" without the zlib format around it (RFC 9110, 8.4.1.2)."""
    if coding != _DEFLATE:
        return zlib.decompressobj(zlib.MAX_WBITS | 16)
    bare = start[0] & 0x0F != 8 or int.from_bytes(start[:2], "big") % 31
    return zlib.decompressobj(-zlib.MAX_WBITS if bare else zlib.MAX_WBITS)
