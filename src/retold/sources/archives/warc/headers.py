"""Heads of WARC records (ISO 28500) and of HTTP messages within them (RFC 9112), and digests."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

MOST = 1 << 16
"""Bytes of a head at most."""
MARK = b"WARC/1."
_VERSION = re.compile(rb"WARC/1\.\d{1,2}[ \t]*\r?\n(?=[!-9;-~]{1,100}:)")  # and the name of a field
_END = re.compile(rb"\n[ \t]*\r?\n")  # begins with one byte, which is searched for ten times as fast
_LENGTH = re.compile(r"\d{1,19}\Z", re.ASCII)
_FIELD = re.compile(rb"^([^\s:][^:\r\n]{0,100}):[ \t]*([^\r\n]*)", re.MULTILINE)
_ONCE = (b"warc-record-id", b"content-length")
_DIGESTS = {
    "sha1": hashlib.sha1,
    "sha256": hashlib.sha256,
    "sha384": hashlib.sha384,
    "sha512": hashlib.sha512,
    "md5": hashlib.md5,
}
_BASE32 = str.maketrans(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "0123456789ABCDEFGHIJKLMNOPQRSTUV"
)  # to the digits of int(_, 32)

Fields = dict[str, str]
"""Field names in lower case; of fields given twice the first counts."""


@dataclass(frozen=True, slots=True)
class Head:
    """The named fields of a record; `size` is that of the head in bytes, `length` that of the block."""

    fields: Fields
    size: int
    length: int

    @property
    def type(self) -> str:
        """`WARC-Type`, in lower case."""
        return self.fields.get("warc-type", "").lower()

    @property
    def url(self) -> str:
        """`WARC-Target-URI`; some writers take the angle brackets of the WARC 1.0 grammar at their word."""
        return self.fields.get("warc-target-uri", "").strip("<>")


def head(data: bytes) -> Head | str:
    """The head of the record that `data` begins with; else what is wrong with it."""
    version = _VERSION.match(data)
    if version is None:
        return "no record begins here"
    end = _END.search(data, version.end() - 1)
    if end is None:
        return (
            f"the head of the record has no end within {MOST:,} bytes"
            if len(data) >= MOST
            else "it ends within the head of a record"
        )
    given = data[version.end() : end.start()]
    if b"\0" in given:
        return "the head of the record has NUL bytes"
    listed = _FIELD.findall(given)
    named = _fields(listed)
    if len(listed) > len(named) and any(sum(n.lower() == once for n, _ in listed) > 1 for once in _ONCE):
        return "the head of the record has a field twice, as where bytes between two records are missing"
    length = named.get("content-length", "")
    if not _LENGTH.match(length):
        return (
            f"Content-Length is {length[:40]!r}, which is no length" if length else "the record has no Content-Length"
        )
    if "warc-type" not in named or "warc-record-id" not in named:
        return "the head of the record lacks WARC-Type or WARC-Record-ID"
    return Head(named, end.end(), int(length))


def fields(data: bytes) -> Fields:
    """Fields of a head, without its first line; what is no field, or continues one (obs-fold), is passed over."""
    return _fields(_FIELD.findall(data))


def _fields(listed: list[tuple[bytes, bytes]]) -> Fields:
    return {str(name, "latin-1").lower(): str(value, "utf-8", "replace").rstrip() for name, value in reversed(listed)}


def matches(digest: str, data: bytes) -> bool | None:
    """Whether `data` has this labelled digest (`sha1:BASE32`, or hex); None where it cannot be told."""
    label, _, given = digest.partition(":")
    digested = _DIGESTS.get(label.strip().lower().replace("-", ""))
    if digested is None:
        return None
    found = digested(data, usedforsecurity=False).digest()
    expected = _bytes(given.strip(), len(found))
    return None if expected is None else found == expected


def _bytes(given: str, size: int) -> bytes | None:
    """A digest in hex or in base32 (RFC 4648), with or without padding."""
    given = given.rstrip("=")
    try:
        if len(given) == 2 * size:
            return bytes.fromhex(given)
        bits = 5 * len(given)
        return (
            (int(given.upper().translate(_BASE32), 32) >> bits - 8 * size).to_bytes(size, "big")
            if bits - 8 * size in range(5)
            else None
        )
    except (ValueError, OverflowError):
        return None
