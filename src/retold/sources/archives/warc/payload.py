"""The payload of an HTTP message as it was archived: transfer and content codings undone (RFC 9110, 9112)."""

from __future__ import annotations

import io
import re
import zlib
from dataclasses import dataclass

from fastwarc.stream_io import BrotliReader, ZstdReader

from retold.sources.archives.warc.headers import Fields, fields
from retold.sources.charsets import named

_STATUS = re.compile(rb"HTTP/\d(?:\.\d)? +(\d{3})\b")
_END = re.compile(rb"\n\r?\n")
_CHUNK = re.compile(rb"[ \t]*([0-9a-fA-F]{1,8})[ \t]*(?:;[^\r\n]{0,1000})?\r?\n")
_GZIP = b"\x1f\x8b"
_LEAST, _STEP = 1 << 9, 1 << 16
"""Bytes that are unpacked at once, of a member's beginning and of the rest."""


class UndecodableError(Exception):
    """A payload whose codings cannot be undone; its text says why."""


@dataclass(frozen=True, slots=True)
class Message:
    """The head of an HTTP response, and its body as it was sent. `status` is 0 where there is none."""

    status: int
    fields: Fields
    body: bytes

    @property
    def type(self) -> str:
        """The media type, in lower case, without parameters."""
        return self.fields.get("content-type", "").split(";")[0].strip().lower()

    @property
    def charset(self) -> str:
        """The charset that Content-Type names."""
        return named(self.fields.get("content-type", ""))


def message(block: bytes) -> Message:
    """The HTTP response that a block holds."""
    status = _STATUS.match(block)
    if status is None:
        return Message(0, {}, block)
    end = _END.search(block)
    head, body = (block[: end.start()], block[end.end() :]) if end else (block, b"")
    return Message(int(status[1]), fields(head.partition(b"\n")[2]), body)


def decoded(given: Message, most: int, cut: bool = False) -> bytes:
    """The body without its codings, of at most `most` bytes; `cut` where it is known to have no end.

    Some archives (CC-NEWS until 2019, Browsertrix) hold bodies already decoded below the original fields: a body
    that does not begin as its coding does is taken as it is.

    Raises `UndecodableError`.
    """
    body = given.body
    if "chunked" in given.fields.get("transfer-encoding", "").lower():
        body = dechunked(body, cut)
    codings = [c.strip().lower() for c in given.fields.get("content-encoding", "").split(",")]
    for coding in reversed(codings[-4:]):
        body = _undone(body, coding, most, cut)
    if len(body) > most:
        raise UndecodableError(f"is larger than {most:,} bytes (RETOLD_MAX_BYTES)")
    return body


def dechunked(body: bytes, cut: bool = False) -> bytes:
    """A body without chunked coding; as it is where it is not in that coding. Raises `UndecodableError`."""
    parts: list[bytes] = []
    at = 0
    while chunk := _CHUNK.match(body, at):
        size = int(chunk[1], 16)
        if not size:
            return b"".join(parts)
        parts.append(body[chunk.end() : chunk.end() + size])
        at = chunk.end() + size
        if len(parts[-1]) < size:
            break
        at += 2 if body.startswith(b"\r\n", at) else 1
    if not parts:
        return body
    if at < len(body) or not cut:
        raise UndecodableError("its chunked transfer coding is damaged or cut")
    return b"".join(parts)


def _undone(body: bytes, coding: str, most: int, cut: bool) -> bytes:
    if coding in ("gzip", "x-gzip"):
        return _inflated(body, 31, most, cut) if body.startswith(_GZIP) else body
    if coding == "deflate":
        zlib_head = len(body) > 1 and body[0] & 0x0F == 8 and int.from_bytes(body[:2], "big") % 31 == 0
        return body if _markup(body) else _inflated(body, 15 if zlib_head else -15, most, cut)
    if coding in ("br", "zstd"):
        return body if _markup(body) else _bounded(body, coding, most)
    return body  # identity, and names that are no codings ("utf-8", "none") but are found


def _markup(body: bytes) -> bool:
    return body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")


def _inflated(body: bytes, form: int, most: int, cut: bool) -> bytes:
    """As many gzip members as there are, or one deflate stream."""
    out = bytearray()
    at, whole = 0, True
    while whole and (not at or (form == 31 and body.startswith(_GZIP, at))):
        at, whole = _member(body, at, form, most, out)
    if not whole and not cut:
        raise UndecodableError("its content coding has no end")
    return bytes(out)


def _member(body: bytes, at: int, form: int, most: int, out: bytearray) -> tuple[int, bool]:
    """Adds what the stream that begins at `at` unpacks to; where it ends, and whether it has an end."""
    decoder = zlib.decompressobj(form)
    step = _LEAST
    while not decoder.eof and at < len(body):
        # What is behind the end is copied, and there may be a member every twenty bytes: so few are given at first.
        given = body[at : at + step]
        at, step = at + len(given), min(2 * step, _STEP)
        try:
            out += decoder.decompress(given, most + 1 - len(out))
        except zlib.error as error:
            raise UndecodableError(f"its content coding is damaged ({error})") from error
        if len(out) > most:
            raise UndecodableError(f"unpacks to more than {most:,} bytes (RETOLD_MAX_BYTES)")
    return at - len(decoder.unused_data), decoder.eof


def _bounded(body: bytes, coding: str, most: int) -> bytes:
    reader = BrotliReader(io.BytesIO(body)) if coding == "br" else ZstdReader(io.BytesIO(body))
    try:
        out = reader.read(most + 1)
    except (OSError, ValueError, MemoryError) as error:
        raise UndecodableError(f"its content coding is damaged ({error})") from error
    if len(out) > most:
        raise UndecodableError(f"unpacks to more than {most:,} bytes (RETOLD_MAX_BYTES)")
    return out
