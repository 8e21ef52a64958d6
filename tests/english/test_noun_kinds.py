from __future__ import annotations

import pytest

from retold.english.noun_kinds import NounKind, noun_kinds


@pytest.mark.parametrize(
    ("noun", "kind"),
    [
        ("cornerback", NounKind.PERSON),
        ("pathologists", NounKind.PERSON),
        ("president-elect", NounKind.PERSON),
        ("chipmaker", NounKind.ORGANIZATION),
        ("Companies", NounKind.ORGANIZATION),
        ("single", NounKind.WORK),
        ("novel", NounKind.WORK),
    ],
)
def test_a_noun_names_a_kind(noun: str, kind: NounKind) -> None:
    assert kind in noun_kinds(noun)


@pytest.mark.parametrize("noun", ["bridge", "yesterday", "", "water"])
def test_other_nouns_name_none(noun: str) -> None:
    assert noun_kinds(noun) == frozenset()
