from __future__ import annotations

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
