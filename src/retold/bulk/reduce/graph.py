"""Who is in which story, and the intersection graph."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from retold.bulk.reduce.frames import ordered
from retold.corpus import graph

PRESENCE = pa.schema([("story", pa.int64()), ("entity", pa.int64()), ("day", pa.float64()), ("end", pa.float64())])
TIMES = pa.schema(
    [("a", pa.int64()), ("b", pa.int64()), ("stories", pa.int64()), ("first", pa.float64()), ("last", pa.float64())]
)
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
"""Stories that two entities have in common before they are an edge: one story says of itself whom it names."""


def presence(rows: pa.Table) -> pa.Table:
    """Each entity of each story once. Rows: of `PRESENCE`."""
    rows = ordered(rows, "story", "entity")
    story, entity = rows["story"].to_numpy(), rows["entity"].to_numpy()
    new = (
        np.concatenate([[True], (story[1:] != story[:-1]) | (entity[1:] != entity[:-1])])
        if len(story)
        else np.zeros(0, dtype=bool)
    )
    return rows.filter(pa.array(new))


@dataclass(frozen=True, slots=True)
class Part:
    """The pairs that one pass counts: those whose first entity is number `number` of `parts`."""

    number: int
    parts: int

    def pairs(self, rows: pa.Table) -> pa.Table:
        """Pairs of entities that some stories have in common, with how many and when. Rows: of `PRESENCE`."""
        rows = ordered(rows, "story", "entity")
        story, entity = rows["story"].to_numpy(), rows["entity"].to_numpy()
        days = [
            np.nan_to_num(rows[c].to_numpy(zero_copy_only=False).astype(np.float64), nan=end)
            for c, end in (("day", np.inf), ("end", -np.inf))
        ]
        starts = (
            np.flatnonzero(np.concatenate([[True], story[1:] != story[:-1]]))
            if len(story)
            else np.zeros(0, dtype=np.int64)
        )
        sizes = np.diff(np.append(starts, len(story)))
        parts = [np.zeros((3, 0), dtype=np.int64)]
        for size in np.unique(sizes[sizes > 1]):
            runs = starts[sizes == size]
            left, right = np.triu_indices(size, 1)
            at = np.repeat(runs, len(left))
            found = np.stack([entity[(runs[:, None] + left).ravel()], entity[(runs[:, None] + right).ravel()], at])
            parts.append(found[:, found[0] % self.parts == self.number])
        a, b, at = np.concatenate(parts, axis=1)
        return _summed(a, b, np.ones(len(a), dtype=np.int64), days[0][at], days[1][at])


def _summed(
    a: NDArray[np.int64],
    b: NDArray[np.int64],
    stories: NDArray[np.int64],
    first: NDArray[np.float64],
    last: NDArray[np.float64],
) -> pa.Table:
    order = np.lexsort((b, a))
    a, b, stories, first, last = a[order], b[order], stories[order], first[order], last[order]
    starts = (
        np.flatnonzero(np.concatenate([[True], (a[1:] != a[:-1]) | (b[1:] != b[:-1])]))
        if len(a)
        else np.zeros(0, dtype=np.int64)
    )
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
    """The same pairs of all stories, those that enough have. Rows: of `TIMES`."""
    found = _summed(*(rows[c].to_numpy() for c in TIMES.names))
    return found.filter(pa.array(found["stories"].to_numpy() >= LEAST))


@dataclass(frozen=True, slots=True)
class Total:
    """All stories, against which chance is told."""

    stories: int

    def edges(self, rows: pa.Table) -> pa.Table:
        """Edges with how far they are beyond chance. Rows: of `TIMES`, one, other (stories of each entity)."""
        rows = ordered(rows, "a", "b")
        both, one, other = (rows[c].to_numpy().astype(np.float64) for c in ("stories", "one", "other"))
        with np.errstate(divide="ignore", invalid="ignore"):
            npmi = np.where(
                both == self.stories, 0.0, np.log(both * self.stories / (one * other)) / -np.log(both / self.stories)
            )
        days = [np.where(np.isfinite(d := rows[c].to_numpy()), d, np.nan) for c in ("first", "last")]
        columns = (
            rows["a"], rows["b"], rows["stories"], np.round(one * other / self.stories, 4), np.round(npmi, 4),
            np.round(graph.discounted(npmi, both, np.minimum(one, other)), 4), *(pa.array(d, from_pandas=True) for d in days),
        )  # fmt: skip
        return pa.table(dict(zip(EDGES.names, columns, strict=True)), EDGES)
