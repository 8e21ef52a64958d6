"""A memory of synthetic articles, written in bulk: for what is measured at sizes that reading cannot reach here.

Each article is a story of its own and names 15 entities, drawn by Zipf's law from 200,000 that are
persons, organizations, places and events with names that share first and last words as real ones do.
Of its sixteen heaviest terms four are those of a happening that some five articles are on, six those of one of 2,000
beats, the most frequent of which has 1 % of all articles, and six anybody's. Words of bodies are Zipf over 50,000; vectors
lie around those of the beats.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retold.corpus import copies, identity, names, stories
from retold.corpus.identity import Named
from retold.corpus.signature import restored, unpacked
from retold.memory import Memory
from retold.memory.prepared import Prepared, PreparedChain
from retold.store.articles import Entry, packed
from retold.store.forms import FULL, block_hash
from retold.types import EntityType

ENTITIES, MENTIONS, TOPICS, VOCABULARY, WORDS = 200_000, 15, 2000, 50_000, 60
STEP = 20_000
KINDS = (EntityType.PERSON,) * 8 + (EntityType.ORGANIZATION,) * 7 + (EntityType.PLACE,) * 3 + (EntityType.EVENT,) * 2
_TAILS = ("Group", "Bank", "University", "Institute", "Party", "Union", "Media", "Energy", "Airlines", "Council")


def _coined(
    number: int, syllables: str = "bar cen dil fom gup hat jek lin mos nur pav qes rit sol tun vud wim xan yor zul"
) -> str:
    """A word of its own for each number; no two are a slip apart."""
    parts = syllables.split()
    word = ""
    while number or not word:
        word += parts[number % 20]
        number //= 20
    return word.capitalize()


@lru_cache(maxsize=ENTITIES)
def name(entity: int) -> str:
    """The name of an entity: no two are the same."""
    kind = kind_of(entity)
    if kind is EntityType.PERSON:
        return (
            f"{_coined(entity % 1500)} {_coined(20_000 + entity // 1500 * 131 + entity % 1500 % 131)} {_coined(entity)}"
        )
    tail = (
        f" {_TAILS[entity % 10]}" if kind is EntityType.ORGANIZATION else " Games" if kind is EntityType.EVENT else ""
    )
    return f"{_coined(entity)}{tail}"


def kind_of(entity: int) -> EntityType:
    return KINDS[entity % 20]


def _zipf(random: np.random.Generator, size: int, count: int) -> NDArray[np.int64]:
    """Draws of 0 to `size` - 1 by Zipf's law."""
    weights = 1.0 / np.arange(1, size + 1)
    found: NDArray[np.int64] = np.searchsorted(np.cumsum(weights / weights.sum()), random.random(count)).clip(
        max=size - 1
    )
    return found


@dataclass(frozen=True, slots=True)
class Drawn:
    """Articles `first` and on: `entities` int64 (n, 15), `terms` uint32 (n, 16), the heaviest first, `words` int64 (n, 60), `vectors` int8 (n, 384), `days` float64 (n,)."""

    first: int
    entities: NDArray[np.int64]
    terms: NDArray[np.uint32]
    words: NDArray[np.int64]
    vectors: NDArray[np.int8]
    days: NDArray[np.float64]


