"""Whatever is done to a memory, in whatever order: everything derived equals a recount."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.made import article, axis, entity_sets

from retold import Engine
from retold.errors import RetoldError
from retold.memory import Memory
from retold.types import EntityType

PERSON, BODY, TOPIC = EntityType.PERSON, EntityType.ORGANIZATION, EntityType.TOPIC
NAMES = (
    ("Ann Lee", PERSON), ("Lee", PERSON), ("Anne Lee", PERSON), ("Bo Lee", PERSON), ("Northlink", BODY),
    ("Northlink Group", BODY), ("Northlink Media", BODY), ("NM", BODY), ("North Media Institute", BODY), ("NMI", BODY),
    ("ferries", TOPIC), ("ferry", TOPIC), ("Ann Lee", PERSON),
)  # fmt: skip


def step(memory: Memory, random: Random, number: int) -> None:
    """One thing that a person or an ingest does."""
    what = random.random()
    if what < 0.6:
        key = f"a{random.randint(0, 9)}"
        topic = random.randint(0, 2)
        named = [
            (*n, random.choice(["", "mayor of Marlow", "goalkeeper"])) if n[1] is PERSON else n
            for n in random.sample(NAMES, random.randint(0, 5))
        ]
        words = {f"t{topic}w{i}": 1 for i in random.sample(range(14), 12)} | {f"x{number}": 1}
        memory.keep(
            [article(key, named, words=words, vector=axis(random.choice([topic + 1, -topic - 1])), day=100.0 + number)]
        )
        return
    forms = [r[0] for r in memory._db.all("SELECT id FROM form ORDER BY id")]
    judged = memory.judgements()
    try:
        if what < 0.9 and len(forms) > 1:
            a, b = random.sample(forms, 2)
            random.choice((memory.same, memory.different))(f"E{a}", f"E{b}", "kari")
        elif judged:
            memory.undo(random.choice(judged).id)
    except RetoldError:
        pass  # what cannot be done is said, and changes nothing


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 100_000))
def test_everything_derived_equals_a_recount(
    tmp_path_factory: pytest.TempPathFactory, engine: Engine, seed: int
) -> None:
    random = Random(seed)
    with Memory(str(tmp_path_factory.mktemp("any") / "m.db"), engine) as memory:
        for number in range(25):
            step(memory, random, number)
        assert memory.problems() == []
        before = entity_sets(memory)
        rows = (
            memory._db.all("SELECT id, entity FROM form ORDER BY id"),
            memory._db.all("SELECT id, stories FROM entity ORDER BY id"),
        )
        with memory._db.writing():
            memory._db.run("UPDATE form SET entity = id")
        memory.rebuild()
        assert entity_sets(memory) == before
        assert (
            memory._db.all("SELECT id, entity FROM form ORDER BY id"),
            memory._db.all("SELECT id, stories FROM entity ORDER BY id"),
        ) == rows
        assert memory.problems() == []
