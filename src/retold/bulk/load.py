"""A corpus that was reduced, into a memory that holds nothing yet: as it is, without deriving anything again.

Keys are places in the order of the corpus: of articles that of their rows, of forms and entities that of their numbers,
so that which of several is the first stays so. All is written in one transaction, tables in the order of their keys, indexes last.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from retold.bulk.shards import place
from retold.bulk.tables import arrays, signatures, sketch
from retold.corpus import identity
from retold.errors import FormatError
from retold.memory import Kept, Status
from retold.memory.ledger import MODEL
from retold.sources import storage
from retold.store.articles import LEVEL, renamed
from retold.store.database import Database
from retold.store.forms import FULL, block_hash
from retold.store.presence import packed
from retold.store.text import storable
from retold.types import EntityType

STEP = 200_000
"""Rows written at a time."""
MENTIONS = 4_000_000
"""Chains put in order at a time, some 2 GB: of more, those of a part of the names are taken in each pass over the shards."""


@dataclass(frozen=True, slots=True)
class Version:
    """A version of an article that has several: the id that the article was first known by, and its number."""

    article: str
    number: int
    current: bool


@dataclass(frozen=True, slots=True)
class Keys:
    """Numbers of a corpus, ascending, whose places from 1 are keys of the memory."""

    numbers: NDArray[np.int64]

    def places(self, numbers: Sequence[int] | NDArray[np.int64]) -> NDArray[np.int64]:
        """The keys of numbers."""
        return np.searchsorted(self.numbers, np.asarray(numbers, dtype=np.int64)) + 1

    def of(self, numbers: Sequence[int] | NDArray[np.int64]) -> list[int]:
        """The same as a list."""
        found: list[int] = self.places(numbers).tolist()
        return found

    def among(self, numbers: NDArray[np.int64]) -> pa.Array:
        """Which of some numbers are among these, as a mask."""
        at = np.minimum(np.searchsorted(self.numbers, numbers), len(self.numbers) - 1)
        return pa.array(self.numbers[at] == numbers)


class CorpusLoader:
    """Loads the corpus of one folder into one empty SQLite database. `added`: when, RFC 3339."""

    def __init__(self, database: Database, folder: str, added: str) -> None:
        self._db, self._folder, self._added = database, folder, added
        self._articles = self._table("articles").sort_by("row")
        self._forms = pa.concat_tables([self._table(t, FORM) for t in ("forms", "topics")]).sort_by("form")
        self._versions, self._called, self._old = dict[int, Version](), dict[str, str](), 0
        self._keys, self._form_keys = (
            Keys(t[c].to_numpy()) for t, c in ((self._articles, "row"), (self._forms, "form"))
        )

    def load(self, shards: Sequence[str]) -> list[Kept]:
        """Loads all; what was kept. Whole, or not at all."""
        db = self._db
        self._versions = _versions(self._folder, shards, set(self._keys.numbers.tolist()))
        self._called = {
            a: self._versions[r].article
            for r, a in zip(self._keys.numbers.tolist(), self._articles["article"].to_pylist(), strict=True)
            if r in self._versions
        }
        with db.writing():
            indexes = db.all("SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL")
            for name, _ in indexes:
                db.run(f"DROP INDEX {name}")
            self._stories()
            self._rows(shards)
            self._named()
            self._appearances(shards)
            self._judgements()
            for _, sql in indexes:
                db.run(sql)
            db.run(
                "INSERT INTO meta VALUES ('changed', '1') ON CONFLICT (name) DO UPDATE SET value = CAST(CAST(meta.value AS BIGINT) + 1 AS TEXT)"
            )
        db.run("PRAGMA optimize")
        told = zip(*(self._articles[c].to_pylist() for c in ("row", "article", "title")), strict=True)
        return [
            Kept(self._called.get(a, a), self._versions[r].number if r in self._versions else 1, Status.NEW, title)
            for r, a, title in told
        ]

    def _table(self, name: str, columns: Sequence[str] | None = None) -> pa.Table:
        files = [s.name for s in storage.below(f"{self._folder}/reduced/{name}") if s.name.endswith(".parquet")]
        return pa.concat_tables([_read(f, columns) for f in files])

    def _write(self, table: str, width: int, rows: Iterable[Sequence[Any]]) -> None:
        self._db.many(f"INSERT INTO {table} VALUES ({', '.join('?' * width)})", rows)

    def _stories(self) -> None:
        presence = self._table("presence", ["story", "entity"]).sort_by(
            [("story", "ascending"), ("entity", "ascending")]
        )
        entities = self._form_keys.places(presence["entity"].to_numpy())
        owner = presence["story"].to_numpy()
        told = []
        for s in self._table("stories").sort_by("story").to_pylist():
            first, last = np.searchsorted(owner, [s["story"], s["story"] + 1])
            (key,) = self._keys.of([s["story"]])
            own = entities[first:last].tolist()
            told.append(
                (
                    key,
                    self._called.get(s["id"], s["id"]),
                    s["headline"],
                    s["first"],
                    s["last"],
                    s["day"],
                    s["end_day"],
                    s["articles"],
                    s["tellings"],
                    s["publishers"],
                    packed(own),
                    1,
                )
            )
        self._write("story", 12, told)
        stories = self._keys.places(owner)
        order = np.lexsort((stories, entities))
        for at in range(0, len(order), STEP):
            some = order[at : at + STEP]
            self._write("presence", 2, zip(entities[some].tolist(), stories[some].tolist(), strict=True))

    def _rows(self, shards: Sequence[str]) -> None:
        table = self._table("placed").sort_by("row")
        parts = np.array(table["parts"].to_pylist(), dtype=np.int64)
        placed = np.stack(
            [
                self._keys.places(column)
                for column in (table["telling"].to_numpy(), table["story"].to_numpy(), *parts.T)
            ],
            axis=1,
        )
        pairs, shingles = [np.zeros((0, 2), dtype=np.int64)], [np.zeros((0, 2), dtype=np.int64)]
        for shard in shards:
            for digests, vectors in _groups(self._folder, shard, ("digests", "vectors")):
                self._past(digests)
                kept = self._keys.among(digests["row"].to_numpy())
                digests, vectors = digests.filter(kept).combine_chunks(), vectors.filter(kept).combine_chunks()
                keys = self._keys.of(digests["row"].to_numpy())
                self._texts(keys, digests, placed[np.array(keys, dtype=np.int64) - 1].tolist())
                self._write("signature", 3, [(k, *s.packed()) for k, s in zip(keys, signatures(vectors), strict=True)])
                pairs.append(_with(keys, arrays(vectors["pairs"])))
                index = [
                    np.array(sorted(sketch(s, w).index), dtype=np.int64)
                    for s, w in zip(arrays(vectors["shingles"]), vectors["whole"].to_pylist(), strict=True)
                ]
                shingles.append(_with(keys, index))
        for name, found in (("pair", pairs), ("shingle", shingles)):
            rows = np.concatenate(found)
            rows = rows[np.lexsort((rows[:, 1], rows[:, 0]))]
            rows = rows[np.append(True, (rows[1:] != rows[:-1]).any(axis=1))[: len(rows)]]
            for at in range(0, len(rows), STEP):
                self._write(name, 2, rows[at : at + STEP].tolist())

    def _texts(self, keys: Sequence[int], digests: pa.Table, placed: Sequence[Sequence[int]]) -> None:
        """`placed`: telling, story and parts of each, as keys."""
        entries, contents, texts = [], [], []
        for key, d, own in zip(keys, digests.to_pylist(), placed, strict=True):
            version = self._versions.get(d["row"], Version(d["article"], 1, True))
            entries.append((
                key, version.article, version.number, 1, d["url"], d["title"], d["publisher"], d["published"], d["day"], self._added, d["language"], d["words"],
                d["fingerprint"], *own,
            ))  # fmt: skip
            contents.append((key, _content(d, version)))
            texts.append((key, d["headline"], storable(json.loads(d["digest"])["article"]["body"])))
        self._write("article", 19, entries)
        self._write("digest", 2, contents)
        self._db.many("INSERT INTO fulltext (rowid, headline, body) VALUES (?, ?, ?)", texts)

    def _past(self, digests: pa.Table) -> None:
        """Keeps the versions of articles that others have followed: what they said, and no more."""
        for d in digests.to_pylist():
            version = self._versions.get(d["row"])
            if version is None or version.current:
                continue
            self._old += 1
            entry = (
                len(self._articles) + self._old, version.article, version.number, 0, d["url"], d["title"], d["publisher"], d["published"], d["day"], self._added,
                d["language"], d["words"], d["fingerprint"], *[None] * 6,
            )  # fmt: skip
            self._write("article", 19, [entry])
            self._write("digest", 2, [(entry[0], _content(d, version))])

    def _named(self) -> None:
        of = self._table("work/entity-of").sort_by("form")
        entity = self._form_keys.places(of["entity"].to_numpy())
        blocks = []
        for at in range(0, len(self._forms), STEP):
            some = self._forms.slice(at, STEP).to_pylist()
            forms, hashes, every, numbers = [], [], [], []
            for number, (f, own) in enumerate(zip(some, entity[at : at + STEP].tolist(), strict=True), start=at + 1):
                votes = f'{{"name": {f["names"]}, "type": {f["types"]}}}'
                forms.append((number, f["key"], int(f["person"]), f["name"], f["type"], own, f["articles"], votes))
                kind = EntityType(f["type"])
                named = {f"= {f['key']}"} if kind is EntityType.TOPIC else identity.blocks(f["key"], f["name"], kind)
                hashes += [block_hash(b) for b in named]
                every += [b[0] in "=#" for b in named]
                numbers += [number] * len(named)
            self._write("form", 8, forms)
            blocks.append(
                (np.array(hashes, dtype=np.int64), np.array(every, dtype=bool), np.array(numbers, dtype=np.int32))
            )
        called = self._table("entities", ["entity", "name", "type", "stories"]).sort_by("entity")
        for at in range(0, len(called), STEP):
            some = called.slice(at, STEP)
            self._write(
                "entity",
                4,
                zip(
                    self._form_keys.of(some["entity"].to_numpy()),
                    *(some[c].to_pylist() for c in ("name", "type", "stories")),
                    strict=True,
                ),
            )
        if blocks:
            self._blocks(*(np.concatenate(column) for column in zip(*blocks, strict=True)))

    def _blocks(self, hashes: NDArray[np.int64], every: NDArray[np.bool_], numbers: NDArray[np.int32]) -> None:
        """Keeps of what forms are found by all keys, and of other blocks the first `FULL` forms."""
        order = np.lexsort((numbers, every, hashes))
        hashes, every, numbers = hashes[order], every[order], numbers[order]
        new = np.append(True, (hashes[1:] != hashes[:-1]) | (every[1:] != every[:-1]) | (numbers[1:] != numbers[:-1]))[
            : len(hashes)
        ]
        hashes, every, numbers = hashes[new], every[new], numbers[new]
        starts = np.append(True, hashes[1:] != hashes[:-1])[: len(hashes)]
        place = np.arange(len(hashes))
        kept = every | (place - np.maximum.accumulate(np.where(starts, place, 0)) < FULL)
        hashes, numbers = hashes[kept], numbers[kept]
        for at in range(0, len(hashes), STEP):
            self._write("block", 2, zip(hashes[at : at + STEP].tolist(), numbers[at : at + STEP].tolist(), strict=True))

    def _appearances(self, shards: Sequence[str]) -> None:
        moved = {(m["row"], m["chain"]): m["own"] for m in self._table("work/apart").to_pylist()}
        passes = max(1, -(-sum(_length(place(self._folder, "mentions", s)) for s in shards) // MENTIONS))
        ends = np.linspace(1, len(self._forms) + 1, passes + 1).astype(np.int64)
        for first, end in pairwise(ends.tolist()):
            found = [
                self._appeared(mentions, moved, range(first, end))
                for shard in shards
                for (mentions,) in _groups(self._folder, shard, ("mentions",))
            ]
            every = pa.concat_tables(found).sort_by([(c, "ascending") for c in ("form", "article", "chain")])
            for at in range(0, len(every), STEP):
                some = every.slice(at, STEP)
                columns = (some[c].to_pylist() for c in APPEARANCE[:-1])
                spans = (s.astype("<i4").tobytes() for s in arrays(some["spans"]))
                self._write("appearance", 8, zip(*columns, spans, strict=True))

    def _appeared(self, mentions: pa.Table, moved: Mapping[tuple[int, str], int], forms: range) -> pa.Table:
        """Chains of current articles that have one of some forms, with the keys of form and article."""
        mentions = mentions.filter(self._keys.among(mentions["row"].to_numpy()))
        form = mentions["form"].to_numpy()
        if moved:
            form = np.array(
                [
                    moved.get(at, f)
                    for at, f in zip(
                        zip(mentions["row"].to_pylist(), mentions["chain"].to_pylist(), strict=True),
                        form.tolist(),
                        strict=True,
                    )
                ],
                dtype=np.int64,
            )
        keys, articles = self._form_keys.places(form), self._keys.places(mentions["row"].to_numpy())
        found = (
            mentions.select(["chain", "name", "type", "role", "salience", "spans"])
            .append_column("form", pa.array(keys))
            .append_column("article", pa.array(articles))
        )
        return found.select(APPEARANCE).filter(pa.array((keys >= forms.start) & (keys < forms.stop)))

    def _judgements(self) -> None:
        sql = (
            "INSERT INTO judgement (a, b, verdict, score, features, model, person, at) VALUES (?, ?, ?, ?, ?, ?, '', ?)"
        )
        lines = []
        for j in self._table("judgements").sort_by([("a", "ascending"), ("b", "ascending")]).to_pylist():
            a, b = self._form_keys.of([j["a"], j["b"]])
            lines.append((a, b, j["verdict"], j["score"], j["features"], MODEL, self._added))
        self._db.many(sql, lines)


APPEARANCE = ("form", "article", "chain", "name", "type", "role", "salience", "spans")
FORM = ("form", "key", "person", "name", "type", "articles", "names", "types")


def _content(digest: Mapping[str, Any], version: Version) -> bytes:
    packed_ = zlib.compress(digest["digest"].encode("ascii"), LEVEL)
    return packed_ if version.article == digest["article"] else renamed(packed_, digest["article"], version.article)


def _versions(folder: str, shards: Sequence[str], current: Set[int]) -> dict[int, Version]:
    """The versions of articles that have several, by row, in the order in which they were retrieved; that which is current comes last."""
    several: dict[int, list[tuple[bool, str, int, str, bytes]]] = {}
    for shard in shards:
        rows = _read(place(folder, "digests", shard), ("row", "article", "versions", "retrieved", "fingerprint"))
        for row, article, group, retrieved, mark in zip(*(rows[c].to_pylist() for c in rows.column_names), strict=True):
            several.setdefault(group, []).append((row in current, retrieved or "", row, article, mark))
    found: dict[int, Version] = {}
    for lines in several.values():
        last = next((mark for now, *_, mark in lines if now), None)
        past = {
            mark: (row, article)
            for now, _, row, article, mark in sorted(lines, reverse=True)
            if not now and mark != last
        }
        if not past or last is None:
            continue
        ordered = sorted(lines)
        first = next(article for _, _, _, article, mark in ordered if mark in past)
        numbers = [
            mark for n, (*_, mark) in enumerate(ordered) if mark in past and mark not in [m for *_, m in ordered[:n]]
        ]
        found |= {past[mark][0]: Version(first, n, False) for n, mark in enumerate(numbers, start=1)}
        found |= {row: Version(first, len(numbers) + 1, True) for now, _, row, *_ in lines if now}
    return found


def _length(name: str) -> int:
    with _damage(name), storage.opened(name) as stream:
        return int(pq.ParquetFile(stream).metadata.num_rows)


def _read(name: str, columns: Sequence[str] | None = None) -> pa.Table:
    with _damage(name), storage.opened(name) as stream:
        return pq.read_table(stream, columns=list(columns) if columns else None)


@contextmanager
def _damage(name: str) -> Iterator[None]:
    """Tells damage of a table as a `FormatError`."""
    try:
        yield
    except (OSError, ValueError, KeyError) as error:  # pyarrow's own are among these
        raise FormatError(
            f"is damaged ({error}); where it is of a shard, remove its manifest and read it again with `retold bulk`, else reduce again",
            name,
        ) from error


def _groups(folder: str, shard: str, tables: Sequence[str]) -> Iterator[list[pa.Table]]:
    """The row groups of a shard's tables, which are of the same articles."""
    with _damage(place(folder, tables[0], shard)):
        files = [pq.ParquetFile(storage.opened(place(folder, table, shard))) for table in tables]
    for group in range(files[0].num_row_groups):
        with _damage(place(folder, tables[0], shard)):
            found = [f.read_row_group(group) for f in files]
        yield found


def _with(keys: Sequence[int], hashes: Sequence[NDArray[np.int64]]) -> NDArray[np.int64]:
    """Each hash with its article's key."""
    rows = np.repeat(np.array(keys, dtype=np.int64), [len(h) for h in hashes])
    return np.stack([np.concatenate([np.zeros(0, dtype=np.int64), *hashes]), rows], axis=1)
