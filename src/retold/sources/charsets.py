"""Bytes into text: by byte order mark, by what is declared, else by what fits."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"<(?:meta[^>]{0,200}charset|\?xml[^>]{0,100}encoding)=[\"'\s]*([a-zA-Z0-9_:.-]{2,40})", re.IGNORECASE)
_LATIN = ("iso-8859-1", "iso8859-1", "latin-1", "latin1", "ascii", "us-ascii")
_SAMPLE = 65_536


def decode(data: bytes, declared: str = "") -> str:
    """Text of `data`; never fails. `declared` is the charset of an HTTP header.

    A declared charset in which the bytes do not decode is a mistake of the page's
    and is passed over. Latin-1 is read as windows-1252, as browsers do (WHATWG
    Encoding).
    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            return data.decode(name, errors="replace")
    meta = _DECLARED.search(data[:4096])
    for name in (declared, meta[1].decode("ascii") if meta else "", "utf-8"):
        text = _strictly(data, name.strip().lower())
        if text is not None:
            return text
    # A few broken bytes in UTF-8 are a cut or a slip, not another charset.
    lenient = data.decode("utf-8", errors="replace")
    if lenient.count("\ufffd") <= max(3, len(lenient) // 1000):
        return lenient
    if sum(b > 127 for b in data[:_SAMPLE]) < 0.3 * len(data[:_SAMPLE]):
        return data.decode("cp1252", errors="replace")  # mostly Latin letters: the web's default
    best = from_bytes(data[:_SAMPLE]).best()
    return data.decode(best.encoding if best else "cp1252", errors="replace")


def _strictly(data: bytes, name: str) -> str | None:
    if not name:
        return None
    if name in _LATIN:
        # ASCII and UTF-8 bytes are often mislabelled Latin-1, which accepts anything.
        name = "utf-8" if _strictly(data, "utf-8") is not None else "cp1252"
    try:
        return data.decode(name)
    except (LookupError, UnicodeDecodeError, ValueError):
        return None
