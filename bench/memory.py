"""The memory at size: intersection queries, search, and the cost of an article as the memory grows.

    python -m bench.memory [--articles 1000000] [--folder DIR] [--postgres URL] [--growth 1000,10000,100000]

Synthetic articles (`bench/synthetic_articles.py`): 15 names each, Zipf over 200,000 entities.

Intersection: all entities that share stories with a most frequent entity, a middling one (about rank 100) and a rare
one (about rank 50,000), and with two at once: counts, significance, dates, and the names of the first twenty. Medians
and 95th percentiles of 40 queries after the first, each of another entity of its class. `cold` is the first query,
which reads all stories. Baseline: a plain SQL join over mentions.

Search: two words from the middle of the vocabulary, and a vector near a beat's. The model's own time for the query is
left out. Databases are kept in `--folder` and used again.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench import results, synthetic_articles, synthetic_memory
from bench.results import Measure, Sheet, Stage
from retold.corpus.signature import restored
from retold.memory import LinkQuery, Memory
from retold.memory.graph import Period
from retold.store.full_text import Query

QUERIES, ARTICLES = 40, 1_000_000
CLASSES = {"top": range(1, 11), "middling": range(95, 135), "rare": range(50_000, 50_040)}
"""Entities by how frequent they are: an entity's number is its rank."""
LAST_MONTH = Period(19_335.0, None)
"""The last thirty days of the synthetic year."""
DATASET = "a million synthetic articles"
SHEET = Sheet(
    "memory",
    Stage.MEMORY,
    (
        *(
            Measure(
                f"graph.{kind}.p95_ms",
                f"all entities that share stories with a {kind} entity, 95th percentile",
                "ms",
                DATASET,
                baselines={"SQL join over mentions (median)": f"join.{kind}.median_ms"},
                digits=0,
            )
            for kind in CLASSES
        ),
        Measure("search.words.p95_ms", "search by words, 95th percentile", "ms", DATASET, digits=0),
        Measure("search.meaning.p95_ms", "search by meaning, 95th percentile", "ms", DATASET, digits=0),
    ),
)
_JOIN = (
    "SELECT q.form, count(*) FROM appearance p JOIN appearance q ON q.article = p.article "
    "WHERE p.form = ? GROUP BY q.form ORDER BY 2 DESC LIMIT 20"
)


def times_of(query: Callable[[Any], object], arguments: Iterable[Any]) -> list[float]:
    """Milliseconds of the query with each argument."""
    times = []
    for argument in arguments:
        started = time.perf_counter()
        query(argument)
        times.append(1000 * (time.perf_counter() - started))
    return times


def summary(name: str, times: list[float]) -> dict[str, float]:
    return {f"{name}.median_ms": median(times), f"{name}.p95_ms": float(np.percentile(times, 95))}


def measure_intersection(memory: Memory, name: str = "graph") -> dict[str, float]:
    """Queries of one entity, of two, and of one in the last month, by class."""
    links, first_twenty, in_month = memory._crossroads.links, LinkQuery(limit=20), LinkQuery(LAST_MONTH, 20)
    figures = {f"{name}.cold_ms": times_of(lambda e: links([e], first_twenty), [1])[0]}
    for kind, members in CLASSES.items():
        entities = [members[i % len(members)] for i in range(QUERIES)]
        partners = [e % 10 + 1 if e > 10 else e % 10 + 11 for e in entities]
        figures |= summary(f"{name}.{kind}", times_of(lambda e: links([e], first_twenty), entities))
        pairs = zip(entities, partners, strict=True)
        figures |= summary(f"{name}.{kind}.two", times_of(lambda pair: links(list(pair), first_twenty), pairs))
        figures |= summary(f"{name}.{kind}.month", times_of(lambda e: links([e], in_month), entities))
    return figures


def measure_join(memory: Memory) -> dict[str, float]:
    """The baseline: a join over mentions, for two entities of each class."""
    return {
        f"join.{kind}.median_ms": median(times_of(lambda e: memory._db.all(_JOIN, e), members[:2]))
        for kind, members in CLASSES.items()
    }


