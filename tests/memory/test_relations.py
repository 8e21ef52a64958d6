"""Relations in the memory, over both databases: kept, found from both ends, and gone with what said them."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from pyarrow import parquet
from tests.made import article, relation

from retold import Engine
from retold.errors import QueryError, UnknownError
from retold.export import graphs, tables
from retold.memory import Memory, Status
from retold.memory.prepared import Prepared
from retold.store import schema
from retold.types import Content, EntityType, Metadata, Page

COMPANY, PERSON = EntityType.ORGANIZATION, EntityType.PERSON


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return str(tmp_path / "m.db") if request.param == "sqlite" else str(request.getfixturevalue("postgres"))


@pytest.fixture
def memory(url: str, engine: Engine) -> Iterator[Memory]:
    with Memory(url, engine) as found:
        yield found


def told(key: str, *names: str, relations: list[dict[str, Any]], **more: Any) -> Prepared:
    """An article on companies, in the order of their numbers, and what it says of them."""
    digest = {"relations": relations}
    return article(key, [(name, COMPANY) for name in names], text=f"Text of {key}. More of it.", digest=digest, **more)


def stored(memory: Memory, name: str) -> list[tuple[str, str, str, str]]:
    """The relations of an entity as (subject, type, object, status), by the names of the entities."""
    number = int(memory.entity(name).id[1:])
    names_of = memory._names
    rows = names_of.relations.of_entities([number])
    names = {e: row.name for e, row in names_of.entities.get({n for r in rows for n in (r.subject, r.object)}).items()}
    return [(names[r.subject], r.type, names[r.object], r.status) for r in rows]


def test_a_relation_is_found_from_both_ends(memory: Memory) -> None:
    memory.keep([told("a", "Northlink", "Fjordline", "Bolt", relations=[relation(1, "acquires", 2, status="planned")])])
    expected = [("Northlink", "acquires", "Fjordline", "planned")]
    assert stored(memory, "Northlink") == stored(memory, "Fjordline") == expected
    assert stored(memory, "Bolt") == []
    assert memory.problems() == []


def test_a_changed_article_says_what_it_says_now(memory: Memory) -> None:
    first = told("a", "Northlink", "Fjordline", relations=[relation(1, "owns", 2)])
    assert [k.status for k in memory.keep([first])] == [Status.NEW]
    assert [k.status for k in memory.keep([first])] == [Status.KNOWN]
    assert stored(memory, "Northlink") == [("Northlink", "owns", "Fjordline", "fact")]
    changed = told("a", "Northlink", "Fjordline", relations=[relation(2, "sues", 1, status="alleged")])
    assert [k.status for k in memory.keep([changed])] == [Status.CHANGED]
    assert stored(memory, "Northlink") == [("Fjordline", "sues", "Northlink", "alleged")]
    memory.keep([told("a", "Northlink", "Fjordline", relations=[])])
    assert stored(memory, "Northlink") == []
    assert memory.problems() == []


def test_relations_follow_what_is_joined_and_separated(memory: Memory) -> None:
    memory.keep(
        [
            told("a", "Northlink", "Fjordline", "Bolt", relations=[relation(1, "owns", 2), relation(3, "sues", 2)]),
            told("b", "Havlink", "Marlow Bank", relations=[relation(2, "invests_in", 1)]),
        ]
    )
    number = memory.same("Northlink", "Havlink", person="kari")
    assert sorted(stored(memory, "Havlink")) == [
        ("Marlow Bank", "invests_in", "Northlink", "fact"),
        ("Northlink", "owns", "Fjordline", "fact"),
    ]
    inner = memory.same("Northlink", "Fjordline", person="kari")  # nothing owns itself
    assert ("Northlink", "owns", "Northlink", "fact") not in stored(memory, "Northlink")
    memory.undo(inner)
    memory.undo(number)
    assert stored(memory, "Havlink") == [("Marlow Bank", "invests_in", "Havlink", "fact")]
    assert sorted(stored(memory, "Fjordline")) == [
        ("Bolt", "sues", "Fjordline", "fact"),
        ("Northlink", "owns", "Fjordline", "fact"),
    ]
    assert memory.problems() == []


def test_a_batch_that_fails_leaves_no_relation(memory: Memory, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("retold.store.full_text.FullText.add", broken)
    with pytest.raises(ZeroDivisionError):
        memory.keep([told("a", "Northlink", "Fjordline", relations=[relation(1, "owns", 2)])])
    assert memory._db.all("SELECT * FROM relation") == []


def test_a_memory_of_before_gets_the_relations_of_its_digests(url: str, engine: Engine) -> None:
    with Memory(url, engine) as before:
        before.keep([told("a", "Northlink", "Fjordline", relations=[relation(1, "owns", 2)])])
        with before._db.writing():
            before._db.run("DROP TABLE relation")
            before._db.run("UPDATE meta SET value = ? WHERE name = 'schema'", str(schema.VERSION - 1))
    with Memory(url, engine) as memory:
        assert stored(memory, "Fjordline") == [("Northlink", "owns", "Fjordline", "fact")]
        assert memory.problems() == []


def test_what_is_wrong_is_said(memory: Memory) -> None:
    memory.keep([told("a", "Northlink", "Fjordline", relations=[relation(1, "owns", 2)])])
    with memory._db.writing():
        memory._db.run("UPDATE relation SET subject = object")
    assert [p for p in memory.problems() if "relations" in p] != []


def test_an_article_that_is_read_has_its_relations(memory: Memory) -> None:
    body = (
        "Microsoft agreed to buy Activision for 12 million dollars on Monday. Anna Rosendal, the chief executive of "
        "Microsoft, presented the plan in Oslo. Erik Moe said that Microsoft owns Sony. The price was high."
    )
    page = Page("p", Content.BODY, body, Metadata(id="p", headline="Microsoft to buy Activision", publisher="Wire"))
    (kept,) = memory.ingest_pages([page])
    assert not isinstance(kept, Exception)
    assert ("Microsoft", "acquires", "Activision", "planned") in stored(memory, "Activision")
    assert ("Anna Rosendal", "position_at", "Microsoft", "fact") in stored(memory, "Anna Rosendal")
    assert ("Microsoft", "owns", "Sony", "fact") in stored(memory, "Sony")
    speakers = memory._db.all("SELECT f.name, r.type FROM relation r JOIN form f ON f.id = r.speaker")
    assert speakers == [("Erik Moe", "owns")]
    assert memory.problems() == []


def test_a_link_says_how_two_are_linked(memory: Memory) -> None:
    words = {f"w{i}": 1 for i in range(12)}
    said = {"speaker": "e3", "said_by": "Ann Lee", "spans": [[0, 18]], "cue": "said", "hedge": None, "score": 1.0}
    names = {"entities": [{"id": f"e{i}", "mentions": [{"start": 0, "end": 4}]} for i in (1, 2)], "statements": [said]}
    planned, denied = relation(1, "acquires", 2, (0, 18), "planned"), relation(1, "acquires", 2, (0, 18), "denied")
    both = [("Northlink", COMPANY), ("Fjordline", COMPANY)]
    text = " ".join(f"word{i} ferry{i % 7} route{i % 11}" for i in range(120))
    spoken = " ".join(f"said{i} bridge{i % 7} plan{i % 11}" for i in range(120))
    memory.keep(
        [
            article("late", both, words, day=20_002.0, text=text, digest={"relations": [planned]}),
            article("early", both, words, day=20_001.0, text=f"Before. {text}", digest={"relations": [planned]}),
            article("other", both, day=20_003.0, text=text[::-1], digest={"relations": [planned]}),
            article(
                "no", [*both, ("Ann Lee", PERSON)], day=20_004.0, text=spoken, digest={"relations": [denied], **names}
            ),
        ]
    )
    for name, other in (("Northlink", "Fjordline"), ("Fjordline", "Northlink")):
        (link,) = [n for n in memory.graph(name).links if n.name == other]
        assert link == memory.link(name, other)
        assert [(r.subject_name, r.relation, r.object_name, r.status) for r in link.relations] == [
            ("Northlink", "acquires", "Fjordline", "planned"),
            ("Northlink", "acquires", "Fjordline", "denied"),
        ]
        told_by_three, told_by_ann = link.relations
        assert (told_by_three.since, told_by_three.stories) == ("2024-10-05", 2)
        assert [a.source.id for a in told_by_three.by] == ["early", "other"]  # "late" is a copy of "early"
        assert told_by_three.by[0].source.publisher == "Paper early"
        assert told_by_three.by[0].evidence[0].exact == "Before. word0 ferr"
        assert (told_by_three.by[0].speaker, told_by_three.by[0].said_by) == (None, "")
        assert (told_by_ann.since, told_by_ann.stories) == ("2024-10-08", 1)
        assert [(a.name, a.speaker) for a in told_by_ann.by] == [("Ann Lee", memory.entity("Ann Lee").id)]
        assert memory.relations(name) == list(link.relations)
    before = memory.link("Northlink", "Fjordline", until="2024-10-05")
    always = memory.link("Northlink", "Fjordline")
    assert before is not None
    assert always is not None
    (early,) = before.relations
    assert (early.status, [a.source.id for a in early.by]) == ("planned", ["early"])
    (path,) = memory.paths("Northlink", "Fjordline")
    assert path.steps[0].relations == always.relations


def test_what_holds_both_ways_is_one_relation(memory: Memory) -> None:
    memory.keep(
        [
            told("a", "Northlink", "Fjordline", relations=[relation(1, "competes_with", 2)], day=20_001.0),
            told("b", "Fjordline", "Northlink", relations=[relation(1, "competes_with", 2)], day=20_002.0),
            told("c", "Fjordline", "Northlink", relations=[relation(1, "sues", 2)], day=20_003.0),
        ]
    )
    both, one = memory.relations("Fjordline")
    assert (both.subject_name, both.object_name, both.stories) == ("Northlink", "Fjordline", 2)
    assert (one.subject_name, one.object_name, one.stories) == ("Fjordline", "Northlink", 1)


def test_the_links_of_two_together_have_the_relations_of_both(memory: Memory) -> None:
    named = [relation(1, "owns", 3), relation(3, "sues", 2), relation(1, "supplies", 2)]
    memory.keep([told("a", "Northlink", "Fjordline", "Bolt", relations=named)])
    (link,) = memory.graph("Northlink", "Fjordline").links
    assert {(r.subject_name, r.relation, r.object_name) for r in link.relations} == {
        ("Northlink", "owns", "Bolt"),
        ("Bolt", "sues", "Fjordline"),
    }


def test_every_export_of_the_graph_has_the_relations(memory: Memory, tmp_path: Path) -> None:
    memory.keep(
        [
            told("a", "Northlink", "Fjordline", relations=[relation(1, "acquires", 2, status="planned")]),
            told("b", "Northlink", "Fjordline", relations=[relation(2, "sues", 1)]),
        ]
    )
    a, b = (memory.entity(name).id for name in ("Northlink", "Fjordline"))
    texts = {}
    for form in ("jsonl", "csv", "gexf", "graphml", "ftm"):
        with (tmp_path / form).open("w", encoding="utf-8") as stream:
            tables.write(stream, form, memory.export("graph", form))
        texts[form] = (tmp_path / form).read_text(encoding="utf-8")
    (row,) = [json.loads(line) for line in texts["jsonl"].splitlines()]
    expected = [(a, "acquires", b, "planned", "Paper a"), (b, "sues", a, "fact", "Paper b")]
    found = [
        (r["subject"], r["relation"], r["object"], r["status"], r["by"][0]["source"]["publisher"])
        for r in row["relations"]
    ]
    assert found == expected
    (line,) = csv.DictReader(texts["csv"].splitlines())
    assert json.loads(line["relations"]) == row["relations"]
    for form in ("gexf", "graphml"):
        assert "acquires, sues" in texts[form]
        assert "Northlink acquires Fjordline (planned); Fjordline sues Northlink" in texts[form]
    assert f"retold-{b}-sues-{a}-fact" in texts["ftm"]
    tables.parquet(memory.export("graph", "parquet"), tmp_path / "graph.parquet")
    assert json.loads(parquet.read_table(tmp_path / "graph.parquet")["relations"][0].as_py()) == row["relations"]


def test_each_edge_of_two_together_has_its_own_relations(memory: Memory) -> None:
    named = [relation(1, "owns", 3), relation(3, "sues", 2), relation(1, "supplies", 2)]
    memory.keep([told("a", "Northlink", "Fjordline", "Bolt", relations=named)])
    stream = StringIO()
    graphs.write(stream, "csv", graphs.around(memory.graph("Northlink", "Fjordline")))
    rows = csv.DictReader(stream.getvalue().splitlines())
    found = [(r["source_name"], [own["relation"] for own in json.loads(r["relations"])]) for r in rows]
    assert found == [("Northlink", ["owns"]), ("Fjordline", ["sues"])]


def test_a_search_is_narrowed_by_a_relation(memory: Memory) -> None:
    memory.keep(
        [
            told("a", "Northlink", "Fjordline", "Bolt", relations=[relation(1, "acquires", 2, status="planned")]),
            told("b", "Northlink", "Bolt", relations=[relation(2, "sues", 1)]),
            told("c", "Northlink", relations=[]),
        ]
    )

    def found(relation: str, entity: str = "") -> set[str]:
        where = memory.with_relation(memory.filtered(entity=entity), relation, entity)
        return {hit.article.id for hit in memory.search("text", where, "words")}

    assert {hit.article.id for hit in memory.search("text", by="words")} == {"a", "b", "c"}
    assert (found("acquires"), found("sues"), found("owns")) == ({"a"}, {"b"}, set())
    assert found("acquires", "Northlink") == found("acquires", "Fjordline") == {"a"}
    assert found("acquires", "Bolt") == set()  # "a" names it, and says nothing of it
    assert found("sues", "Northlink") == found("sues", "Bolt") == {"b"}
    with pytest.raises(QueryError, match="must be one of position_at"):
        memory.with_relation(memory.filtered(), "outshines")
    with pytest.raises(UnknownError):
        memory.with_relation(memory.filtered(), "owns", "Nobody")
