"""Bytes into text: by the byte order mark, else by the declared charset, else by what fits."""

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
_DECLARED = re.compile(
    rb"""
    < (?: meta [^>]{0,200} charset | \?xml [^>]{0,100} encoding )
    = ["'\s]* ([a-zA-Z0-9_:.-]{2,40})
    """,
    re.IGNORECASE | re.VERBOSE,
)
_LATIN_1 = """
    ansi_x3.4-1968 ascii cp819 csisolatin1 ibm819 iso-8859-1 iso-ir-100 iso8859-1 iso88591 iso_8859-1 iso_8859-1:1987
    l1 latin-1 latin1 us-ascii
""".split()
_UTF_16 = ("utf-16-be", "utf-16-le")
_LABELS_OF_CODECS = {
    "utf-8": "unicode-1-1-utf-8 unicode11utf8 unicode20utf8 utf-8 utf8 x-unicode20utf8",
    "cp866": "866 cp866 csibm866 ibm866",
    "iso8859-2": "csisolatin2 iso-8859-2 iso-ir-101 iso8859-2 iso88592 iso_8859-2 iso_8859-2:1987 l2 latin2",
    "iso8859-3": "csisolatin3 iso-8859-3 iso-ir-109 iso8859-3 iso88593 iso_8859-3 iso_8859-3:1988 l3 latin3",
    "iso8859-4": "csisolatin4 iso-8859-4 iso-ir-110 iso8859-4 iso88594 iso_8859-4 iso_8859-4:1988 l4 latin4",
    "iso8859-5": "csisolatincyrillic cyrillic iso-8859-5 iso-ir-144 iso8859-5 iso88595 iso_8859-5 iso_8859-5:1988",
    "iso8859-6": (
        "arabic asmo-708 csiso88596e csiso88596i csisolatinarabic ecma-114 iso-8859-6 iso-8859-6-e "
        "iso-8859-6-i iso-ir-127 iso8859-6 iso88596 iso_8859-6 iso_8859-6:1987"
    ),
    "iso8859-7": (
        "csisolatingreek ecma-118 elot_928 greek greek8 iso-8859-7 iso-ir-126 iso8859-7 iso88597 iso_8859-7 "
        "iso_8859-7:1987 sun_eu_greek"
    ),
    "iso8859-8": (
        "csiso88598e csisolatinhebrew hebrew iso-8859-8 iso-8859-8-e iso-ir-138 iso8859-8 iso88598 iso_8859-8 "
        "iso_8859-8:1988 visual csiso88598i iso-8859-8-i logical"
    ),
    "iso8859-10": "csisolatin6 iso-8859-10 iso-ir-157 iso8859-10 iso885910 l6 latin6",
    "iso8859-13": "iso-8859-13 iso8859-13 iso885913",
    "iso8859-14": "iso-8859-14 iso8859-14 iso885914",
    "iso8859-15": "csisolatin9 iso-8859-15 iso8859-15 iso885915 iso_8859-15 l9",
    "iso8859-16": "iso-8859-16",
    "koi8-r": "cskoi8r koi koi8 koi8-r koi8_r",
    "koi8-u": "koi8-ru koi8-u",
    "mac-roman": "csmacintosh mac macintosh x-mac-roman",
    "mac-cyrillic": "x-mac-cyrillic x-mac-ukrainian",
    "cp874": "dos-874 iso-8859-11 iso8859-11 iso885911 tis-620 windows-874",
    "cp1250": "cp1250 windows-1250 x-cp1250",
    "cp1251": "cp1251 windows-1251 x-cp1251",
    "cp1252": "cp1252 windows-1252 x-cp1252",
    "cp1253": "cp1253 windows-1253 x-cp1253",
    "cp1254": (
        "cp1254 csisolatin5 iso-8859-9 iso-ir-148 iso8859-9 iso88599 iso_8859-9 iso_8859-9:1989 l5 latin5 "
        "windows-1254 x-cp1254"
    ),
    "cp1255": "cp1255 windows-1255 x-cp1255",
    "cp1256": "cp1256 windows-1256 x-cp1256",
    "cp1257": "cp1257 windows-1257 x-cp1257",
    "cp1258": "cp1258 windows-1258 x-cp1258",
    "gb18030": "chinese csgb2312 csiso58gb231280 gb2312 gb_2312 gb_2312-80 gbk iso-ir-58 x-gbk gb18030",
    "big5hkscs": "big5 big5-hkscs cn-big5 csbig5 x-x-big5",
    "euc-jp": "cseucpkdfmtjapanese euc-jp x-euc-jp",
    "iso2022-jp": "csiso2022jp iso-2022-jp",
    "cp932": "csshiftjis ms932 ms_kanji shift-jis shift_jis sjis windows-31j x-sjis",
    "cp949": (
        "cseuckr csksc56011987 euc-kr iso-ir-149 korean ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601 windows-949"
    ),
    "utf-16-be": "unicodefffe utf-16be",
    "utf-16-le": "csunicode iso-10646-ucs-2 ucs-2 unicode unicodefeff utf-16 utf-16le",
}
_CODECS = {label: codec for codec, labels in _LABELS_OF_CODECS.items() for label in labels.split()}
"""Python's codecs by the labels of the Encoding Standard (WHATWG), without `x-user-defined` and those it replaces.

A page can name no other codec: some are no charsets (`idna`, `unicode_escape`), and `punycode` takes minutes for a
megabyte of letters.
"""
_LATIN_CODECS = ("cp1250", "cp1252", "cp1254", "iso8859-2", "iso8859-15")
_GUESSED = sorted(codec for codec in set(_CODECS.values()) if not codec.startswith("mac"))
"""What bytes without a usable label can be. The charsets of old Macs read most bytes of Windows' nearly as well."""
_BY_LETTERS = {
    re.sub(r"\W|_", "", spelling): codec
    for label, codec in [*((codec, codec) for codec in _CODECS.values()), *_CODECS.items()]
    for spelling in (label, label.replace("windows", "win"), label.replace("windows", "ms"))
}
"""The same without signs: "cp-1251" and "win_1251" are no labels of the standard, but can mean one thing only."""
_SAMPLE = 65_536
"""Bytes by which a charset is guessed."""
_WORD = re.compile(rb"[A-Za-z\x80-\xff]{3,}")
_NOT_LATIN = 0.7
"""Latin words have accents on some letters. If this part of the letters of words with high bytes are high bytes, the
words are of another script."""
_MIN_LETTERS = 8
"""Bytes of such words by which a script is judged."""
_FEW, _REPEATED = 120, 4
"""Fewer bytes of such words are repeated: the detector compares no short text with languages."""
_SURE, _MARGIN = 0.09, 0.09
"""A guess is sure if its text looks this much like a language, and so much more like one than every other reading."""


