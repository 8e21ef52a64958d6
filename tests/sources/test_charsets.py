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


TEXTS = {
    "Мост через реку откроют в субботу": ("cp1251", "koi8-r"),
    "Школа получила новые книги": ("cp1251",),
    "Рибалки повернулися додому з уловом": ("cp1251",),
    "Το σχολείο ανοίγει ξανά τη Δευτέρα μετά τις επισκευές": ("cp1253", "iso8859-7"),
    "افتتحت المدرسة الجديدة أبوابها يوم الأحد": ("cp1256",),
}
ITEM = "<?xml version='1.0' encoding='{}'?><rss><channel><title>Marlow Post</title><item><title>{}</title></item>"


@pytest.mark.parametrize(("text", "codec"), [(text, codec) for text, codecs in TEXTS.items() for codec in codecs])
@pytest.mark.parametrize("label", ["iso-8859-1", "windows-1252", "utf-8", "no-such-charset"])
def test_bytes_that_contradict_their_label(text: str, codec: str, label: str) -> None:
    feed = ITEM.format(label, text)
    assert decode(feed.encode(codec)) == feed


@pytest.mark.parametrize(
    "label", ["cp-1251", "CP_1251", "win1251", "Win-1251", "windows_1251", "ms1251", "windows1251"]
)
def test_labels_that_are_nearly_right(label: str) -> None:
    feed = ITEM.format(label, "Пожар потушен")
    assert decode(feed.encode("cp1251")) == feed
    assert decode("Пожар потушен".encode("cp1251"), label) == "Пожар потушен"


@pytest.mark.parametrize(
    ("text", "codec", "label"),
    [
        ("Burmistrz Łodzi ogłosił, że most będzie zamknięty", "iso8859-2", "iso-8859-2"),
        ("Belediye başkanı köprünün kapalı olduğunu söyledi", "cp1254", "iso-8859-9"),
        ("Färjan till Åland går å ena sidan för sällan, säger öborna: ÅÄÖ", "cp1252", "iso-8859-1"),
        ("L’été à Orléans: à bientôt, là où ça déplaît", "cp1252", "windows-1252"),
        ("ÆØÅ på skiltet", "cp1252", "latin1"),
        ("До", "cp1251", "windows-1251"),
    ],
)
def test_what_is_labelled_right_stays(text: str, codec: str, label: str) -> None:
    feed = ITEM.format(label, text)
    assert decode(feed.encode(codec)) == feed


def test_too_little_text_is_read_as_declared() -> None:
    feed = ITEM.format("iso-8859-1", "До")
    assert decode(feed.encode("cp1251")) == feed.replace("До", "Äî")
