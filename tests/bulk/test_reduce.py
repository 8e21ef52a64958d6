"""The reduction: one corpus, the same as the memory of the same articles."""

from __future__ import annotations

import json
import shutil
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from hashlib import blake2b
from itertools import combinations
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from tests import made
from tests.bulk.material import archived, contents, manifests, read, retold, row, rows, table
from tests.made import story_sets

from retold import Engine
from retold.bulk import ingest
from retold.bulk.jobs import Options, Unit
from retold.bulk.reduce import Sizes, reduce
from retold.bulk.tables import ReadArticle, first_row, tables
from retold.errors import FormatError, SourceError
from retold.memory import Kept, Memory, Status
from retold.memory.prepared import Prepared
from retold.types import EntityType

TABLES = ("articles", "stories", "forms", "topics", "judgements", "entities", "presence", "edges", "placed")


@pytest.fixture(scope="module")
def shards(examples: Path, inputs: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Shards of articles: some tell one story, some are copies, and one has several versions."""
    folder = tmp_path_factory.mktemp("news")
    lines = (Path(__file__).parents[1] / "web" / "articles.jsonl").read_text().splitlines()
    for n in range(2):
        (folder / f"{n}.jsonl").write_text("".join(f"{line}\n" for line in lines[n::2]))
    out = folder / "out"
    read([folder, *inputs.iterdir()], out)
    return out


@pytest.fixture(scope="module")
def reduced(shards: Path) -> Path:
    """The same folder, with its corpus. Do not write to it."""
    reduce(str(shards))
    return shards


@dataclass(frozen=True)
class Corpus:
    """A corpus as sets of articles: those of one story, of one telling, of one entity."""

    stories: set[frozenset[str]]
    tellings: set[frozenset[str]]
    entities: set[frozenset[tuple[str, str]]]


def groups(names: list[Any], values: list[Any]) -> set[frozenset[Any]]:
    found = defaultdict(set)
    for name, value in zip(names, values, strict=True):
        found[name].add(value)
    return {frozenset(g) for g in found.values()}


def column(out: Path, name: str, *columns: str) -> list[list[Any]]:
    return [table(out / "reduced", name, c) for c in columns]


def corpus(out: Path) -> Corpus:
    called = dict(zip(*column(out, "articles", "row", "article"), strict=True))
    row_, story, telling = column(out, "placed", "row", "story", "telling")
    own = [called[r] for r in row_]
    of_form = {f: e for e, forms in zip(*column(out, "entities", "entity", "forms"), strict=True) for f in forms}
    members = zip(*column(out, "forms", "form", "members"), strict=True)
    seen = [(of_form[f], (called[m["row"]], m["name"])) for f, ms in members for m in ms]
    return Corpus(groups(story, own), groups(telling, own), groups([e for e, _ in seen], [s for _, s in seen]))


def kept(memory: Memory) -> Corpus:
    rows_ = memory._db.all("SELECT telling, id FROM article WHERE current = 1")
    named = memory._db.all(
        "SELECT f.entity, a.id, p.name FROM appearance p JOIN form f ON f.id = p.form "
        "JOIN article a ON a.key = p.article WHERE a.current = 1 AND f.type <> 'topic'"
    )
    return Corpus(
        story_sets(memory),
        groups([t for t, _ in rows_], [i for _, i in rows_]),
        groups([e for e, _, _ in named], [(i, n) for _, i, n in named]),
    )


def relations(memory: Memory) -> set[tuple[Any, ...]]:
    return set(
        memory._db.all(
            "SELECT a.id, r.number, s.name, r.type, o.name, r.status, r.span_start, r.said_by FROM relation r "
            "JOIN article a ON a.key = r.article JOIN form s ON s.id = r.subject JOIN form o ON o.id = r.object"
        )
    )


@pytest.fixture(scope="module")
def memory(shards: Path, engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    with Memory(str(tmp_path_factory.mktemp("memory") / "m.db"), engine) as own:
        own.keep_each([a for a in ingest.prepared(str(shards), engine.now) if isinstance(a, Prepared)])
        return renamed(kept(own), shards)


def renamed(found: Corpus, shards: Path) -> Corpus:
    """A memory names an article by its first id, the corpus by the id of its current version."""
    of_url = defaultdict(list)
    for url, key in zip(table(shards, "digests", "url"), table(shards, "digests", "article"), strict=True):
        of_url[url].append(key)
    current = set(table(shards / "reduced", "articles", "article")) if (shards / "reduced/articles").exists() else set()
    name = {k: next((c for c in keys if c in current), k) for url, keys in of_url.items() if url for k in keys}
    return Corpus(
        {frozenset(name.get(a, a) for a in s) for s in found.stories},
        {frozenset(name.get(a, a) for a in s) for s in found.tellings},
        {frozenset((name.get(a, a), n) for a, n in s) for s in found.entities},
    )


def test_stories_tellings_and_entities_are_those_of_the_memory(reduced: Path, memory: Corpus) -> None:
    found = corpus(reduced)
    assert any(len(s) > 2 for s in found.stories)
    assert any(len(t) > 1 for t in found.tellings)
    assert found.stories == memory.stories
    assert found.tellings == memory.tellings
    assert len(found.entities & memory.entities) >= 0.97 * len(found.entities | memory.entities), (
        found.entities ^ memory.entities
    )


def test_a_corpus_is_kept_as_it_is_and_goes_on(reduced: Path, engine: Engine, tmp_path: Path) -> None:
    with Memory(str(tmp_path / "loaded.db"), engine) as own, Memory(str(tmp_path / "kept.db"), engine) as other:
        loaded = [o for o in ingest.keep(own, str(reduced)) if isinstance(o, Kept)]
        other.keep_each([a for a in ingest.prepared(str(reduced), engine.now) if isinstance(a, Prepared)])
        assert own.problems() == []
        assert relations(own) == relations(other) != set()
        assert len(loaded) == own.counts()["articles"] == len(table(reduced / "reduced", "articles", "row"))
        assert renamed(kept(own), reduced) == renamed(corpus(reduced), reduced)
        assert {o.id: o.version for o in loaded} == {a: other.article(a).version for a, _ in other.articles()}
        assert dict(own.articles()) == dict(other.articles())
        twice = next(o for o in loaded if o.version == 2)
        assert own.digest(twice.id, 1) == other.digest(twice.id, 1)
        # Read again, all of it is known; and what comes later finds its story and its names.
        assert {o.status for o in ingest.keep(own, str(reduced)) if isinstance(o, Kept)} == {Status.KNOWN}
        more = tmp_path / "more.jsonl"
        rows(more, [row(1) | {"id": "later", "url": "https://later.example/", "publisher": "The Later"}])
        (new,) = [o for o in own.ingest([str(more)]) if isinstance(o, Kept)]
        assert list(other.ingest([str(more)])) == [new]
        assert story_sets(own) == story_sets(other)
        assert own.problems() == []


def test_what_a_story_is(reduced: Path) -> None:
    stories = {
        s["story"]: s for f in (reduced / "reduced/stories").glob("*.parquet") for s in pq.read_table(f).to_pylist()
    }
    articles = {
        a["row"]: a for f in (reduced / "reduced/articles").glob("*.parquet") for a in pq.read_table(f).to_pylist()
    }
    members = defaultdict(list)
    for number, story, lead, telling in zip(*column(reduced, "placed", "row", "story", "lead", "telling"), strict=True):
        members[story].append((articles[number], lead, telling))
    assert stories.keys() == members.keys()
    for number, own in members.items():
        told = stories[number]
        assert told["articles"] == len(own)
        assert told["tellings"] == len({t for _, _, t in own})
        assert told["publishers"] == len({a["publisher"] for a, _, _ in own if a["publisher"]})
        assert sum(lead for _, lead, _ in own) == 1
        days = [a["day"] for a, _, _ in own if a["day"] is not None]
        assert (told["day"], told["end_day"]) == ((min(days), max(days)) if days else (None, None))
        assert told["headline"] in {a["title"] for a, _, _ in own}


def test_edges_are_those_of_the_presence(reduced: Path) -> None:
    present = defaultdict(set)
    for story, entity in zip(*column(reduced, "presence", "story", "entity"), strict=True):
        present[story].add(entity)
    recount = Counter(pair for s in present.values() for pair in combinations(sorted(s), 2))
    source, target, stories = column(reduced, "edges", "source", "target", "stories")
    found = dict(zip(zip(source, target, strict=True), stories, strict=True))
    assert found
    assert found == {pair: n for pair, n in recount.items() if n > 1}
    assert set(source) | set(target) <= set(table(reduced / "reduced", "entities", "entity"))


def test_of_versions_the_last_is_left(reduced: Path) -> None:
    counts = json.loads((reduced / "reduced/manifest.json").read_text())["counts"]
    assert counts["articles"] == counts["read"] - 1 == len(table(reduced / "reduced", "articles", "row"))
    last = [(u, v) for u, v in zip(*column(reduced, "articles", "url", "versions"), strict=True) if v > 1]
    assert last == [("https://paper.example/page/north-1", 2)]
    (current,) = (a for a, u in zip(*column(reduced, "articles", "article", "url"), strict=True) if u == last[0][0])
    text = {
        a: json.loads(d)["article"]["body"]
        for a, d in zip(table(reduced, "digests", "article"), table(reduced, "digests", "digest"), strict=True)
    }
    assert "boat" in text[current]


SPIRIT = {"soprano": 3, "opera": 2, "aria": 2, "voice": 1, "stage": 1}
TRADE = {"ferry": 3, "route": 2, "tunnel": 2, "losses": 1, "freight": 1}


def shard(out: Path, name: str, articles: list[Prepared]) -> None:
    """A shard of articles without a reading."""
    of = Unit(name, (name,), ("1",), 1, 0.0)
    whole = [
        replace(a, entry=replace(a.entry, fingerprint=blake2b(a.entry.fingerprint, digest_size=16).digest()))
        for a in articles
    ]
    found = tables([ReadArticle(a, None) for a in whole], first_row(of.shard))
    for which, held in found.items():
        (out / which).mkdir(parents=True, exist_ok=True)
        pq.write_table(held, out / which / f"{of.shard}.parquet")
    (out / "manifests").mkdir(exist_ok=True)
    (out / "run.json").write_text(json.dumps(Options().made))
    counts = {"in": len(articles), "out": len(articles), "skipped": {}, "lost": 0}
    (out / "manifests" / f"{of.shard}.json").write_text(
        json.dumps(
            {**Options().made, "shard": of.shard, "input": {"name": name, "stamp": "1"}, "counts": counts, "lost": []}
        )
    )


def test_people_of_one_name_are_parted(engine: Engine, tmp_path: Path) -> None:
    """As in the memory: if their roles, companions and articles have nothing in common."""
    person, place = EntityType.PERSON, EntityType.PLACE
    articles = [
        made.article(
            "trade-1", [("Anna Rosendal", person, "chief executive"), ("Marlow", place)], TRADE, made.axis(1), 20_000.0
        ),
        made.article(
            "song-1", [("Anna Rosendal", person, "soprano"), ("Bergen", place)], SPIRIT, made.axis(-1), 20_001.0
        ),
        made.article(
            "trade-2",
            [("Anna Rosendal", person, "executive"), ("Marlow", place)],
            TRADE | {"tax": 2},
            made.axis(1),
            20_002.0,
        ),
        made.article(
            "song-2", [("Anna Rosendal", person), ("Bergen", place)], SPIRIT | {"prize": 2}, made.axis(-1), 20_003.0
        ),
        made.article(
            "song-3", [("Rosendal", person), ("Bergen", place)], SPIRIT | {"tour": 2}, made.axis(-1), 20_004.0
        ),
    ]
    for n, article in enumerate(articles):
        shard(tmp_path / "out", f"s{n}", [article])
    reduce(str(tmp_path / "out"))
    with Memory(str(tmp_path / "m.db"), engine) as own:
        own.keep(articles)
        expected = kept(own)
    found = corpus(tmp_path / "out")
    assert found == expected
    people = [{a for a, _ in e} for e in found.entities if any(n == "Anna Rosendal" for _, n in e)]
    assert sorted(map(sorted, people)) in (
        [["song-1", "song-2", "song-3"], ["trade-1", "trade-2"]],
        [["song-1", "song-2"], ["trade-1", "trade-2"]],
    )


def test_any_order_and_cut_of_shards_gives_the_same(reduced: Path, inputs: Path, tmp_path: Path) -> None:
    """Inputs in another folder give other names of shards, and so other rows and buckets."""
    moved = tmp_path / "moved"
    shutil.copytree(inputs, moved, copy_function=shutil.copy2)
    for n, name in enumerate(sorted(f.name for f in moved.iterdir())):
        (moved / name).rename(moved / f"{9 - n}{name}")
    news = next(Path(m["input"]["name"]).parent for m in manifests(reduced) if m["input"]["name"].endswith("/0.jsonl"))
    shutil.copytree(news, moved / "news", ignore=shutil.ignore_patterns("out"), copy_function=shutil.copy2)
    read([moved], tmp_path / "out")
    assert not {m["shard"] for m in manifests(tmp_path / "out")} & {m["shard"] for m in manifests(reduced)}
    reduce(str(tmp_path / "out"), sizes=Sizes(bucket=4, names=60, pairs=200))
    found, before = corpus(tmp_path / "out"), corpus(reduced)
    assert (found.stories, found.tellings) == (before.stories, before.tellings)
    assert len(found.entities & before.entities) >= 0.97 * len(found.entities | before.entities)


def test_cuts_make_no_difference(reduced: Path, tmp_path: Path) -> None:
    shutil.copytree(reduced, tmp_path / "out", ignore=shutil.ignore_patterns("reduced"))
    reduce(str(tmp_path / "out"), sizes=Sizes(bucket=4, names=60, pairs=200))
    assert corpus(tmp_path / "out") == corpus(reduced)
    for name in TABLES:
        one, other = (
            [
                json.dumps(r, sort_keys=True, default=str)
                for f in (out / "reduced" / name).glob("*.parquet")
                for r in pq.read_table(f).to_pylist()
            ]
            for out in (tmp_path / "out", reduced)
        )
        assert sorted(one) == sorted(other), name
    assert len(list((tmp_path / "out/reduced/articles").glob("*.parquet"))) > 3


def test_steps_are_not_done_again_until_a_shard_is_another(reduced: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(reduced, out)
    told: list[str] = []
    before = contents(out, ["reduced"])
    first = reduce(str(out), tell=told.append)
    assert (told, contents(out, ["reduced"])) == ([], before)
    (out / "reduced/steps/stories.json").unlink()
    reduce(str(out), tell=told.append)
    assert told == ["stories"]
    gone = next(m for m in manifests(out) if m["input"]["name"].endswith("a.jsonl"))
    (out / "manifests" / f"{gone['shard']}.json").unlink()
    (out / "reduced/forms/00009.parquet").write_bytes(
        (out / "reduced/forms/00000.parquet").read_bytes()
    )  # as more buckets would have left
    (out / "reduced/forms/.00010.parquet.0123456789ab.part").write_bytes(b"PAR1")  # as one that was killed would have
    told.clear()
    second = reduce(str(out), tell=told.append)
    assert (len(told), second["counts"]["read"]) == (8, first["counts"]["read"] - gone["counts"]["out"])
    assert not list(out.rglob(".*"))
    shutil.copytree(out, tmp_path / "fresh", ignore=shutil.ignore_patterns("reduced"))
    reduce(str(tmp_path / "fresh"))
    assert contents(out / "reduced", TABLES) == contents(tmp_path / "fresh" / "reduced", TABLES)


def test_the_command(inputs: Path, tmp_path: Path) -> None:
    read([inputs / "b.jsonl.gz"], tmp_path / "out")
    found = retold("bulk", "reduce", tmp_path / "out")
    assert found.returncode == 0, found.stderr
    assert [line.split()[1] for line in found.stderr.splitlines()[:-1]] == [
        "versions",
        "copies",
        "links",
        "stories",
        "names",
        "judgements",
        "entities",
        "edges",
    ]
    assert "reduced holds 3 articles, 3 stories" in found.stderr
    with pytest.raises(SourceError, match="is not a folder"):
        reduce(str(tmp_path))


def test_one_article_and_no_names(engine: Engine, tmp_path: Path) -> None:
    source = rows(tmp_path / "a.jsonl", [row(0, headline="", body="It rained.")])
    out = tmp_path / "out"
    read([source], out)
    assert reduce(str(out))["counts"] == {
        "read": 1,
        "articles": 1,
        "stories": 1,
        "entities": len(set(table(out, "mentions", "form"))),
        "edges": 0,
    }
    with Memory(str(tmp_path / "m.db"), engine) as memory:
        assert [o.id for o in ingest.keep(memory, str(out)) if isinstance(o, Kept)] == ["north-1"]
        assert memory.problems() == []


def test_a_corpus_with_a_damaged_shard_is_told_and_nothing_kept(engine: Engine, tmp_path: Path) -> None:
    out = tmp_path / "out"
    read([rows(tmp_path / "a.jsonl", [row(0), row(1)])], out)
    reduce(str(out))
    (shard,) = (out / "mentions").glob("*.parquet")
    shard.write_bytes(shard.read_bytes()[:-20])
    with Memory(str(tmp_path / "m.db"), engine) as memory:
        with pytest.raises(FormatError, match="remove its manifest"):
            list(ingest.keep(memory, str(out)))
        assert memory.counts()["articles"] == 0


def test_a_name_that_daft_takes_for_a_pattern_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="rename the folder"):
        reduce(str(tmp_path / "out [1]"))


def test_versions_without_a_date_of_retrieval(tmp_path: Path) -> None:
    for n, said in enumerate(("once", "twice")):
        rows(
            tmp_path / "in" / f"{n}.jsonl",
            [row(0, body=f"The ferry to Marlow was late {said} on Monday, Northlink said.")],
        )
    (tmp_path / "in" / "x.warc.gz").write_bytes(archived([0]).data)
    read([tmp_path / "in"], tmp_path / "out")
    assert reduce(str(tmp_path / "out"))["counts"]["articles"] == 2
    assert sorted(table(tmp_path / "out" / "reduced", "articles", "versions")) == [1, 2]
