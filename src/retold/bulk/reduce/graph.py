"""Which entity is in which story, and the edges of the intersection graph."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from retold.bulk.reduce.frames import ordered
from retold.bulk.reduce.runs import run_starts
from retold.corpus import graph

PRESENCE = pa.schema([("story", pa.int64()), ("entity", pa.int64()), ("day", pa.float64()), ("end", pa.float64())])
TIMES = pa.schema(
    [("a", pa.int64()), ("b", pa.int64()), ("stories", pa.int64()), ("first", pa.float64()), ("last", pa.float64())]
)
"""Pairs of entities with the number of stories they share, and the first and last day of these. A day is infinite if
no story is dated."""
EDGES = pa.schema(
    [
        ("source", pa.int64()),
        ("target", pa.int64()),
        ("stories", pa.int64()),
        ("expected", pa.float64()),
        ("npmi", pa.float64()),
        ("significance", pa.float64()),
        ("first", pa.float64()),
        ("last", pa.float64()),
    ]
)
LEAST = 2
"""Stories that two entities must share to be an edge. A single story shows by itself whom it names."""


def presence(rows: pa.Table) -> pa.Table:
    """Each entity of each story once. Rows and result: of `PRESENCE`."""
    rows = ordered(rows, "story", "entity")
    return rows.take(pa.array(run_starts(rows["story"].to_numpy(), rows["entity"].to_numpy())))


@dataclass(frozen=True, slots=True)
class Part:
    """The pairs that one pass counts: those whose first entity is `number` modulo `parts`."""

    number: int
    parts: int

    def pairs(self, rows: pa.Table) -> pa.Table:
        """Pairs of entities that share stories. Rows: of `PRESENCE`, some stories. Returns rows of `TIMES`."""
        rows = ordered(rows, "story", "entity")
        story, entity = rows["story"].to_numpy(), rows["entity"].to_numpy()
        first, last = (
            np.nan_to_num(rows[c].to_numpy(zero_copy_only=False).astype(np.float64), nan=undated)
            for c, undated in (("day", np.inf), ("end", -np.inf))
        )
        starts = run_starts(story)
        sizes = np.diff(np.append(starts, len(story)))
        parts = [np.zeros((3, 0), dtype=np.int64)]
        for size in np.unique(sizes[sizes > 1]):
            of_size = starts[sizes == size]
            left, right = np.triu_indices(size, 1)
            story_start = np.repeat(of_size, len(left))
            a, b = (entity[(of_size[:, None] + side).ravel()] for side in (left, right))
            pairs = np.stack([a, b, story_start])
            parts.append(pairs[:, pairs[0] % self.parts == self.number])
        a, b, row = np.concatenate(parts, axis=1)
        return _summed(a, b, np.ones(len(a), dtype=np.int64), first[row], last[row])


def _summed(
    a: NDArray[np.int64],
    b: NDArray[np.int64],
    stories: NDArray[np.int64],
    first: NDArray[np.float64],
    last: NDArray[np.float64],
) -> pa.Table:
    """Each pair once, with all its stories. Returns rows of `TIMES`."""
    order = np.lexsort((b, a))
    a, b, stories, first, last = a[order], b[order], stories[order], first[order], last[order]
    starts = run_starts(a, b)
    if not len(starts):
        return TIMES.empty_table()
    columns = (
        a[starts],
        b[starts],
        np.add.reduceat(stories, starts),
        np.minimum.reduceat(first, starts),
        np.maximum.reduceat(last, starts),
    )
    return pa.table(dict(zip(TIMES.names, columns, strict=True)), TIMES)


def together(rows: pa.Table) -> pa.Table:
    """Each pair once, with all stories, if they are enough for an edge. Rows and result: of `TIMES`."""
    pairs = _summed(*(rows[c].to_numpy() for c in TIMES.names))
    return pairs.filter(pa.array(pairs["stories"].to_numpy() >= LEAST))


@dataclass(frozen=True, slots=True)
class Total:
    """The number of all stories, from which chance is calculated."""

    stories: int

    def edges(self, rows: pa.Table) -> pa.Table:
        """Edges with their significance. Rows: of `TIMES`, with `one` and `other`, the stories of each entity."""
        rows = ordered(rows, "a", "b")
        both, one, other = (rows[c].to_numpy().astype(np.float64) for c in ("stories", "one", "other"))
        with np.errstate(divide="ignore", invalid="ignore"):
            npmi = np.where(
                both == self.stories, 0.0, np.log(both * self.stories / (one * other)) / -np.log(both / self.stories)
            )
        first, last = (np.where(np.isfinite(d := rows[c].to_numpy()), d, np.nan) for c in ("first", "last"))
        columns = {
            "source": rows["a"],
            "target": rows["b"],
            "stories": rows["stories"],
            "expected": np.round(one * other / self.stories, 4),
            "npmi": np.round(npmi, 4),
            "significance": np.round(graph.discounted(npmi, both, np.minimum(one, other)), 4),
            "first": pa.array(first, from_pandas=True),
            "last": pa.array(last, from_pandas=True),
        }
        return pa.table(columns, EDGES)
