"""The memory at size: intersection queries, search, and what an article costs as it grows.

    python -m bench.memory [--articles 1000000] [--folder DIR] [--postgres URL] [--growth 1000,10000,100000]

Synthetic articles (`bench/synthetic.py`): 15 names each, Zipf over 200,000 entities. Intersection: everybody
that stories have in common with a most frequent, a middling (rank 100 and about) and a rare entity (rank about
50,000), and with two at once: counts, significance, dates, and the names of the first twenty. Medians and 95th percentiles
of 40 queries after the first, each of another entity of its class; `cold` is the first, which reads all stories. Search: two words of
the middle of the vocabulary, and a vector near a topic's. Beside each, in the same run, what a plain SQL join over mentions takes.
Databases are kept in `--folder` and used again.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from statistics import median

import numpy as np
from numpy.typing import NDArray

from bench import synthetic
from retold.corpus.signature import restored
from retold.memory import LinkQuery, Memory
from retold.store.full_text import Query

QUERIES = 40
CLASSES = {"top": range(1, 11), "middling": range(95, 135), "rare": range(50_000, 50_040)}


def timed(run: Callable[[int], object], over: Iterable[int]) -> list[float]:
    """Milliseconds of each."""
    found = []
    for one in over:
        started = time.perf_counter()
        run(one)
        found.append(1000 * (time.perf_counter() - started))
    return found


def told(name: str, times: list[float]) -> dict[str, float]:
    return {f"{name}.median_ms": median(times), f"{name}.p95_ms": float(np.percentile(times, 95))}


def _spread(entities: range) -> list[int]:
    return [entities[i % len(entities)] for i in range(QUERIES)]


def intersection(memory: Memory, name: str = "graph") -> dict[str, float]:
    """Queries of one entity and of two, by how frequent they are."""
    roads, asked = memory._graph, LinkQuery(limit=20)
    figures = {f"{name}.cold_ms": timed(lambda e: roads.links([e], asked), [1])[0]}
    for kind, entities in CLASSES.items():
        figures |= told(f"{name}.{kind}", timed(lambda e: roads.links([e], asked), _spread(entities)))
        figures |= told(
            f"{name}.{kind}.two",
            timed(lambda e: roads.links([e, e % 10 + 1 if e > 10 else e % 10 + 11], asked), _spread(entities)),
        )
        figures |= told(
            f"{name}.{kind}.month", timed(lambda e: roads.links([e], LinkQuery(memory_period(), 20)), _spread(entities))
        )
    return figures


def memory_period():
    """The last thirty days of the synthetic year."""
    from retold.memory.days import Period

    return Period(19_335.0, None)


def joined(memory: Memory) -> dict[str, float]:
    """The same by a join over mentions: twice for each class."""
    sql = "SELECT q.form, count(*) FROM appearance p JOIN appearance q ON q.article = p.article WHERE p.form = ? GROUP BY q.form ORDER BY 2 DESC LIMIT 20"
    return {
        f"join.{kind}.median_ms": median(timed(lambda e: memory._db.all(sql, e), list(entities)[:2]))
        for kind, entities in CLASSES.items()
    }


def search(memory: Memory) -> dict[str, float]:
    """By words, by meaning (the model's own time for the query left out), and by words narrowed to a month."""
    words, vectors = memory._searcher._full_text, memory._searcher._vectors
    random = np.random.default_rng(5)
    asked = [Query((f"w{a}", f"w{b}")) for a, b in random.integers(5, 400, size=(QUERIES, 2))]
    centres = np.random.default_rng(1).normal(size=(synthetic.TOPICS, 384)).astype(np.float32)
    near = [c / np.linalg.norm(c) for c in centres[:QUERIES]]
    month = memory.filtered(since="2022-12")
    figures = told("search.words", timed(lambda i: words.find(asked[i], 200), range(QUERIES)))
    figures |= told("search.words.month", timed(lambda i: words.find(asked[i], 200, month), range(QUERIES)))
    figures |= {"search.meaning.cold_ms": timed(lambda i: vectors.near(near[i], 200), [0])[0]}
    figures |= told("search.meaning", timed(lambda i: vectors.near(near[i], 200), range(1, QUERIES)))
    return figures | {"search.meaning.recall_at_10": recall(memory, near[:20])}


def recall(memory: Memory, near: list[NDArray[np.float32]]) -> float:
    """The share of the ten nearest articles, by comparing all, that the search finds among its ten."""
    asked, best, after = np.stack(near, axis=1), [[] for _ in near], 0
    while rows := memory._db.all(
        "SELECT article, vector FROM signature WHERE article > ? ORDER BY article LIMIT 50000", after
    ):
        cosines = restored(np.frombuffer(b"".join(r[1] for r in rows), dtype=np.int8).reshape(len(rows), -1)) @ asked
        for i, column in enumerate(cosines.T):
            top = np.argpartition(-column, 10)[:10]
            best[i] = sorted([*best[i], *((float(column[t]), rows[t][0]) for t in top)], reverse=True)[:10]
        after = rows[-1][0]
    found = [{k for k, _ in memory._searcher._vectors.near(v, 10)} for v in near]
    return sum(len(f & {k for _, k in b}) for f, b in zip(found, best, strict=True)) / (10 * len(near))


def growth(sizes: Iterable[int], folder: Path) -> dict[str, float]:
    """Milliseconds an article, kept in batches of 32, in memories that hold so many already."""
    figures = {}
    for size in sizes:
        path = database(folder, size)
        with Memory(str(path)) as memory:
            held = memory._articles.count()
            for number in range(held, held + 12):
                articles = synthetic.prepared(size, number)
                started = time.perf_counter()
                kept = memory.keep(articles)
                assert all(k.status == "new" for k in kept)
                figures.setdefault(f"growth.{size}", []).append(1000 * (time.perf_counter() - started) / len(articles))
    return {f"{name}.ms_an_article": median(times[2:]) for name, times in figures.items()}


def database(folder: Path, articles: int) -> Path:
    """The synthetic database of a size, made where there is none."""
    path = folder / f"syn{articles}.db"
    if not path.exists():
        part = folder / f"part{articles}.db"
        part.unlink(missing_ok=True)
        synthetic.fill(part, articles)
        part.rename(path)
    return path


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--articles", type=int, default=1_000_000)
    options.add_argument("--folder", type=Path)
    options.add_argument("--postgres")
    options.add_argument("--growth", default="1000,10000,100000")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        kept = given.folder or Path(folder)
        with Memory(str(database(kept, given.articles)), readonly=True) as memory:
            figures = intersection(memory) | search(memory) | joined(memory)
        _print(figures)
        if given.postgres:
            synthetic.copy(database(kept, given.articles), given.postgres)
            with Memory(given.postgres) as memory:
                _print(intersection(memory, "graph.postgresql"))
        if given.growth:
            _print(growth([int(n) for n in given.growth.split(",")], kept))


def _print(figures: dict[str, float]) -> None:
    for key, value in figures.items():
        print(f"{key:40} {value:10.2f}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
