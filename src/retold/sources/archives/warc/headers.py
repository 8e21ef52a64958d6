"""Heads of WARC records (ISO 28500) and of the HTTP messages in them (RFC 9112), and digests."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

MAX_BYTES = 1 << 16
"""Longest head of a record."""
MARK = b"WARC/1."
_VERSION = re.compile(rb"WARC/1\.\d{1,2}[ \t]*\r?\n(?=[!-9;-~]{1,100}:)")  # and the name of a field
_END = re.compile(rb"\n[ \t]*\r?\n")  # begins with one byte, which is searched for ten times as fast
_LENGTH = re.compile(r"\d{1,19}\Z", re.ASCII)
_FIELD = re.compile(rb"^([^\s:][^:\r\n]{0,100}):[ \t]*([^\r\n]*)", re.MULTILINE)
_UNIQUE_FIELDS = (b"warc-record-id", b"content-length")
_DIGESTS = {
    "sha1": hashlib.sha1,
    "sha256": hashlib.sha256,
    "sha384": hashlib.sha384,
    "sha512": hashlib.sha512,
    "md5": hashlib.md5,
}
_BASE32 = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "0123456789ABCDEFGHIJKLMNOPQRSTUV")
"""From the digits of RFC 4648 to those of `int(_, 32)`."""

Fields = dict[str, str]
"""Values by the names of fields in lower case. If a field comes twice, the first counts."""


@dataclass(frozen=True, slots=True)
class Head:
    """The named fields of a record."""

    fields: Fields
    size: int
    """Bytes of the head."""
    length: int
    """Bytes of the block after it."""

    @property
    def type(self) -> str:
        """`WARC-Type`, in lower case."""
        return self.fields.get("warc-type", "").lower()

    @property
    def url(self) -> str:
        """`WARC-Target-URI`. Some writers put it in angle brackets, as the grammar of WARC 1.0 says."""
        return self.fields.get("warc-target-uri", "").strip("<>")


def parse_head(data: bytes) -> Head | str:
    """The head of the record at the beginning of `data`; else what is wrong with it."""
    version = _VERSION.match(data)
    if version is None:
        return "no record begins here"
    end = _END.search(data, version.end() - 1)
    if end is None:
        if len(data) >= MAX_BYTES:
            return f"the head of the record has no end within {MAX_BYTES:,} bytes"
        return "it ends within the head of a record"
    head = data[version.end() : end.start()]
    if b"\0" in head:
        return "the head of the record has NUL bytes"
    pairs = _FIELD.findall(head)
    fields = _fields(pairs)
    if len(pairs) > len(fields) and any(sum(n.lower() == unique for n, _ in pairs) > 1 for unique in _UNIQUE_FIELDS):
        return "the head of the record has a field twice, as if bytes between two records were missing"
    length = fields.get("content-length", "")
    if not length:
        return "the record has no Content-Length"
    if not _LENGTH.match(length):
        return f"Content-Length is {length[:40]!r}, which is no length"
    if "warc-type" not in fields or "warc-record-id" not in fields:
        return "the head of the record lacks WARC-Type or WARC-Record-ID"
    return Head(fields, end.end(), int(length))


def parse_fields(data: bytes) -> Fields:
    """The fields of a head without its first line. Lines that are no field, or continue one (obs-fold), are ignored."""
    return _fields(_FIELD.findall(data))


def _fields(pairs: list[tuple[bytes, bytes]]) -> Fields:
    return {str(name, "latin-1").lower(): str(value, "utf-8", "replace").rstrip() for name, value in reversed(pairs)}


def has_digest(data: bytes, digest: str) -> bool | None:
    """Whether `data` has this labelled digest (`sha1:BASE32`, or hex); None if it cannot be checked."""
    label, _, text = digest.partition(":")
    algorithm = _DIGESTS.get(label.strip().lower().replace("-", ""))
    if algorithm is None:
        return None
    actual = algorithm(data, usedforsecurity=False).digest()
    expected = _digest_bytes(text.strip(), len(actual))
    return None if expected is None else actual == expected


def _digest_bytes(text: str, size: int) -> bytes | None:
    """A digest in hex or in base32 (RFC 4648), with or without padding."""
    text = text.rstrip("=")
    try:
        if len(text) == 2 * size:
            return bytes.fromhex(text)
        spare_bits = 5 * len(text) - 8 * size
        if spare_bits not in range(5):
            return None
        return (int(text.upper().translate(_BASE32), 32) >> spare_bits).to_bytes(size, "big")
    except (ValueError, OverflowError):
        return None
