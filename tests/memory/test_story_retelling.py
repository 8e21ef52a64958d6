"""The retelling of a story from all its outlets, and where they differ."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest

from retold import Engine
from retold.export import memory_text
from retold.memory import Memory
from retold.records.memory import StoryDetail
from retold.types import Content, Metadata, Page

WIRE = (
    "A bus fell from the bridge over the Lune at Kestead on Monday morning, killing 12 people, police said. "
    "The county council of Thornbury closed the bridge for all traffic until Friday. "
    "Engineer Ada Lomax said that two pillars of the bridge had been repaired in May. "
    "The bus of Lune Lines was on its way from Kestead to Thornbury with 40 passengers. "
    "Minister Erik Moe promised an inquiry into the safety of bridges in the county."
)
PAPER = (
    "Fourteen people died when a bus plunged off the Lune bridge at Kestead on Monday morning, the hospital said. "
    "Thornbury county council has shut the bridge to all traffic until Friday. "
    "Baker Kari Lie heard the fall from her shop at Kestead and ran to the Lune with ropes. "
    "The Lune Lines bus, with 40 passengers on board, was travelling from Kestead to Thornbury."
)
RADIO = (
    "The bridge over the Lune at Kestead stays closed to traffic until Friday, Thornbury county council said. "
    "A bus of Lune Lines had fallen from it on Monday morning and 12 people were killed, according to police. "
    "Minister Erik Moe has promised that there will be an inquiry into the safety of the county's bridges."
)


def page(key: str, publisher: str, headline: str, body: str, hour: int = 8) -> Page:
    published = f"2026-03-02T{hour:02}:00:00Z"
    return Page(key, Content.BODY, body, Metadata(id=key, headline=headline, publisher=publisher, published=published))


@pytest.fixture
def memory(tmp_path: Path, engine: Engine) -> Iterator[Memory]:
    with Memory(str(tmp_path / "m.db"), engine) as memory:
        yield memory


def detail(memory: Memory, *pages: Page) -> StoryDetail:
    assert not [kept for kept in memory.ingest_pages(iter(pages)) if isinstance(kept, Exception)]
    found = memory.story(pages[0].metadata.id)
    assert len(found.story.articles) == len(pages)
    return found


@pytest.fixture
def crash(memory: Memory) -> StoryDetail:
    return detail(
        memory,
        page("wire", "Wire", "Bus falls from Lune bridge at Kestead, 12 dead", WIRE, 9),
        page("paper", "Lune Post", "Fourteen die as bus falls from Lune bridge at Kestead", PAPER, 11),
        page("radio", "Radio Lune", "Lune bridge at Kestead closed after bus falls", RADIO, 12),
    )


def test_no_outlet_is_alone_in_the_retelling(crash: StoryDetail) -> None:
    assert crash.outlets == 3
    told = [len(point.by) + len(point.partly) for point in crash.retelling]
    shared = [count for count in told if count > 1]
    assert len(shared) >= 2
    assert told[: len(shared)] == shared
    assert len({p.by[0].id for p in crash.retelling[len(shared) :]}) <= 1
    for point in crash.retelling:
        sources = {s.publisher for s in (*point.by, *point.partly)}
        assert len(sources) == len(point.by) + len(point.partly)
        assert {e.article for e in point.evidence} == {s.id for s in (*point.by, *point.partly)}
    assert len(crash.retelling[0].by) + len(crash.retelling[0].partly) == 3


def test_the_words_are_those_of_the_first_outlet_that_is_named(crash: StoryDetail, memory: Memory) -> None:
    for point in (*crash.retelling, *crash.also):
        bodies = {a: memory.digest(a)["article"]["body"] for a in crash.story.articles}
        assert point.evidence[0].article == point.by[0].id
        assert all(e.exact == bodies[e.article][e.start : e.end] for e in point.evidence)


def test_an_outlet_with_another_toll_does_not_tell_it(crash: StoryDetail) -> None:
    for point in crash.retelling:
        if "12 people" in point.text:
            assert "paper" not in {s.id for s in (*point.by, *point.partly)}
        if "Fourteen" in point.text:
            assert {s.id for s in (*point.by, *point.partly)} == {"paper"}


def test_a_toll_on_which_outlets_differ_has_each_outlet_on_its_side(crash: StoryDetail) -> None:
    (dead,) = crash.differences
    assert dead.of == "dead"
    assert [(side.text, [s.id for s in side.by]) for side in dead.sides] == [
        ("12", ["wire", "radio"]),
        ("Fourteen", ["paper"]),
    ]
    assert [side.stories for side in dead.sides] == [2, 1]
    assert all("people" in side.evidence[0].exact for side in dead.sides)


def test_outlets_that_tell_nothing_in_common(memory: Memory) -> None:
    found = detail(memory, page("wire", "Wire", "Bus falls from Lune bridge at Kestead", WIRE))
    assert (found.outlets, found.differences, found.also) == (0, (), ())
    assert len(found.retelling) >= 3


def test_two_articles_of_one_outlet_are_one_voice(memory: Memory) -> None:
    found = detail(
        memory,
        page("one", "Wire", "Bus falls from Lune bridge at Kestead, 12 dead", WIRE, 9),
        page("two", "Wire", "Lune bridge at Kestead closed after bus falls", RADIO, 12),
    )
    assert found.outlets == 0
    assert all(len(point.by) == 1 for point in found.retelling)


def test_the_terminal_names_the_outlets(crash: StoryDetail) -> None:
    stream = StringIO()
    memory_text.write(stream, crash, "terminal", memory_text.story)
    text = " ".join(stream.getvalue().split())
    assert re.search(r"in [23] of 3 outlets: (?:Wire|Lune Post|Radio Lune)", text)
    assert "Fourteen: “Fourteen people died" in text