def measure_search(memory: Memory) -> dict[str, float]:
    """By words, by words in one month, and by meaning."""
    words, vectors = memory._searcher._words, memory._searcher._vectors
    random = np.random.default_rng(5)
    queries = [Query((f"w{a}", f"w{b}")) for a, b in random.integers(5, 400, size=(QUERIES, 2))]
    vectors_near_beats = [v / np.linalg.norm(v) for v in synthetic_articles.beat_vectors()[:QUERIES]]
    month = memory.filtered(since="2022-12")
    figures = summary("search.words", times_of(lambda q: words.find(q, 200), queries))
    figures |= summary("search.words.month", times_of(lambda q: words.find(q, 200, month), queries))
    times = times_of(lambda v: vectors.near(v, 200), vectors_near_beats)
    figures |= {"search.meaning.cold_ms": times[0]} | summary("search.meaning", times[1:])
    return figures | {"search.meaning.recall_at_10": recall_at_10(memory, vectors_near_beats[:20])}


def recall_at_10(memory: Memory, queries: list[NDArray[np.float32]]) -> float:
    """The share of the ten nearest articles, found by comparing all, that the search has among its ten."""
    query_matrix, after = np.stack(queries, axis=1), 0
    nearest: list[list[tuple[float, int]]] = [[] for _ in queries]
    sql = "SELECT article, vector FROM signature WHERE article > ? ORDER BY article LIMIT 50000"
    while rows := memory._db.all(sql, after):
        vectors = np.frombuffer(b"".join(row[1] for row in rows), dtype=np.int8).reshape(len(rows), -1)
        for i, cosines in enumerate((restored(vectors) @ query_matrix).T):
            top = np.argpartition(-cosines, 10)[:10]
            nearest[i] = sorted([*nearest[i], *((float(cosines[t]), rows[t][0]) for t in top)], reverse=True)[:10]
        after = rows[-1][0]
    answers = [{article for article, _ in memory._searcher._vectors.near(query, 10)} for query in queries]
    hits = (len(answer & {article for _, article in best}) for answer, best in zip(answers, nearest, strict=True))
    return sum(hits) / (10 * len(queries))


def measure_growth(sizes: Iterable[int], folder: Path) -> dict[str, float]:
    """Milliseconds to keep an article, in batches of 32, in memories that hold so many already."""
    figures = {}
    for size in sizes:
        with Memory(str(synthetic_memory.load_or_fill(folder, size))) as memory:
            count = memory._articles.count()
            times = [_time_batch(memory, size, number) for number in range(count, count + 12)]
        figures[f"growth.{size}.ms_an_article"] = median(times[2:])
    return figures


def _time_batch(memory: Memory, size: int, number: int) -> float:
    batch = synthetic_articles.prepared_batch(size, number)
    started = time.perf_counter()
    kept = memory.keep(batch)
    milliseconds = 1000 * (time.perf_counter() - started) / len(batch)
    assert all(article.status == "new" for article in kept)
    return milliseconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=ARTICLES)
    parser.add_argument("--folder", type=Path, help="keep the databases here")
    parser.add_argument("--postgres", metavar="URL", help="measure intersection on this empty database, too")
    parser.add_argument("--growth", default="1000,10000,100000", help="sizes; empty: leave this out")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = args.folder or Path(temporary)
        path = synthetic_memory.load_or_fill(folder, args.articles)
        with Memory(str(path), readonly=True) as memory:
            figures = measure_intersection(memory) | measure_search(memory) | measure_join(memory)
        SHEET.publish(figures, record=args.articles == ARTICLES)
        if args.postgres:
            synthetic_memory.copy(path, args.postgres)
            with Memory(args.postgres) as memory:
                results.show(measure_intersection(memory, "graph.postgresql"))
        if args.growth:
            results.show(measure_growth([int(size) for size in args.growth.split(",")], folder))


if __name__ == "__main__":
    main()