def decode(data: bytes, declared: str = "") -> str:
    """The text of `data`; never fails. `declared` is the charset of an HTTP header.

    A declared charset is ignored if the Encoding Standard does not know it, if the bytes do not fit it, or if it is
    a Latin one while the words are surely of another script. Latin-1 is read as windows-1252, as browsers do.
    """
    for mark, codec in _BOMS:
        if data.startswith(mark):
            return data.decode(codec, errors="replace")
    meta = _DECLARED.search(data[:4096])
    for label in (declared, _label_in_page(meta[1]) if meta else "", "utf-8"):
        text = _decode_strictly(data, label.strip().lower())
        if text is not None:
            return text if text.isascii() or not _is_latin(label) else _in_other_script(data) or text
    # A few broken bytes in UTF-8 are a cut or a slip, not another charset.
    lenient = data.decode("utf-8", errors="replace")
    if lenient.count("\ufffd") <= max(3, len(lenient) // 1000):
        return lenient
    words = _foreign_words(data)
    if not words:
        return data.decode("cp1252", errors="replace")  # Latin letters: the default of the web
    best = from_bytes(words, cp_isolation=_GUESSED).best()
    return data.decode(best.encoding if best else "cp1252", errors="replace")


def _foreign_words(data: bytes) -> bytes:
    """The words with high bytes in a sample of text, if they are of no Latin script; else nothing.

    Markup and addresses, which are ASCII in every language, do not count.
    """
    words = [w for w in _WORD.findall(data[:_SAMPLE]) if not w.isascii()]
    letters = b"".join(words)
    high = sum(byte > 127 for byte in letters)
    if len(letters) < _MIN_LETTERS or high < _NOT_LATIN * len(letters):
        return b""
    joined = b" ".join(words)
    return joined if len(joined) >= _FEW else b" ".join([joined] * _REPEATED)


def _in_other_script(data: bytes) -> str | None:
    """The text of bytes that are labelled Latin and surely are not; None if that is in doubt."""
    words = _foreign_words(data)
    if not words or _fits(words, "utf-8"):
        return None
    first, *others = [*from_bytes(words, cp_isolation=_GUESSED)] or [None]
    if first is None or first.coherence < _SURE:
        return None
    rivals = [m for m in others if m.chaos <= first.chaos and first.coherence - m.coherence < _MARGIN]
    if any(not _nearly_same(str(m), str(first)) for m in rivals):
        return None
    return data.decode(first.encoding, errors="replace")


def _nearly_same(a: str, b: str) -> bool:
    """Whether two readings of the same bytes differ in a few signs only, as those of sister charsets do."""
    return len(a) == len(b) and sum(x != y for x, y in zip(a, b, strict=True)) <= 0.1 * len(a)


def _fits(data: bytes, codec: str) -> bool:
    try:
        data.decode(codec)
    except UnicodeDecodeError:
        return False
    return True


def _is_latin(label: str) -> bool:
    """Whether a label names a charset of Latin letters that accepts nearly all bytes."""
    name = label.strip().lower()
    return name in _LATIN_1 or _CODECS.get(name, "") in _LATIN_CODECS


def charset_of(content_type: str) -> str:
    """The charset parameter of a `Content-Type`; "" if it has none."""
    charset = re.search(r"charset\s*=\s*[\"']?([\w.:-]{2,40})", content_type, re.IGNORECASE | re.ASCII)
    return charset[1] if charset else ""


def _label_in_page(label: bytes) -> str:
    """The charset that a page names in its text. A page that can be read as ASCII is not UTF-16 (HTML, 13.2.3.2)."""
    name = label.decode("ascii").lower()
    return "utf-8" if _CODECS.get(name) in _UTF_16 else name


def _decode_strictly(data: bytes, label: str) -> str | None:
    # ASCII and UTF-8 bytes are often labelled Latin-1 by mistake, and Latin-1 accepts any bytes.
    codec = _CODECS.get(label) or _BY_LETTERS.get(re.sub(r"\W|_", "", label), "")
    codecs_to_try = ("utf-8", "cp1252") if label in _LATIN_1 else (codec,)
    for codec in filter(None, codecs_to_try):
        try:
            return data.decode(codec)
        except UnicodeDecodeError:
            continue
    return None
