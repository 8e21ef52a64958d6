from __future__ import annotations

from retold.english.letters import in_two_letters, unmarked


def test_letters_lose_their_marks() -> None:
    assert unmarked("Đorđe Łański, Søren Ångström, Æsa") == "dorde lanski, soren angstrom, aesa"


def test_umlauts_in_two_letters() -> None:
    assert in_two_letters("Jörg Müller") == "joerg mueller"
