from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.sources.charsets import decode

WORDS = "Café “naïve” façade – déjà vu, señor; prêt-à-porter"


@pytest.mark.parametrize("name", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
def test_round_trip_undeclared(name: str) -> None:
    assert decode((WORDS * 3).encode(name)) == WORDS * 3


def test_a_wrong_declaration_is_passed_over() -> None:
    assert decode(WORDS.encode("utf-8"), "ascii") == WORDS
    assert decode(WORDS.encode("utf-8"), "iso-8859-1") == WORDS
    assert decode(WORDS.encode("utf-8"), "no-such-charset") == WORDS
    assert decode(b"<meta charset='utf-8'>" + "é".encode("cp1252")) == "<meta charset='utf-8'>\ufffd"


def test_meta_declares() -> None:
    assert "Москва" in decode('<meta charset="windows-1251">Москва'.encode("cp1251"))


@given(st.binary(max_size=300), st.text(max_size=10))
def test_never_fails(data: bytes, declared: str) -> None:
    assert isinstance(decode(data, declared), str)


@pytest.mark.parametrize(
    "name", ["punycode", "idna", "unicode_escape", "raw-unicode-escape", "utf-7", "rot13", "undefined", "hz", "cp037"]
)
def test_what_is_no_charset_of_the_web_is_not_asked(name: str) -> None:
    page = f"<meta charset={name}>caf+AOk- \\u00e9 b-AAAA".encode()
    assert decode(page) == decode(page, name) == page.decode()


def test_a_megabyte_of_punycode_takes_no_time() -> None:
    page = b"<meta charset=punycode><p>A-" + b"A" * 1_000_000
    since = time.process_time()
    assert decode(page, "punycode") == page.decode()
    assert time.process_time() - since < 1.0


@pytest.mark.parametrize(
    ("text", "label", "codec"),
    [
        ("Wetter – “heute”", "x-cp1252", "cp1252"),
        ("Łódź", "latin2", "iso8859-2"),
        ("İzmir “ş”", "ISO-8859-9", "cp1254"),
        ("новости", "koi", "koi8-r"),
        ("新闻", "gb2312", "gbk"),
        ("今日は①", "x-sjis", "cp932"),
        ("新聞", "Big5", "big5hkscs"),
        ("뉴스", "ks_c_5601-1987", "cp949"),
        ("今日は", "iso-2022-jp", "iso2022_jp"),
        ("Café", "utf-16", "utf-16-le"),
        ("Café", "utf-16be", "utf-16-be"),
    ],
)  # fmt: skip
def test_labels_of_the_encoding_standard(text: str, label: str, codec: str) -> None:
    assert decode(text.encode(codec), label) == text


def test_a_page_that_can_be_read_as_ascii_is_not_in_utf_16() -> None:
    page = "<meta charset=utf-16><p>Café"
    assert decode(page.encode()) == page
