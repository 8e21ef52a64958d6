"""The memory over both databases: one contract."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path

import pytest
from tests.made import article, entity_sets, story_sets

from retold import Engine
from retold.errors import RetoldError, UnknownError
from retold.memory import LinkQuery, Memory, Status
from retold.types import Content, EntityType, Metadata, Page

FERRY = (
    (
        "north-1", "Northlink closes Marlow ferry route", "The Fjord Times", "2026-03-02T08:00:00Z",
        """Northlink will close its ferry route to Marlow after losses of 12 million kroner, chief executive Anna \
Rosendal said on Monday. \
The Marlow route lost passengers to the new road tunnel. Mayor Erik Moe called the closure of the ferry a disaster \
for Marlow.""",
    ),
    (
        "island-1", "Island fears for its ferry", "Island Post", "2026-03-02T15:00:00Z",
        """The island of Marlow will lose its ferry: Northlink, which made losses of 14 million kroner there, closes \
the route, chief executive \
Anna Rosendal told reporters. Mayor Erik Moe of Marlow said that the tunnel takes the passengers of the ferry.""",
    ),
    (
        "agency-1", "Ferry route shuts", "Wire", "2026-03-03",
        """MARLOW (Wire) - Northlink will close its ferry route to Marlow after losses of 12 million kroner, chief \
executive Anna Rosendal said \
on Monday. The Marlow route lost passengers to the new road tunnel. Mayor Erik Moe called the closure of the ferry a \
disaster for Marlow.""",
    ),
    (
        "salmon-1", "Norway raises salmon tax", "The Fjord Times", "2026-03-04",
        """The Norwegian parliament voted to raise the tax on salmon farms to 25 percent. Shares in Mowi and SalMar \
