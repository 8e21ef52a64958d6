"""Lists that readers look through: complete, in order, the same by either way of finding them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.made import article

from retold import Engine
from retold.corpus import trend
from retold.errors import QueryError
from retold.memory import Memory
from retold.store import story_lists
from retold.types import Content, EntityType, Metadata, Page

PERSON, PLACE = EntityType.PERSON, EntityType.PLACE


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def memory(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, engine: Engine
) -> Iterator[Memory]:
    """Thirty stories over ten days: one of two tellings, three without a date; Ann Lee in each third, Oslo in all."""
    if request.param == "postgresql":
        import uuid

        import psycopg

        server = request.getfixturevalue("_postgres_server")
        name = f"l{uuid.uuid4().hex[:12]}"
        with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        url = f"{server}/{name}"
    else:
        url = str(tmp_path_factory.mktemp("listing") / "m.db")
    with Memory(url, engine) as found:
        for n in range(30):
            people = [("Oslo", PLACE), *([("Ann Lee", PERSON)] if n % 3 == 0 else [])]
            found.keep([article(f"a{n:02}", people, day=None if n % 10 == 9 else 20_000.0 + n // 3)])
        found.keep(
            [
                article(
                    "twin",
                    [("Oslo", PLACE)],
                    words={f"a04w{i}": 1 for i in range(12)},
                    day=20_001.0,
                    text="other words about the same",
                )
            ]
        )
        yield found


def walked(memory: Memory, limit: int, **where: str) -> list[str]:
    found: list[str] = []
    after = None
    while True:
        part = memory.page(memory.filtered(**where), after, limit)
        assert len(part.items) <= limit
        found += [s.id for s in part.items]
        after = part.next
        if after is None:
            return found


@pytest.mark.parametrize(
    "where",
    [
        {},
        {"entity": "Ann Lee"},
        {"entity": "Oslo"},
        {"publisher": "Paper a07"},
        {"since": "2024-10-06", "until": "2024-10-08"},
    ],
)
@pytest.mark.parametrize("limit", [1, 4, 100])
def test_every_story_once_whatever_the_way(
    memory: Memory, monkeypatch: pytest.MonkeyPatch, limit: int, where: dict[str, str]
) -> None:
    few = walked(memory, limit, **where)
    assert len(few) == len(set(few))
    monkeypatch.setattr(story_lists, "FEW", 0)
    assert walked(memory, limit, **where) == few
    days = {s.id: s.last or "" for s in memory.stories()}
    if not where:
        assert set(few) == set(days)
    undated = [s for s in few if s.endswith("9")]
    assert few[len(few) - len(undated) :] == undated  # those without a date are last


def test_the_latest_day_first_and_of_a_day_what_most_tell(memory: Memory) -> None:
    days = {s.id: s for s in memory.stories()}
    first = walked(memory, 100)
    twins = next(s for s in first if len(days[s].articles) == 2)
    place = first.index(twins)
    assert {"a03", "a05"} <= set(first[place + 1 : place + 3])


@pytest.mark.parametrize("after", ["x", "1.2", "1.2.3.4", "a.b.c", "1.2.", "9" * 30 + ".1.1", "1." + "9" * 30 + ".1"])
def test_a_place_that_is_none(memory: Memory, after: str) -> None:
    with pytest.raises(QueryError, match="no place in a list"):
        memory.page(after=after)


def test_cards_tell_what_their_story_is(memory: Memory) -> None:
    card = next(c for c in memory.cards(limit=100).items if c.story.id == "a00")
    assert [e.name for e in card.entities] == ["Oslo", "Ann Lee"]
    assert card.publishers == ("Paper a00",)


def test_publishers(memory: Memory) -> None:
    found = {p.name: p for p in memory.publishers()}
    assert len(found) == 31
    assert (found["Paper a04"].articles, found["Paper a04"].first) == (1, "2024-10-05")


def test_every_change_is_another_version(memory: Memory) -> None:
    before = memory.version
    number = memory.different("Ann Lee", "Oslo", "kari")  # they were two before: no story changes
    judged = memory.version
    memory.undo(number)
    assert before < judged < memory.version
    assert memory.problems() == []


def test_what_rises_is_beyond_its_own_past(tmp_path: Path, engine: Engine) -> None:
    with Memory(str(tmp_path / "m.db"), engine) as memory:
        for n in range(60):
            late = n >= 50
            people = [
                ("Oslo", PLACE),
                *([("Ann Lee", PERSON)] if n % 10 == 0 else []),
                *([("Bo Ek", PERSON)] if late and n % 2 else []),
            ]
            memory.keep([article(f"r{n}", people, day=20_000.0 + (30 if late else n % 20))])
        found = memory.rising()
        assert [r.entity.name for r in found] == ["Bo Ek"]
        assert (found[0].stories, found[0].expected) == (5, 0.0)
        assert memory.rising() is found  # until something changes
        memory.keep([article("more", [("Ann Lee", PERSON)], day=20_030.0)])
        assert memory.rising() is not found


@given(st.integers(1, 500), st.integers(1, 5000), st.data())
def test_rising_is_a_likelihood(told: int, before: int, data: st.DataObject) -> None:
    late, past = data.draw(st.integers(0, told)), data.draw(st.integers(0, before))
    expected, score = (float(x[0]) for x in trend.scores(np.array([late]), told, np.array([past]), before))
    assert expected == pytest.approx(told * past / before)
    assert score >= 0
    assert np.isfinite(score)
    assert (score > 0) <= (late > expected)


def test_quotations_by_and_about(tmp_path: Path, engine: Engine) -> None:
    text = (
        "Northlink will close its route, chief executive Anna Rosendal said on Monday. "
        "“People take the tunnel now,” Anna Rosendal said. "
        "Mayor Per Dahl was angry. “Anna Rosendal never asked us what we need,” Per Dahl said. "
        "“Anna Rosendal is right,” a spokesman for the port said."
    )
    with Memory(str(tmp_path / "m.db"), engine) as memory:
        list(memory.ingest_pages([Page("given", Content.BODY, text, Metadata(id="a", publisher="Post"))]))
        by, about = memory.quotes("Anna Rosendal")
        assert [q.text for q in by] == ["People take the tunnel now,"]
        assert [(q.text[14:], q.name, q.said_by) for q in about] == [
            ("never asked us what we need,", "Per Dahl", "Per Dahl"),
            ("is right,", "", "a spokesman for the port"),
        ]
        for quote in (*by, *about):
            assert text[quote.evidence.start : quote.evidence.end] == quote.evidence.exact
