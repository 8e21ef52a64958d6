"""The pure functions of the reduction, each against a plain count."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retold.bulk.reduce import graph, similarity, stories
from retold.bulk.reduce.components import components
from retold.corpus import graph as whole
from retold.corpus.graph import Stories

EDGES = st.lists(st.tuples(st.integers(0, 19), st.integers(0, 19)), max_size=40)
PRESENT = st.lists(st.sets(st.integers(1, 9), max_size=6), max_size=10)


def union(count: int, edges: list[tuple[int, int]]) -> list[int]:
    names = list(range(count))
    for a, b in edges:
        low, high = sorted((names[a], names[b]))
        names = [low if n == high else n for n in names]
    return names


@settings(max_examples=40)
@given(EDGES)
def test_components_are_those_of_a_plain_union(edges: list[tuple[int, int]]) -> None:
    first, second = (np.array([e[i] for e in edges], dtype=np.int64) for i in (0, 1))
    assert components(20, first, second).tolist() == union(20, edges)


@pytest.mark.parametrize("turned", [False, True])
def test_a_chain_of_many_is_one_part(turned: bool) -> None:
    order = np.random.default_rng(1).permutation(50_000) if turned else np.arange(50_000)
    assert not components(50_000, order[:-1], order[1:]).any()
    assert components(0, order[:0], order[:0]).tolist() == []


def neighbours(of: dict[int, list[int]]) -> Counter[tuple[int, int]]:
    """Pairs of rows that a plain comparison finds. The day of a row is its number."""
    found: Counter[tuple[int, int]] = Counter()
    for rows in of.values():
        ordered = sorted(rows)
        near = (
            (a, b)
            for (m, a), (n, b) in combinations(enumerate(ordered), 2)
            if len(ordered) <= similarity.FULL or n - m <= similarity.NEAR
        )
        found.update(near)
    return found


def hashes(of: dict[int, list[int]]) -> pa.Table:
    lines = [(h, r, float(r)) for h, rows in of.items() for r in rows]
    order = np.random.default_rng(len(lines)).permutation(len(lines))
    return pa.table(
        {
            n: pa.array([lines[i][c] for i in order], k)
            for c, (n, k) in enumerate((("hash", pa.int64()), ("row", pa.int64()), ("day", pa.float64())))
        }
    )


@settings(max_examples=40)
@given(
    st.dictionaries(st.integers(-3, 9), st.lists(st.integers(0, 30), unique=True, max_size=12), max_size=6),
    st.integers(1, 3),
)
def test_neighbours_and_how_much_they_share(of: dict[int, list[int]], least: int) -> None:
    near = similarity.neighbours(hashes(of))
    assert Counter(zip(near["a"].to_pylist(), near["b"].to_pylist(), strict=True)) == neighbours(of)
    counted = similarity.counted(near, least)
    assert {
        (a, b): n
        for a, b, n in zip(*(counted[c].to_pylist() for c in "ab"), counted["shared"].to_pylist(), strict=True)
    } == {pair: n for pair, n in neighbours(of).items() if n >= least}


@pytest.mark.parametrize("size", [similarity.FULL, similarity.FULL + 1, 200])
def test_what_many_have_is_compared_with_the_next_in_time_alone(size: int) -> None:
    of = {7: list(range(size))}
    near = similarity.neighbours(hashes(of))
    assert Counter(zip(near["a"].to_pylist(), near["b"].to_pylist(), strict=True)) == neighbours(of)
    assert len(near) == (
        size * (size - 1) // 2
        if size <= similarity.FULL
        else sum(min(similarity.NEAR, size - 1 - i) for i in range(size))
    )


def test_what_very_many_have_takes_room_for_its_pairs_alone() -> None:
    """All pairs of 100,000 articles would be 80 GB."""
    size = 100_000
    near = similarity.neighbours(
        pa.table(
            {"hash": np.zeros(size, dtype=np.int64), "row": np.arange(size), "day": np.arange(size, dtype=np.float64)}
        )
    )
    assert len(near) == sum(size - apart for apart in range(1, similarity.NEAR + 1))
    assert set(np.unique(near["b"].to_numpy() - near["a"].to_numpy()).tolist()) == set(range(1, similarity.NEAR + 1))


def test_of_too_many_those_that_share_most_are_kept() -> None:
    many = similarity.WIDE + 50
    a, b = np.zeros(many * 2, dtype=np.int64), np.concatenate([np.arange(1, many + 1), np.arange(51, many + 51)])
    found = similarity.counted(
        pa.table({"a": a, "b": b, "shared": np.ones(len(a), dtype=np.int32)}, similarity.PAIRS), 1
    )
    assert len(found) == similarity.WIDE
    assert found["b"].to_pylist() == list(range(51, many + 1))  # those of two hashes


@settings(max_examples=40)
@given(PRESENT, st.integers(1, 3))
def test_edges_are_the_pairs_of_the_memory(sets: list[set[int]], parts: int) -> None:
    starts = np.concatenate([[0], np.cumsum([len(s) for s in sets])]).astype(np.int64)
    flat = np.array([e for s in sets for e in sorted(s)], dtype=np.int32)
    days = np.arange(len(sets), dtype=np.float64)
    own = Stories(days, days + 0.5, starts, flat)
    recount = {
        (a, b): (n, first, last)
        for a, b, n, first, last in whole.pairs(own, np.arange(1, 10, dtype=np.int32), 100)
        if n >= graph.LEAST
    }
    lines = [(i, e, float(i), i + 0.5) for i, s in enumerate(sets) for e in s]
    rows = pa.Table.from_pylist([dict(zip(graph.PRESENCE.names, line, strict=True)) for line in lines], graph.PRESENCE)
    times = [graph.Part(n, parts).pairs(graph.presence(rows)) for n in range(parts)]
    counts = Counter(e for s in sets for e in s)
    found = {}
    for part in times:
        both = graph.together(part)
        both = both.append_column("one", pa.array([counts[a] for a in both["a"].to_pylist()], pa.int64()))
        both = both.append_column("other", pa.array([counts[b] for b in both["b"].to_pylist()], pa.int64()))
        for edge in graph.Total(len(sets)).edges(both).to_pylist():
            pair = (edge["source"], edge["target"])
            assert pair not in found
            found[pair] = (edge["stories"], edge["first"], edge["last"])
            ends = [counts[e] for e in pair]
            assert edge["npmi"] == pytest.approx(
                whole.npmi(edge["stories"], *ends, len(sets)) if edge["stories"] < len(sets) else 0.0, abs=1e-4
            )
            assert edge["significance"] == pytest.approx(
                whole.significance(edge["stories"], *ends, len(sets)), abs=1e-4
            ) or edge["stories"] == len(sets)
    assert found == recount


def test_days_that_are_not_known_are_none() -> None:
    rows = pa.table(
        {
            "story": [1, 1, 2, 2, 3, 3],
            "entity": [5, 6] * 3,
            "day": [None, None, 7.0, 7.0, None, None],
            "end": [None, None, 8.0, 8.0, None, None],
        },
        graph.PRESENCE,
    )
    both = graph.together(graph.Part(0, 1).pairs(rows))
    (edge,) = (
        graph.Total(9).edges(both.append_column("one", pa.array([3])).append_column("other", pa.array([3]))).to_pylist()
    )
    assert (edge["stories"], edge["first"], edge["last"]) == (3, 7.0, 8.0)
    undated = rows.filter(pa.compute.is_null(rows["day"]))
    (edge,) = (
        graph.Total(9)
        .edges(
            graph.together(graph.Part(0, 1).pairs(undated))
            .append_column("one", pa.array([2]))
            .append_column("other", pa.array([2]))
        )
        .to_pylist()
    )
    assert (edge["first"], edge["last"]) == (None, None)


def test_the_version_that_was_retrieved_last_is_current() -> None:
    def row(number: int, version: int, retrieved: str | None, mark: bytes) -> dict[str, object]:
        return dict.fromkeys(stories.CURRENT.names) | {
            "row": number,
            "article": f"a{number}",
            "versions": version,
            "retrieved": retrieved,
            "fingerprint": mark,
        }

    schema = pa.schema(
        [
            *(f for f in stories.CURRENT if f.name != "versions"),
            ("versions", pa.int64()),
            ("retrieved", pa.string()),
            ("fingerprint", pa.binary()),
        ]
    )
    lines = [
        row(1, 8, "2026-03-02T00:00:00Z", b"x"),
        row(2, 8, "2026-03-01T00:00:00Z", b"y"),
        row(3, 8, "2026-02-01T00:00:00Z", b"x"),
        row(4, 9, None, b"z"),
        row(5, 9, None, b"z"),
    ]
    found = stories.current(pa.Table.from_pylist(lines, schema))
    assert list(zip(found["row"].to_pylist(), found["versions"].to_pylist(), strict=True)) == [(1, 2), (5, 1)]
    assert stories.current(pa.Table.from_pylist(lines[::-1], schema)).equals(found)
    assert len(stories.current(pa.Table.from_pylist([], schema))) == 0