rose in Oslo after the vote. \
Anna Rosendal, the chief executive of Northlink, said that the salmon tax would cost her ferry company freight.""",
    ),
)  # fmt: skip


def pages() -> list[Page]:
    return [
        Page(k, Content.BODY, body, Metadata(id=k, headline=h, publisher=p, published=d)) for k, h, p, d, body in FERRY
    ]


@pytest.fixture(params=["sqlite", "postgresql"])
def make(request: pytest.FixtureRequest, tmp_path: Path, engine: Engine) -> Iterator[Callable[[], Memory]]:
    """Opens one empty database, as often as it is called."""
    url = str(tmp_path / "m.db") if request.param == "sqlite" else request.getfixturevalue("postgres")
    opened: list[Memory] = []

    def opener() -> Memory:
        opened.append(Memory(url, engine))
        return opened[-1]

    yield opener
    for memory in opened:
        memory.close()


@pytest.fixture
def memory(make: Callable[[], Memory]) -> Memory:
    found = make()
    assert [k.status for k in found.ingest_pages(pages())] == [Status.NEW] * 4  # type: ignore[union-attr]
    return found


def test_what_is_kept_is_known_again(make: Callable[[], Memory], memory: Memory) -> None:
    again = make()
    assert [k.status for k in again.ingest_pages(pages())] == [Status.KNOWN] * 4  # type: ignore[union-attr]
    assert again.counts() == memory.counts()
    assert again.digest("salmon-1")["article"]["body"] == FERRY[3][4]
    with pytest.raises(UnknownError, match="nothing-1"):
        again.digest("nothing-1")


@pytest.mark.parametrize(
    "body",
    [
        "Our club for readers meets each month Win two tickets to the spring concert by sending us a card.",
        "SORRY! THIS PAGE HAS MOVED...",
        "Sign up for our newsletter and get the news in your inbox.",
    ],
)
def test_what_tells_nothing_does_not_take_the_place_of_an_article(memory: Memory, body: str) -> None:
    key, headline, publisher, published, before = FERRY[3]
    found = Metadata(id=key, headline=headline, publisher=publisher, published=published)
    (kept,) = memory.ingest_pages([Page(key, Content.BODY, body, found)])
    assert isinstance(kept, RetoldError) or kept.status is Status.KNOWN
    assert memory.digest(key)["article"]["body"] == before


def test_a_changed_article_is_a_new_version(memory: Memory) -> None:
    key, headline, publisher, published, body = FERRY[3]
    page = Page(
        key,
        Content.BODY,
        body.replace("25", "35"),
        Metadata(id=key, headline=headline, publisher=publisher, published=published),
    )
    (kept,) = memory.ingest_pages([page])
    assert (kept.status, kept.version) == (Status.CHANGED, 2)  # type: ignore[union-attr]
    assert "35 percent" in memory.digest(key)["article"]["body"]
    assert "25 percent" in memory.digest(key, version=1)["article"]["body"]
    assert memory.counts()["articles"] == 4
    assert [h.article.id for h in memory.search('"35 percent"')] == [key]
    assert memory.search('"25 percent"') == []
    assert story_sets(memory) == {frozenset({"north-1", "island-1", "agency-1"}), frozenset({"salmon-1"})}


def test_stories_and_tellings(memory: Memory) -> None:
    latest, ferry = memory.stories()
    assert latest.articles == ("salmon-1",)
    assert (ferry.id, set(ferry.articles), ferry.tellings, ferry.publishers) == (
        "north-1",
        {"north-1", "island-1", "agency-1"},
        2,
        3,
    )
    assert (ferry.first, ferry.last) == ("2026-03-02T08:00:00Z", "2026-03-03")
    detail = memory.story("island-1")
    assert detail.story == ferry
    (difference,) = [d for d in detail.differences if d.of == "kroner"]
    assert sorted(s.text for s in difference.sides) == ["12 million", "14 million"]
    for side in difference.sides:
        body = memory.digest(side.evidence[0].article)["article"]["body"]
        assert body[side.evidence[0].start : side.evidence[0].end] == side.evidence[0].exact
        assert side.text in side.evidence[0].exact
    assert detail.points[0].by[0].id == "north-1"
    assert {e.name for e in detail.entities} >= {"Northlink", "Marlow", "Anna Rosendal", "Erik Moe"}
    assert memory.stories(since="2026-03-04") == [latest]
    assert memory.stories(until="2026-03-02") == [ferry]
    assert memory.stories(until="2026-03-01") == []


def test_entities_and_their_roles(memory: Memory) -> None:
    rosendal = memory.entity("anna rosendal")
    assert (rosendal.type, rosendal.stories, rosendal.articles) == ("person", 2, 4)
    assert any("chief executive" in r.text for r in rosendal.roles)
    for role in rosendal.roles:
        body = memory.digest(role.source.id)["article"]["body"]
        assert all(body[e.start : e.end] == e.exact and role.text in " ".join(e.exact.split()) for e in role.evidence)
    assert memory.entity(rosendal.id) == rosendal
    with pytest.raises(UnknownError, match="Anna Rosendal"):
        memory.entity("Rosendal Anna")
    detail = memory.article("island-1")
    assert (detail.version, detail.versions, detail.story.id) == (1, 1, "north-1")
    assert detail.digest["article"]["body"] == FERRY[1][4]
    assert list(detail.related) == memory.related("island-1")
    assert {r.chain for r in detail.related} >= {e["id"] for e in detail.digest["entities"]}
    own = next(r.entity for r in detail.related if r.entity.name == "Anna Rosendal")
    assert own.roles
    assert "island-1" not in {r.source.id for r in own.roles}


def test_the_graph_counts_stories_and_equals_a_recount(memory: Memory) -> None:
    found = memory.graph("Northlink", query=LinkQuery(limit=100))
    assert (found.stories, found.total) == (2, 2)
    rows = [json.loads(json.dumps(r)) for r in memory.export("mentions")[1]]
    story = {a: s.id for s in memory.stories() for a in s.articles}
    present: dict[str, set[str]] = {}
    for row in rows:
        present.setdefault(story[row["article"]], set()).add(row["entity"])
    pairs = Counter(p for entities in present.values() for p in combinations(sorted(entities), 2))
    own = found.of[0].id
    counted = {tuple(sorted((own, n.target))): n.stories for n in found.links if n.type != "topic"}
    assert counted == {p: c for p, c in pairs.items() if own in p}
    for link in found.links:
        for evidence in link.evidence:
            assert memory.digest(evidence.article)["article"]["body"][evidence.start : evidence.end] == evidence.exact
    moe = next(n for n in found.links if n.name == "Erik Moe")
    assert (moe.stories, moe.first, moe.last) == (1, "2026-03-02", "2026-03-03")
    back = memory.link("Erik Moe", "Northlink")
    assert back is not None
    assert (back.stories, back.npmi, back.expected, back.first, back.last) == (
        moe.stories,
        moe.npmi,
        moe.expected,
        moe.first,
        moe.last,
    )


def test_two_entities_periods_and_paths(memory: Memory) -> None:
    both = memory.graph("Northlink", "Erik Moe")
    assert both.stories == 1
    assert {"Marlow", "Anna Rosendal"} <= {n.name for n in both.links}
    assert "Mowi" not in {n.name for n in both.links}
    early = memory.graph("Northlink", until="2026-03-03")
    assert (early.stories, early.total) == (1, 1)
    new = memory.graph("Northlink", since="2026-03-04", query=LinkQuery(new=True, limit=100))
    assert {"Mowi", "SalMar"} <= {n.name for n in new.links}
    assert "Anna Rosendal" not in {n.name for n in new.links}
    (direct,) = memory.paths("Northlink", "Mowi")
    assert [s.name for s in direct.steps] == ["Mowi"]
    by = memory.paths("Erik Moe", "Mowi")
    assert [s.name for s in by[0].steps][-1] == "Mowi"
    assert {p.steps[0].name for p in by} <= {"Northlink", "Anna Rosendal", *(t.name for t in memory.entities("topic"))}
    assert memory.paths("Erik Moe", "SalMar", limit=1)[0].steps[0].evidence


def test_of_links_with_equally_many_stories_those_of_more_tellings_come_first(memory: Memory) -> None:
    words = {f"w{i}": 1 for i in range(12)}
    named = [
        [("Marlow", EntityType.PLACE), ("Zoe Vik", EntityType.PERSON)],
        [("Marlow", EntityType.PLACE), ("Ann Lee", EntityType.PERSON)],
        [("Marlow", EntityType.PLACE), ("Zoe Vik", EntityType.PERSON)],
    ]
    memory.keep(
        [
            article(f"t{i}", own, words=words, text=" ".join(f"word{i}x{j}" for j in range(80)))
            for i, own in enumerate(named)
        ]
    )
    people = [
        n.name for n in memory.graph("Marlow", query=LinkQuery(limit=100)).links if n.name in ("Zoe Vik", "Ann Lee")
    ]
    assert people == ["Zoe Vik", "Ann Lee"]
    within = memory.graph("Marlow", since="2024", query=LinkQuery(limit=100))
    assert [n.name for n in within.links if n.name in ("Zoe Vik", "Ann Lee")] == people


def test_search(memory: Memory) -> None:
    assert [h.article.id for h in memory.search("salmon tax", by="words")] == ["salmon-1"]
    assert {h.article.id for h in memory.search('"ferry route"', by="words")} <= {"north-1", "agency-1"}
    assert len(memory.search("ferry", by="words")) == 3  # copies of one telling are shown once
    assert [h.article.id for h in memory.search("ferry -losses", by="words")] == ["salmon-1"]
    assert memory.search("levy on fish farms", by="meaning")[0].article.id == "salmon-1"
    narrowed = memory.search("ferry", memory.filtered(since="2026-03-04"))
    assert [h.article.id for h in narrowed] == ["salmon-1"]
    assert {h.article.publisher for h in memory.search("ferry", memory.filtered(publisher="island post"))} == {
        "Island Post"
    }
    assert {h.article.id for h in memory.search("ferry", memory.filtered(entity="Mowi"))} == {"salmon-1"}
    for hit in memory.search("tunnel"):
        body = memory.digest(hit.article.id)["article"]["body"]
        assert body[hit.snippet.start : hit.snippet.end] == hit.snippet.exact
        assert any(hit.snippet.exact[a:b].lower().startswith("tunnel") for a, b in hit.marks)
    whole = memory.search("ferry")
    assert len(whole) > 2
    assert [h for n in range(len(whole)) for h in memory.search("ferry", limit=1, offset=n)] == whole
    assert memory.search("ferry", offset=len(whole)) == []
    assert memory.search('"" - ( * "') == []
    assert memory.search("NEAR(ferry tunnel) OR body:x^2", by="words") == []


def test_a_timeline_has_each_thing_once(memory: Memory) -> None:
    lines = memory.timeline("Northlink")
    assert [line.date for line in lines] == sorted(line.date for line in lines)
    monday = [line for line in lines if line.date == "2026-03-02" and "close" in line.said.text]
    assert len(monday) == 1
    assert memory.timeline("Northlink", since="2026-03-04") == []
    parts = [memory.timeline("Northlink", limit=1, offset=n) for n in reversed(range(len(lines)))]
    assert [line for part in parts for line in part] == lines
    assert memory.timeline("Northlink", offset=len(lines)) == []


def test_every_export_gives_its_columns(memory: Memory) -> None:
    from retold.export.tables import COLUMNS

    for what in ("mentions", "entities", "stories"):
        rows = list(memory.export(what)[1])  # type: ignore[arg-type]
        assert rows
        assert all(tuple(r) == COLUMNS[what] for r in rows)
    assert {r["article"]["id"] for r in memory.export("digests")[1]} == {f[0] for f in FERRY}  # type: ignore[union-attr]
    for row in memory.export("mentions")[1]:  # type: ignore[union-attr]
        body = memory.digest(row["article"])["article"]["body"]
        assert body[row["start"] : row["end"]] == row["text"]
    drawn = memory.export("graph")[1]
    edges = {(e.source, e.target): e.stories for e in drawn.edges}  # type: ignore[union-attr]
    found = memory.graph("Northlink", query=LinkQuery(limit=100))
    for link in found.links:
        assert edges[tuple(sorted((link.source, link.target), key=lambda e: int(e[1:])))] == link.stories  # type: ignore[index]


def test_topics_recur_before_they_are_entities(memory: Memory) -> None:
    words = {"zeppelin": 3, "airship": 2, "hangar": 1}
    topics = {e.name for e in memory.entities("topic")}
    memory.keep([article("z1", [("zeppelins", EntityType.TOPIC)], words=words)])
    assert {e.name for e in memory.entities("topic")} == topics
    memory.keep([article("z2", [("zeppelins", EntityType.TOPIC)])])
    assert {e.name for e in memory.entities("topic")} == topics | {"zeppelins"}


def test_what_a_row_holds_that_no_database_can(memory: Memory) -> None:
    page = Page(
        "x",
        Content.BODY,
        "Ann\0 Lee \ud800 met Bo Ek in Paris on a Monday.",
        Metadata(id="odd\0\ud800", headline="He\0ad", publisher="P"),
    )
    (kept,) = memory.ingest_pages([page])
    assert kept.status is Status.NEW  # type: ignore[union-attr]
    assert memory.digest("odd\0\ud800")["article"]["body"] == page.text
    assert entity_sets(memory)
