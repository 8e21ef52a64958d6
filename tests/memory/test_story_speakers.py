"""Who says what in a story, and what its tellings say that entities are or do to one another."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.made import article, relation

from retold import Engine
from retold.memory import Memory
from retold.memory.prepared import Prepared
from retold.records.memory import StoryDetail
from retold.types import EntityType

PERSON, COMPANY = EntityType.PERSON, EntityType.ORGANIZATION
WORDS = {f"w{i}": 1 for i in range(12)}
NAMES = [("Ann Lee", PERSON), ("Bo Ek", PERSON), ("Acme", COMPANY), ("Bolt", COMPANY)]


@pytest.fixture
def memory(tmp_path: Path, engine: Engine) -> Iterator[Memory]:
    with Memory(str(tmp_path / "m.db"), engine) as found:
        yield found


def telling(key: str, day: float, *said: tuple[str | None, str, str], relations: tuple[Any, ...] = ()) -> Prepared:
    """An article of the story. `said`: the speaker's chain or None, the cue, and the words."""
    filler = " ".join(f"{key}word{i} {key}ferry{i % 7}." for i in range(60))
    text = " ".join([*(words for _, _, words in said), filler])
    statements = [
        {
            "spans": [[text.index(words), text.index(words) + len(words)]],
            "cue": cue,
            "speaker": speaker,
            "said_by": "officials",
            "hedge": None,
        }
        for speaker, cue, words in said
    ]
    digest = {"statements": statements, "relations": list(relations)}
    return article(key, NAMES, WORDS, day=day, text=text, digest=digest)


def story(memory: Memory, *articles: Prepared) -> StoryDetail:
    memory.keep(articles)
    (found,) = memory.stories()
    return memory.story(found.id)


PLAN = "the new bridge to the island will open in the spring"
PRICE = "tickets for the ferry cost twelve crowns this year"
COST = "the repairs of the old harbour took nine weeks in total"
FREIGHT = "lorries wait for hours at the northern customs gate"


def test_statements_are_listed_by_speaker(memory: Memory) -> None:
    detail = story(
        memory,
        telling("a", 100.0, ("e1", "said", PLAN), (None, "said", PRICE)),
        telling("b", 101.0, ("e2", "said", COST), ("e1", "told", f"{PLAN} as planned"), (None, "said", COST)),
    )
    ann, bo, *others = detail.speakers
    assert (ann.entity, ann.name) == (memory.entity("Ann Lee").id, "Ann Lee")
    assert [(s.text, s.cue, s.denies, [by.id for by in s.by]) for s in ann.statements] == [
        (PLAN, "said", False, ["a", "b"])
    ]
    assert (bo.name, [s.text for s in bo.statements]) == ("Bo Ek", [COST])
    # Officials of two articles may be different ones.
    assert [(o.entity, o.name, [s.text for s in o.statements]) for o in others] == [
        (None, "officials", [PRICE]),
        (None, "officials", [COST]),
    ]
    for speaker in detail.speakers:
        for stated in speaker.statements:
            for evidence in stated.evidence:
                body = memory.digest(evidence.article)["article"]["body"]
                assert body[evidence.start : evidence.end] == evidence.exact


def test_a_denial_stands_beside_the_claims(memory: Memory) -> None:
    claims = [("e1", "said", words) for words in (PLAN, PRICE, COST)]
    detail = story(memory, telling("a", 100.0, *claims, ("e1", "denied", FREIGHT)))
    (ann,) = detail.speakers
    assert [(s.text, s.denies) for s in ann.statements] == [(FREIGHT, True), (PLAN, False), (PRICE, False)]


def test_who_denies_and_who_says_it_are_not_mixed_up(memory: Memory) -> None:
    detail = story(
        memory,
        telling("a", 100.0, ("e1", "said", PLAN)),
        telling("b", 101.0, ("e2", "denied", PLAN), ("e1", "rejected", PLAN)),
    )
    ann, bo = detail.speakers
    assert [(s.cue, s.denies, [by.id for by in s.by]) for s in ann.statements] == [
        ("rejected", True, ["b"]),
        ("said", False, ["a"]),
    ]
    assert [(s.cue, s.denies) for s in bo.statements] == [("denied", True)]


def test_relations_that_tellings_share(memory: Memory) -> None:
    shared, own = relation(3, "sues", 4, status="alleged"), relation(4, "owns", 3)
    detail = story(
        memory,
        telling("a", 100.0, ("e1", "said", PLAN), relations=(shared, own)),
        telling("b", 101.0, ("e1", "said", PRICE), relations=(shared,)),
    )
    (found,) = detail.relations
    assert (found.subject_name, found.relation, found.object_name, found.status) == ("Acme", "sues", "Bolt", "alleged")
    assert [a.source.id for a in found.by] == ["a", "b"]
