"""The payload of an archived HTTP message, without its transfer and content codings (RFC 9110, 9112)."""

from __future__ import annotations

import io
import re
import zlib
from dataclasses import dataclass

from fastwarc.stream_io import BrotliReader, ZstdReader

from retold.sources.archives.warc.headers import Fields, parse_fields
from retold.sources.charsets import charset_of

_STATUS = re.compile(rb"HTTP/\d(?:\.\d)? +(\d{3})\b")
_HEAD_END = re.compile(rb"\n\r?\n")
_CHUNK = re.compile(rb"[ \t]*([0-9a-fA-F]{1,8})[ \t]*(?:;[^\r\n]{0,1000})?\r?\n")
_GZIP = b"\x1f\x8b"
_GZIP_BITS = 31
"""`wbits` of zlib for a gzip member."""
_FIRST_STEP, _MAX_STEP = 1 << 9, 1 << 16
"""Bytes that are decompressed at once: at the beginning of a member, and at most."""
_MAX_CODINGS = 4


class UndecodableError(Exception):
    """The codings of a payload cannot be undone; the text says why."""


@dataclass(frozen=True, slots=True)
class Message:
    """An HTTP response: its head, and its body as it was sent."""

    status: int
    """0 if there is none."""
    fields: Fields
    body: bytes

    @property
    def media_type(self) -> str:
        """The media type in lower case, without its parameters."""
        return self.fields.get("content-type", "").split(";")[0].strip().lower()

    @property
    def charset(self) -> str:
        """The charset that Content-Type names; "" if it names none."""
        return charset_of(self.fields.get("content-type", ""))


def parse_message(block: bytes) -> Message:
    """The HTTP response in a block."""
    status = _STATUS.match(block)
    if status is None:
        return Message(0, {}, block)
    end = _HEAD_END.search(block)
    head, body = (block[: end.start()], block[end.end() :]) if end else (block, b"")
    return Message(int(status[1]), parse_fields(head.partition(b"\n")[2]), body)


def decode_body(message: Message, max_bytes: int, is_cut: bool = False) -> bytes:
    """The body without its codings, of at most `max_bytes`. `is_cut`: it is known to have no end.

    Some archives (CC-NEWS until 2019, Browsertrix) hold decoded bodies under the original fields. So a body that does
    not begin as its coding does is taken as it is.

    Raises `UndecodableError`.
    """
    body = message.body
    if "chunked" in message.fields.get("transfer-encoding", "").lower():
        body = join_chunks(body, is_cut)
    codings = [c.strip().lower() for c in message.fields.get("content-encoding", "").split(",")]
    for coding in reversed(codings[-_MAX_CODINGS:]):
        body = _decode(body, coding, max_bytes, is_cut)
    if len(body) > max_bytes:
        raise UndecodableError(f"is larger than {max_bytes:,} bytes (RETOLD_MAX_BYTES)")
    return body


def join_chunks(body: bytes, is_cut: bool = False) -> bytes:
    """A body without chunked coding; unchanged if it is not in that coding. Raises `UndecodableError`."""
    parts: list[bytes] = []
    position = 0
    while chunk := _CHUNK.match(body, position):
        size = int(chunk[1], 16)
        if not size:
            return b"".join(parts)
        parts.append(body[chunk.end() : chunk.end() + size])
        position = chunk.end() + size
        if len(parts[-1]) < size:
            break
        position += 2 if body.startswith(b"\r\n", position) else 1
    if not parts:
        return body
    if position < len(body) or not is_cut:
        raise UndecodableError("its chunked transfer coding is damaged or cut")
    return b"".join(parts)


def _decode(body: bytes, coding: str, max_bytes: int, is_cut: bool) -> bytes:
    if coding in ("gzip", "x-gzip"):
        return _inflate(body, _GZIP_BITS, max_bytes, is_cut) if body.startswith(_GZIP) else body
    if coding == "deflate":
        has_zlib_head = len(body) > 1 and body[0] & 0x0F == 8 and int.from_bytes(body[:2], "big") % 31 == 0
        return body if _is_markup(body) else _inflate(body, 15 if has_zlib_head else -15, max_bytes, is_cut)
    if coding in ("br", "zstd"):
        return body if _is_markup(body) else _decompress(body, coding, max_bytes)
    return body  # identity, and names that are no codings ("utf-8", "none") but occur


def _is_markup(body: bytes) -> bool:
    return body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")


def _inflate(body: bytes, wbits: int, max_bytes: int, is_cut: bool) -> bytes:
    """All gzip members, or one deflate stream."""
    data = bytearray()
    position, has_end = 0, True
    while has_end and (not position or (wbits == _GZIP_BITS and body.startswith(_GZIP, position))):
        position, has_end = _inflate_member(body, position, wbits, max_bytes, data)
    if not has_end and not is_cut:
        raise UndecodableError("its content coding has no end")
    return bytes(data)


def _inflate_member(body: bytes, position: int, wbits: int, max_bytes: int, data: bytearray) -> tuple[int, bool]:
    """Appends to `data` what the stream at `position` holds. Returns where it ends, and whether it has an end."""
    decompressor = zlib.decompressobj(wbits)
    step = _FIRST_STEP
    while not decompressor.eof and position < len(body):
        # zlib copies what follows the end of a member, and there may be a member every twenty bytes: begin with few.
        compressed = body[position : position + step]
        position, step = position + len(compressed), min(2 * step, _MAX_STEP)
        try:
            data += decompressor.decompress(compressed, max_bytes + 1 - len(data))
        except zlib.error as error:
            raise UndecodableError(f"its content coding is damaged ({error})") from error
        if len(data) > max_bytes:
            raise UndecodableError(f"unpacks to more than {max_bytes:,} bytes (RETOLD_MAX_BYTES)")
    return position - len(decompressor.unused_data), decompressor.eof


def _decompress(body: bytes, coding: str, max_bytes: int) -> bytes:
    reader = BrotliReader(io.BytesIO(body)) if coding == "br" else ZstdReader(io.BytesIO(body))
    try:
        data = reader.read(max_bytes + 1)
    except (OSError, ValueError, MemoryError) as error:
        raise UndecodableError(f"its content coding is damaged ({error})") from error
    if len(data) > max_bytes:
        raise UndecodableError(f"unpacks to more than {max_bytes:,} bytes (RETOLD_MAX_BYTES)")
    return data
