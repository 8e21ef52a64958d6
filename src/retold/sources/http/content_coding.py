"""Content codings (RFC 9110, 8.4), undone up to a limit: a small answer may decompress to gigabytes."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from typing import Any

from retold.errors import FetchError, FormatError

ACCEPT = "gzip, deflate"
"""The codings that we ask for."""
_GZIP, _DEFLATE = ("gzip", "x-gzip"), "deflate"
_OTHERS = ("br", "zstd", "compress", "x-compress", "dcb", "dcz")
"""All other codings. Other names that servers send ("utf-8", "none", "aws-chunked") compress nothing."""


def decompress(chunks: Iterable[bytes], coding: str, max_bytes: int) -> bytes:
    """The bytes that `chunks` hold under a `Content-Encoding`.

    Raises:
        FormatError: the result is larger than `max_bytes`; or the coding is one that we did not ask for, or several:
            a coding within a coding can make gigabytes of a few bytes in one step.
        FetchError: the bytes are not in that coding.
    """
    codings = [c for c in (part.strip().lower() for part in coding.split(",")) if c in (*_GZIP, _DEFLATE, *_OTHERS)]
    if len(codings) > 1 or any(c not in (*_GZIP, _DEFLATE) for c in codings):
        raise FormatError(f"is compressed as {coding[:60]!r}, which was not asked for")
    data, received = bytearray(), 0
    decoder = _Decoder(codings[0]) if codings else None
    for chunk in chunks:
        received += len(chunk)
        data += chunk if decoder is None else decoder.decode(chunk, max_bytes + 1 - len(data))
        if max(received, len(data)) > max_bytes:
            raise FormatError(f"is larger than {max_bytes:,} bytes (RETOLD_MAX_BYTES)")
    return bytes(data)


class _Decoder:
    """Undoes one coding, chunk by chunk."""

    def __init__(self, coding: str) -> None:
        self._coding, self._pending = coding, b""
        self._decompressor: Any = None

    def decode(self, chunk: bytes, max_bytes: int) -> bytes:
        """The bytes that `chunk` adds, at most `max_bytes`. If there are fewer, they are all."""
        self._pending += chunk
        if self._decompressor is None:
            if len(self._pending) < 2:
                return b""
            self._decompressor = _decompressor(self._coding, self._pending)
        compressed, self._pending = self._pending, b""
        try:
            data: bytes = self._decompressor.decompress(compressed, max_bytes)
        except zlib.error as error:
            raise FetchError(f"the request failed: the answer is not {self._coding} ({error})") from error
        return data


def _decompressor(coding: str, start: bytes) -> Any:
    """A decompressor of zlib. Many servers send "deflate" without the zlib format around it (RFC 9110, 8.4.1.2)."""
    if coding != _DEFLATE:
        return zlib.decompressobj(zlib.MAX_WBITS | 16)
    is_bare = start[0] & 0x0F != 8 or int.from_bytes(start[:2], "big") % 31
    return zlib.decompressobj(-zlib.MAX_WBITS if is_bare else zlib.MAX_WBITS)
