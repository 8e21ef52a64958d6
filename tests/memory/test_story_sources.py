"""What a story tells has only sources that say it; and templates are neither copies nor one story."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.made import story_sets

from retold import Engine
from retold.memory import Memory
from retold.records.memory import Point, StoryDetail
from retold.types import Content, Metadata, Page

LAUNCH = (
    "Orbital Freight launched {0} satellites for {1} from {2} on Tuesday, the company said. "
    "The rocket lifted off at {3} and put its cargo into an orbit of {4} kilometres. "
    "The first stage came back to a ship at sea. The company said that all systems worked."
)
BRIDGE = (
    "The bridge over the Lune at Kestead was closed on Monday after divers found cracks in two pillars, the county "
    "said. Engineer Ada Lomax said that repairs would cost 4 million kroner. The ferry at Norwick will run at night. "
    "Some 9,000 cars cross the bridge each day, and buses will go by the old road through Thornbury."
)


def page(key: str, headline: str, body: str, published: str = "2026-03-03T08:00:00Z") -> Page:
    return Page(key, Content.BODY, body, Metadata(id=key, headline=headline, publisher=key, published=published))


@pytest.fixture
def memory(tmp_path: Path, engine: Engine) -> Iterator[Memory]:
    with Memory(str(tmp_path / "m.db"), engine) as memory:
        yield memory


def keep(memory: Memory, *pages: Page) -> None:
    assert not [kept for kept in memory.ingest_pages(iter(pages)) if isinstance(kept, Exception)]


def points(detail: StoryDetail) -> list[Point]:
    return [*detail.points, *detail.timeline, *detail.retelling, *detail.also]


def assert_sources_are_right(memory: Memory, detail: StoryDetail, marks: dict[str, str]) -> None:
    """`marks`: for each article, words that no other article has, and that its own sentences may have."""
    bodies = {a: memory.digest(a)["article"]["body"] for a in detail.story.articles}
    assert points(detail)
    for point in points(detail):
        assert all(e.exact == bodies[e.article][e.start : e.end] for e in point.evidence)
        for mark in marks.values():
            if mark in point.text:
                assert all(mark in bodies[source.id] for source in point.by), (point.text, point.by)


def test_launches_of_one_template_are_two_stories_with_sources_of_their_own(memory: Memory) -> None:
    one = ("22", "Telmar", "Verde Point", "06:12", "540")
    other = ("9", "Nordsat", "Hallen Base", "21:40", "610")
    keep(
        memory,
        page("one", "Orbital Freight launches satellites for Telmar", LAUNCH.format(*one)),
        page("other", "Orbital Freight launches satellites for Nordsat", LAUNCH.format(*other)),
        page("copy", "Cargo in orbit", "LISBON (Wire) - " + LAUNCH.format(*one)),
    )
    assert story_sets(memory) == {frozenset({"one", "copy"}), frozenset({"other"})}
    assert [len(t.articles) for t in memory.story("one").tellings] == [2]
    assert_sources_are_right(memory, memory.story("one"), {"copy": "Telmar"})


def test_a_copy_is_no_source_of_what_it_lacks(memory: Memory) -> None:
    cut = BRIDGE[: BRIDGE.index("Some 9,000")]
    keep(
        memory,
        page("first", "Bridge closed", BRIDGE.replace("4 million", "5 million"), "2026-03-03T06:00:00Z"),
        page("cut", "Bridge at Kestead closed", cut, "2026-03-03T07:00:00Z"),
        page("full", "Bridge at Kestead closed", BRIDGE + " Work begins in May.", "2026-03-03T09:00:00Z"),
    )
    detail = memory.story("first")
    assert [[a.id for a in t.articles] for t in detail.tellings] == [["first", "cut", "full"]]
    assert_sources_are_right(memory, detail, {"cost": "4 million", "cars": "9,000", "work": "in May"})
    cited = {p.text: [s.id for s in p.by] for p in points(detail)}
    assert any("divers" in text and by == ["first"] for text, by in cited.items())
    assert all(by == ["cut"] for text, by in cited.items() if "4 million" in text)


def test_a_replaced_version_is_cited_no_more(memory: Memory) -> None:
    keep(memory, page("first", "Bridge closed", BRIDGE), page("second", "Bridge shut", BRIDGE + " Boats may pass."))
    keep(memory, page("first", "Bridge closed", BRIDGE.replace("divers", "climbers").replace("4 million", "6 million")))
    detail = memory.story("second")
    assert_sources_are_right(memory, detail, {"who": "divers", "cost": "4 million", "now": "climbers"})
