"""By whose word a relation is given."""

from __future__ import annotations

from typing import Any

import pytest
from tests.made import relation

from retold.records.attributed_relations import attributed

NAMES = {"e1": "Acme", "e2": "Bolt", "e3": "Ann Lee"}


def spans(body: str, words: str) -> list[dict[str, int]]:
    places, at = [], body.find(words)
    while at >= 0:
        places.append({"start": at, "end": at + len(words)})
        at = body.find(words, at + 1)
    return places


def document(body: str, ends: tuple[int, int], said: str, speaker: str | None, quoted: bool) -> dict[str, Any]:
    start = body.index(said)
    place = {"start": start, "end": start + len(said)}
    statement = {"spans": [[start, start + len(said)]], "speaker": speaker, "said_by": "a spokesman"}
    return {
        "entities": [{"id": key, "mentions": spans(body, name)} for key, name in NAMES.items()],
        "statements": [] if quoted else [statement],
        "quotes": [{**place, "speaker": speaker, "said_by": "a spokesman"}] if quoted else [],
        "relations": [relation(ends[0], "acquires", ends[1], (0, len(body)))],
    }


@pytest.mark.parametrize("quoted", [False, True])
@pytest.mark.parametrize(
    ("body", "ends", "said", "speaker", "is_said"),
    [
        ("Ann Lee said Acme would buy Bolt.", (1, 2), "Acme would buy Bolt", "e3", True),
        ("Acme said it would buy Bolt.", (1, 2), "it would buy Bolt", "e1", True),
        ("A spokesman said Acme would buy Bolt.", (1, 2), "Acme would buy Bolt", None, True),
        ("Ann Lee, head of Acme, said that rain fell.", (3, 1), "that rain fell", "e3", False),
        ("Ann Lee, head of Acme, said that Acme grew.", (3, 1), "that Acme grew", "e3", False),
        ("Acme, which bought Bolt, grew, Ann Lee said.", (1, 2), "grew", "e3", False),
    ],
)
def test_who_says_it(
    body: str, ends: tuple[int, int], said: str, speaker: str | None, is_said: bool, quoted: bool
) -> None:
    (found,) = attributed(document(body, ends, said, speaker, quoted))
    assert (found.speaker, found.said_by) == ((speaker, "a spokesman") if is_said else (None, ""))
    assert (found.subject, found.type, found.object) == (f"e{ends[0]}", "acquires", f"e{ends[1]}")


def test_what_is_not_known_or_not_there_is_left_out() -> None:
    assert attributed({}) == ()
    without = [
        relation(1, "outshines", 2),
        relation(1, "owns", 2, status="dreamt"),
        {**relation(1, "owns", 2), "evidence": []},
    ]
    assert attributed({"relations": without}) == ()