def drawn(first: int, count: int, total: int) -> Drawn:
    """The articles of one step; `total` is spread over a year."""
    random = np.random.default_rng(first)
    beats = 1.0 / (np.arange(TOPICS) + 21)
    topic = np.searchsorted(np.cumsum(beats / beats.sum()), random.random(count)).clip(max=TOPICS - 1)
    own = topic[:, None] * 60 + np.argsort(random.random((count, 60)), axis=1)[:, :6]
    general = 1_000_000 + (200 * (1000.0 ** random.random((count, 6)))).astype(np.int64)
    happening = (
        10_000_000
        + random.integers(0, max(1, total // 5), count)[:, None] * 12
        + np.argsort(random.random((count, 12)), axis=1)[:, :4]
    )
    terms = np.concatenate([happening, own, general], axis=1)
    for row in terms:
        random.shuffle(row)
    centres = np.random.default_rng(1).normal(size=(TOPICS, 384)).astype(np.float32)
    vectors = centres[topic] + random.normal(size=(count, 384)).astype(np.float32)
    vectors *= 127.0 / np.abs(vectors).max(axis=1, keepdims=True)
    return Drawn(
        first,
        _zipf(random, ENTITIES, count * MENTIONS).reshape(count, MENTIONS),
        (terms * 2_654_435_761 % (1 << 32)).astype(np.uint32),
        _zipf(random, VOCABULARY, count * WORDS).reshape(count, WORDS),
        vectors.astype(np.int8),
        19_000.0 + 365.0 * (first + np.arange(count)) / total,
    )


def text(article: Drawn, row: int) -> str:
    """The body of an article: its words, and a sentence for every five of its names."""
    said = [" ".join(f"w{w}" for w in article.words[row])]
    called = [name(int(e)) for e in article.entities[row]]
    return ". ".join([*said, *(", ".join(called[i : i + 5]) for i in range(0, MENTIONS, 5))]) + "."


def digest(key: str, headline: str, body: str, published: str | None) -> dict[str, Any]:
    """A digest that is whole, and tells one sentence."""
    claim = {
        "text": body[:80],
        "evidence": [{"article": key, "start": 0, "end": 80, "exact": body[:80]}],
        "support": 1.0,
        "aspect": "news",
    }
    article = {
        "id": key, "url": "", "canonical_url": "", "headline": headline, "byline": [], "publisher": "Paper", "published": published,
        "modified": None, "language": "en", "body": body, "words": len(body.split()),
    }  # fmt: skip
    return {
        "schema": "retold.digest/1", "article": article, "hashtags": [], "takeaways": [claim], "retelling": [[claim]], "answers": {}, "timeline": [],
        "quotes": [], "themes": [], "entities": [], "graph": {"nodes": [], "edges": []},
        "source": {"url": "", "publisher": "Paper", "published": published, "retrieved": None, "excerpt": body[:80]}, "notes": [],
    }  # fmt: skip


def fill(path: Path, count: int) -> None:
    """Writes `count` articles into a new database at `path`. Faster than keeping them one by one: nothing is judged or clustered."""
    with Memory(str(path)) as memory:
        db = memory._db
        indexes = db.all("SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL")
        for pragma in ("foreign_keys=OFF", "synchronous=OFF", "cache_size=-1000000"):
            db.run(f"PRAGMA {pragma}")
        with db.writing():
            for index, _ in indexes:
                db.run(f"DROP INDEX {index}")
            _forms(memory)
            pairs, shingles, presence, appearances = [], [], [], []
            for first in range(0, count, STEP):
                step = drawn(first, min(STEP, count - first), count)
                _articles(memory, step)
                pairs.append(_pairs(step))
                shingles.append(_shingles(step))
                keys = np.arange(first + 1, first + 1 + len(step.days))
                own = np.unique(np.stack([step.entities.ravel() + 1, np.repeat(keys, MENTIONS)], axis=1), axis=0)
                presence.append(own)
                appearances.append(own)
            _sorted(memory, "INSERT INTO pair VALUES (?, ?)", pairs)
            _sorted(memory, "INSERT INTO shingle VALUES (?, ?)", shingles)
            _sorted(memory, "INSERT INTO presence VALUES (?, ?)", presence)
            _appearances(memory, appearances)
            for _, sql in indexes:
                db.run(sql)
            db.run("UPDATE form SET articles = (SELECT count(*) FROM presence WHERE entity = form.id), votes = '{}'")
            db.run("UPDATE entity SET stories = (SELECT count(*) FROM presence WHERE entity = entity.id)")
            db.run("INSERT INTO meta VALUES ('changed', '1')")
        db.run("PRAGMA optimize")


def _forms(memory: Memory) -> None:
    blocks: dict[int, int] = {}
    rows = []
    for entity in range(ENTITIES):
        kind, called = kind_of(entity), name(entity)
        key = names.key(called, kind)
        memory._db.run(
            "INSERT INTO form VALUES (?, ?, ?, ?, ?, ?, 0, '{}')",
            entity + 1,
            key,
            int(kind is EntityType.PERSON),
            called,
            kind.value,
            entity + 1,
        )
        memory._db.run("INSERT INTO entity VALUES (?, ?, ?, 0)", entity + 1, called, kind.value)
        for block in identity.blocks(key, called, kind):
            hashed = block_hash(block)
            blocks[hashed] = blocks.get(hashed, 0) + 1
            if blocks[hashed] <= FULL or block[0] == "=":
                rows.append((hashed, entity + 1))
    memory._db.many("INSERT INTO block VALUES (?, ?)", sorted(rows))


def _articles(memory: Memory, step: Drawn) -> None:
    db, count = memory._db, len(step.days)
    keys = range(step.first + 1, step.first + 1 + count)
    bodies = [text(step, row) for row in range(count)]
    articles, digests, signatures, full, told = [], [], [], [], []
    for row, (key, body) in enumerate(zip(keys, bodies, strict=True)):
        day = float(step.days[row])
        published = str(np.datetime64(int(day), "D"))
        articles.append(
            (
                key,
                f"s{key}",
                1,
                1,
                "",
                f"Story {key}",
                f"Paper {key % 500}",
                published,
                day,
                "2026-01-01T00:00:00Z",
                "en",
                75,
                key.to_bytes(16, "big"),
                key,
                key,
                key,
                key,
                key,
                key,
            )
        )
        document = digest(f"s{key}", f"Story {key}", body, published)
        digests.append((key, zlib.compress(json.dumps(document).encode(), 1)))
        signatures.append((key, _terms(step.terms[row]), step.vectors[row].tobytes()))
        full.append((key, f"Story {key}", body))
        entities = np.unique(step.entities[row] + 1).astype("<i4").tobytes()
        told.append((key, f"s{key}", f"Story {key}", published, published, day, day, 1, 1, 1, entities, 1))
    db.many(f"INSERT INTO article VALUES ({', '.join('?' * 19)})", articles)
    db.many("INSERT INTO digest VALUES (?, ?)", digests)
    db.many("INSERT INTO signature VALUES (?, ?, ?)", signatures)
    db.many("INSERT INTO fulltext (rowid, headline, body) VALUES (?, ?, ?)", full)
    db.many(f"INSERT INTO story VALUES ({', '.join('?' * 12)})", told)


def weights() -> NDArray[np.float16]:
    """Of 16 terms, the first the heaviest."""
    found = np.linspace(1.0, 0.5, 16)
    return (found / np.linalg.norm(found)).astype("<f2")


def _terms(terms: NDArray[np.uint32]) -> bytes:
    order = np.argsort(terms)
    own, weight = terms[order].astype("<u4").tobytes(), weights()[order].tobytes()
    return np.array([16, 16], dtype="<u2").tobytes() + own + own + weight + weight


def _pairs(step: Drawn) -> NDArray[np.int64]:
    """Rows of `pair`: the hashes are those of `stories.pairs`."""
    keys = np.arange(step.first + 1, step.first + 1 + len(step.days))
    parts = []
    for i, j in ((i, j) for i, j in combinations(range(stories.KEYS), 2) if i + j <= stories.REACH):
        low, high = (
            np.minimum(step.terms[:, i], step.terms[:, j]).astype(np.uint64),
            np.maximum(step.terms[:, i], step.terms[:, j]).astype(np.uint64),
        )
        hashed = ((low << np.uint64(32)) | high) ^ np.uint64(1 << 63)
        parts.append(np.stack([hashed.view(np.int64), keys], axis=1))
    return np.unique(np.concatenate(parts), axis=0)


def _shingles(step: Drawn) -> NDArray[np.int64]:
    random = np.random.default_rng(step.first + 7)
    keys = np.arange(step.first + 1, step.first + 1 + len(step.days))
    hashes = random.integers(-(1 << 63), (1 << 63) - 1, size=(len(keys), copies.LEAST))
    return np.stack([hashes.ravel(), np.repeat(keys, copies.LEAST)], axis=1)


def _sorted(memory: Memory, sql: str, parts: list[NDArray[np.int64]]) -> None:
    table = np.concatenate(parts)
    parts.clear()
    order = np.lexsort((table[:, 1], table[:, 0]))
    for at in range(0, len(order), 1_000_000):
        memory._db.many(sql, table[order[at : at + 1_000_000]].tolist())


def _appearances(memory: Memory, parts: list[NDArray[np.int64]]) -> None:
    table = np.concatenate(parts)
    order = np.lexsort((table[:, 1], table[:, 0]))
    spans = np.array([[0, 4]], dtype="<i4").tobytes()

    def rows() -> Iterator[tuple[object, ...]]:
        for form, article in table[order].tolist():
            yield form, article, "e1", "x", kind_of(form - 1).value, "", 0.5, spans

    memory._db.many("INSERT INTO appearance VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows())


def prepared(size: int, number: int, count: int = 32) -> list[Prepared]:
    """Articles like those of a memory of `size`, to be kept in it: the batch of a `number`. One entity in twenty is new."""
    step = drawn(10_000_000 + 1000 * number + size, count, size)
    random = np.random.default_rng(number)
    articles = []
    for row in range(count):
        key, body = f"n{size}-{number}-{row}", text(step, row)
        vector = step.vectors[row]
        sign = unpacked(_terms(step.terms[row]), vector.tobytes(), 19_000.0 + 365.0 * random.random())
        ids = [
            int(e) if random.random() > 0.05 else ENTITIES + 10_000 * number + 100 * row + i
            for i, e in enumerate(np.unique(step.entities[row]))
        ]
        called = {e: (name(e), kind_of(e)) for e in ids}
        keys = {e: names.key(*c) for e, c in called.items()}
        chains = tuple(
            PreparedChain(
                f"e{e}",
                Named(0, *called[e], "", restored(vector), frozenset(keys.values()) - {keys[e]}),
                keys[e],
                "",
                0.5,
                b"\0\0\0\0\4\0\0\0",
            )
            for e in ids
        )
        document = digest(key, key, body, None)
        entry = Entry(key, "", key, "Paper", None, sign.day, "2026-01-01T00:00:00Z", "en", 75, key.encode())
        articles.append(
            Prepared(
                entry,
                False,
                packed(document),
                sign,
                tuple(stories.pairs(sign)),
                copies.sketch(body),
                chains,
                (key, body),
            )
        )
    return articles


def copy(path: Path, url: str) -> None:
    """What intersection queries read, from a file into an empty PostgreSQL."""
    import psycopg

    with Memory(str(path), readonly=True) as memory, Memory(url), psycopg.connect(url) as server:
        for table, key, step in (
            ("story", "key", 50_000),
            ("entity", "id", 50_000),
            ("form", "id", 50_000),
            ("presence", "entity", 500),
        ):
            last = memory._db.one(f"SELECT max({key}) FROM {table}") or (0,)
            with server.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN".encode()) as rows:
                for after in range(0, int(last[0]), step):
                    for row in memory._db.all(
                        f"SELECT * FROM {table} WHERE {key} > ? AND {key} <= ?", after, after + step
                    ):
                        rows.write_row(row)
        server.execute("INSERT INTO meta VALUES ('changed', '1') ON CONFLICT DO NOTHING")
        server.commit()
        server.autocommit = True
        server.execute("ANALYZE")
