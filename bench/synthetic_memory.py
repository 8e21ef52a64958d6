"""A memory of synthetic articles (`bench/synthetic_articles.py`), written in bulk."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench import synthetic_articles
from bench.synthetic_articles import ENTITIES, MENTIONS, Articles
from retold.corpus import copies, identity, names, stories
from retold.memory import Memory
from retold.store.forms import FULL, block_hash
from retold.types import EntityType

STEP = 20_000
"""Articles that are drawn at once."""
_POSTGRES_TABLES = (
    ("story", "key", 50_000),
    ("entity", "id", 50_000),
    ("form", "id", 50_000),
    ("presence", "entity", 500),
)
"""Tables of the intersection queries, the column they are read by, and how many of its values are read at once."""


def load_or_fill(folder: Path, count: int) -> Path:
    """The database of `count` synthetic articles in `folder`, filled if it does not exist."""
    path = folder / f"syn{count}.db"
    if not path.exists():
        part = folder / f"part{count}.db"
        part.unlink(missing_ok=True)
        fill(part, count)
        part.rename(path)
    return path


def fill(path: Path, count: int) -> None:
    """Writes `count` articles into a new database at `path`.

    This is faster than keeping them one by one, because nothing is judged or clustered.
    """
    with Memory(str(path)) as memory:
        db = memory._db
        indexes = db.all("SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL")
        for pragma in ("foreign_keys=OFF", "synchronous=OFF", "cache_size=-1000000"):
            db.run(f"PRAGMA {pragma}")
        with db.writing():
            for index, _ in indexes:
                db.run(f"DROP INDEX {index}")
            _write_names(memory)
            _write_all_articles(memory, count)
            for _, sql in indexes:
                db.run(sql)
            db.run("UPDATE form SET articles = (SELECT count(*) FROM presence WHERE entity = form.id), votes = '{}'")
            db.run("UPDATE entity SET stories = (SELECT count(*) FROM presence WHERE entity = entity.id)")
            db.run("INSERT INTO meta VALUES ('changed', '1')")
        db.run("PRAGMA optimize")


def _write_names(memory: Memory) -> None:
    """All entities, each with one form and its blocks."""
    blocks: dict[int, int] = {}
    rows = []
    for entity in range(ENTITIES):
        kind, name = synthetic_articles.type_of(entity), synthetic_articles.name(entity)
        key, row = names.key(name, kind), entity + 1
        form = (row, key, int(kind is EntityType.PERSON), name, kind.value, row)
        memory._db.run("INSERT INTO form VALUES (?, ?, ?, ?, ?, ?, 0, '{}')", *form)
        memory._db.run("INSERT INTO entity VALUES (?, ?, ?, 0)", row, name, kind.value)
        for block in identity.blocks(key, name, kind):
            hashed = block_hash(block)
            blocks[hashed] = blocks.get(hashed, 0) + 1
            if blocks[hashed] <= FULL or block[0] == "=":
                rows.append((hashed, row))
    memory._db.many("INSERT INTO block VALUES (?, ?)", sorted(rows))


def _write_all_articles(memory: Memory, count: int) -> None:
    pairs, shingles, presence = [], [], []
    for first in range(0, count, STEP):
        articles = synthetic_articles.draw(first, min(STEP, count - first), count)
        _write_articles(memory, articles)
        pairs.append(_pairs(articles))
        shingles.append(_shingles(articles))
        entities = np.stack([articles.entities.ravel() + 1, np.repeat(_keys(articles), MENTIONS)], axis=1)
        presence.append(np.unique(entities, axis=0))
    _write_sorted(memory, "INSERT INTO pair VALUES (?, ?)", pairs)
    _write_sorted(memory, "INSERT INTO shingle VALUES (?, ?)", shingles)
    _write_sorted(memory, "INSERT INTO presence VALUES (?, ?)", presence)
    _write_appearances(memory, presence)


def _keys(articles: Articles) -> NDArray[np.int64]:
    """The rows of the articles in the database, which begin at 1."""
    return np.arange(articles.first + 1, articles.first + 1 + len(articles))


def _write_articles(memory: Memory, articles: Articles) -> None:
    """Articles with their digests, signatures and full text, each a story of its own."""
    article_rows, digests, signatures, full_text, story_rows = [], [], [], [], []
    for row, key in enumerate(_keys(articles).tolist()):
        body = synthetic_articles.text(articles, row)
        article, headline = f"s{key}", f"Story {key}"
        day = float(articles.days[row])
        published = str(np.datetime64(int(day), "D"))
        metadata = ("", headline, f"Paper {key % 500}", published, day, "2026-01-01T00:00:00Z", "en", 75)
        article_rows.append((key, article, 1, 1, *metadata, key.to_bytes(16, "big"), *[key] * 6))
        document = synthetic_articles.digest(article, headline, body, published)
        digests.append((key, zlib.compress(json.dumps(document).encode(), 1)))
        terms = synthetic_articles.packed_terms(articles.terms[row])
        signatures.append((key, terms, articles.vectors[row].tobytes()))
        full_text.append((key, headline, body))
        entities = np.unique(articles.entities[row] + 1).astype("<i4").tobytes()
        story_rows.append((key, article, headline, published, published, day, day, 1, 1, 1, entities, 1))
    db = memory._db
    db.many(f"INSERT INTO article VALUES ({', '.join('?' * 19)})", article_rows)
    db.many("INSERT INTO digest VALUES (?, ?)", digests)
    db.many("INSERT INTO signature VALUES (?, ?, ?)", signatures)
    db.many("INSERT INTO fulltext (rowid, headline, body) VALUES (?, ?, ?)", full_text)
    db.many(f"INSERT INTO story VALUES ({', '.join('?' * 12)})", story_rows)


def _pairs(articles: Articles) -> NDArray[np.int64]:
    """Rows of the table `pair`, with the hashes of `stories.pairs`."""
    keys = _keys(articles)
    parts = []
    for i, j in combinations(range(stories.KEYS), 2):
        if i + j <= stories.REACH:
            a, b = articles.terms[:, i], articles.terms[:, j]
            low, high = np.minimum(a, b).astype(np.uint64), np.maximum(a, b).astype(np.uint64)
            hashed = ((low << np.uint64(32)) | high) ^ np.uint64(1 << 63)
            parts.append(np.stack([hashed.view(np.int64), keys], axis=1))
    return np.unique(np.concatenate(parts), axis=0)


def _shingles(articles: Articles) -> NDArray[np.int64]:
    """Rows of the table `shingle`: as many as an article needs to be compared, all of them random."""
    random = np.random.default_rng(articles.first + 7)
    hashes = random.integers(-(1 << 63), (1 << 63) - 1, size=(len(articles), copies.LEAST))
    return np.stack([hashes.ravel(), np.repeat(_keys(articles), copies.LEAST)], axis=1)


def _sorted_rows(parts: list[NDArray[np.int64]]) -> NDArray[np.int64]:
    table = np.concatenate(parts)
    return table[np.lexsort((table[:, 1], table[:, 0]))]


def _write_sorted(memory: Memory, sql: str, parts: list[NDArray[np.int64]]) -> None:
    table = _sorted_rows(parts)
    for start in range(0, len(table), 1_000_000):
        memory._db.many(sql, table[start : start + 1_000_000].tolist())


def _write_appearances(memory: Memory, parts: list[NDArray[np.int64]]) -> None:
    spans = np.array([[0, 4]], dtype="<i4").tobytes()

    def rows() -> Iterator[tuple[object, ...]]:
        for form, article in _sorted_rows(parts).tolist():
            yield form, article, "e1", "x", synthetic_articles.type_of(form - 1).value, "", 0.5, spans

    memory._db.many("INSERT INTO appearance VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows())


def copy(path: Path, url: str) -> None:
    """Copies what intersection queries read from a file into an empty PostgreSQL database."""
    import psycopg

    with Memory(str(path), readonly=True) as memory, Memory(url), psycopg.connect(url) as server:
        for table, key, step in _POSTGRES_TABLES:
            last = memory._db.one(f"SELECT max({key}) FROM {table}") or (0,)
            sql = f"SELECT * FROM {table} WHERE {key} > ? AND {key} <= ?"
            with server.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN".encode()) as rows:
                for after in range(0, int(last[0]), step):
                    for row in memory._db.all(sql, after, after + step):
                        rows.write_row(row)
        server.execute("INSERT INTO meta VALUES ('changed', '1') ON CONFLICT DO NOTHING")
        server.commit()
        server.autocommit = True
        server.execute("ANALYZE")
