from __future__ import annotations

import pytest

from retold.reading.name_types import typed
from retold.types import EntityType, Name, Span, Word


def sentence(text: str, relations: str) -> tuple[Word, ...]:
    """Words of `text`; `relations` has "relation:head" for each."""
    words, at = [], 0
    for word, relation in zip(text.split(), relations.split(), strict=True):
        start = text.index(word, at)
        at = start + len(word)
        name, _, head = relation.partition(":")
        words.append(Word(Span(start, at), int(head), name))
    return tuple(words)


@pytest.mark.parametrize(
    ("text", "relations", "name", "score", "expected"),
    [
        ("grocer Velo bought", "nsubj:2 appos:0 root:-1", "Velo", 0.1, EntityType.ORGANIZATION),
        ("lawyer Velo spoke", "nsubj:2 appos:0 root:-1", "Velo", 0.3, EntityType.PERSON),
        ("ferry Velo sank", "nsubj:2 appos:0 root:-1", "Velo", 0.3, EntityType.PRODUCT),
        ("grocer Velo bought", "nsubj:2 appos:0 root:-1", "Velo", 0.9, EntityType.PLACE),
        ("East Velo beat West", "compound:1 nsubj:2 root:-1 obj:2", "East Velo", 0.9, EntityType.ORGANIZATION),
        ("East Velo hosts it", "compound:1 nsubj:2 root:-1 obj:2", "East Velo", 0.9, EntityType.PLACE),
        ("Los Angeles beat it", "compound:1 nsubj:2 root:-1 obj:2", "Los Angeles", 0.9, EntityType.PLACE),
        ("Blue Velo ran aground", "compound:1 nsubj:2 root:-1 advmod:2", "Blue Velo", 0.5, EntityType.PRODUCT),
        ("it launched Blue Velo", "nsubj:1 root:-1 compound:3 obj:1", "Blue Velo", 0.5, EntityType.PRODUCT),
    ],
)
def test_types_by_the_words_around(text: str, relations: str, name: str, score: float, expected: EntityType) -> None:
    start = text.index(name)
    found = typed(text, sentence(text, relations), Name(Span(start, start + len(name)), EntityType.PLACE, score))
    assert found.type == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Norland Ambassador Ann Lee spoke", EntityType.PLACE),
        ("Norland Foreign Minister Ann Lee spoke", EntityType.PLACE),
        ("Ann Ambassador Lee Moss spoke", EntityType.PERSON),
    ],
)
def test_an_office_after_a_word_is_held_in_a_place(text: str, expected: EntityType) -> None:
    words = sentence(text, " ".join(["nsubj:1", "root:-1", *["dep:1"] * (len(text.split()) - 2)]))
    assert typed(text, words, Name(Span(0, text.index(" ")), EntityType.PERSON, 0.9)).type == expected
