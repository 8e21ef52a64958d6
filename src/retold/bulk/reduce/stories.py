"""Articles into their versions, and parts of articles into stories."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from retold.bulk.reduce.components import components
from retold.bulk.reduce.frames import ordered
from retold.bulk.tables import signatures
from retold.corpus import copies, stories
from retold.corpus.stories import LEVELS, LINE, MOST

CURRENT = pa.schema(
    [
        ("row", pa.int64()),
        ("article", pa.string()),
        ("url", pa.string()),
        ("title", pa.string()),
        ("publisher", pa.string()),
        ("published", pa.string()),
        ("day", pa.float64()),
        ("language", pa.string()),
        ("words", pa.int32()),
        ("versions", pa.int32()),
    ]
)
LINKS = pa.schema([("a", pa.int64()), ("b", pa.int64()), ("alike", pa.float32())])
PLACED = pa.schema([("row", pa.int64()), ("story", pa.int64()), ("lead", pa.bool_())])
STORIES = pa.schema(
    [
        ("story", pa.int64()),
        ("id", pa.string()),
        ("headline", pa.string()),
        ("first", pa.string()),
        ("last", pa.string()),
        ("day", pa.float64()),
        ("end_day", pa.float64()),
        ("articles", pa.int32()),
        ("tellings", pa.int32()),
        ("publishers", pa.int32()),
    ]
)


def current(rows: pa.Table) -> pa.Table:
    """Of the versions of each article the one that was retrieved last, and how many there are; copies of one version count once."""
    rows = rows.set_column(rows.schema.get_field_index("retrieved"), "retrieved", rows["retrieved"].fill_null(""))
    rows = ordered(rows, "versions", "retrieved", "row")
    group = rows["versions"].to_numpy()
    last = np.append(group[1:] != group[:-1], True) if len(group) else np.zeros(0, dtype=bool)
    different: dict[int, set[bytes]] = {}
    for number, mark in zip(group.tolist(), rows["fingerprint"].to_pylist(), strict=True):
        different.setdefault(number, set()).add(mark)
    kept = rows.filter(pa.array(last))
    counts = pa.array([len(different[v]) for v in kept["versions"].to_pylist()], pa.int32())
    kept = kept.set_column(kept.schema.get_field_index("versions"), "versions", counts)
    return ordered(kept.select(CURRENT.names), "row")


def tellings(rows: NDArray[np.int64], links: pa.Table) -> NDArray[np.int64]:
    """The telling of each article: the first row of all that are copies. `rows` ascending; `links` of `held`."""
    return rows[_parts(rows, links, copies.COPY)]


def levels(rows: NDArray[np.int64], links: pa.Table) -> list[NDArray[np.int64]]:
    """The part of each article, called by its first row, at each of `LEVELS`. `rows` ascending."""
    return [rows[_parts(rows, links, level)] for level in LEVELS]


def parts(levels: Sequence[NDArray[np.int64]]) -> NDArray[np.int64]:
    """The part of each article that is clustered as one: at the first level at which it is small enough."""
    chosen = levels[-1].copy()
    for names in reversed(levels[:-1]):
        _, place, sizes = np.unique(names, return_inverse=True, return_counts=True)
        small = sizes[place] <= MOST
        chosen[small] = names[small]
    return chosen


def _parts(rows: NDArray[np.int64], links: pa.Table, line: float) -> NDArray[np.int64]:
    strong = links["alike"].to_numpy() >= np.float32(line)
    ends = (np.searchsorted(rows, links[side].to_numpy()[strong]) for side in ("a", "b"))
    return components(len(rows), *ends)


def placed(rows: pa.Table) -> pa.Table:
    """The story of each article, called by its first article's row, and whether it bears its headline. Rows: signatures, article, part."""
    rows = ordered(rows, "part", "day", "article", "row")
    part = rows["part"].to_numpy()
    starts = (
        np.flatnonzero(np.concatenate([[True], part[1:] != part[:-1]])) if len(part) else np.zeros(0, dtype=np.int64)
    )
    keys = rows["row"].to_numpy()
    found: dict[str, list[object]] = {"row": [], "story": [], "lead": []}
    for start, end in zip(starts, np.append(starts[1:], len(part)), strict=True):
        for group, lead in _clustered(rows.slice(start, end - start)):
            found["row"] += [int(keys[start + i]) for i in group]
            found["story"] += [int(keys[start + group[0]])] * len(group)
            found["lead"] += [i == lead for i in group]
    return ordered(pa.table(found, PLACED), "row")


def _clustered(rows: pa.Table) -> Sequence[tuple[list[int], int]]:
    """The stories of a part, each with the article that is most like all of it."""
    if len(rows) > MOST:  # alike to the last level: one happening, told by all
        return [(list(range(len(rows))), 0)]
    alike = stories.similarities(signatures(rows))
    return [(group, stories.central(alike, group)) for group in stories.clustered(alike, LINE)]


def summed(rows: pa.Table) -> pa.Table:
    """What each story is: its headline, days and numbers. Rows: of `CURRENT`, story, telling, lead."""
    found: list[dict[str, object]] = []
    group: list[dict[str, object]] = []
    for row in ordered(rows, "story", "day", "article", "row").to_pylist():
        if group and group[0]["story"] != row["story"]:
            found.append(_summed(group))
            group = []
        group.append(row)
    if group:
        found.append(_summed(group))
    return pa.Table.from_pylist(found, STORIES)


def _summed(articles: list[dict[str, object]]) -> dict[str, object]:
    dated = [a for a in articles if a["day"] is not None]
    titled = [a for a in articles if a["lead"] and a["title"]] or [a for a in articles if a["title"]] or articles
    return {
        "story": articles[0]["story"], "id": articles[0]["article"], "headline": titled[0]["title"],
        "first": dated[0]["published"] if dated else None, "last": dated[-1]["published"] if dated else None,
        "day": dated[0]["day"] if dated else None, "end_day": dated[-1]["day"] if dated else None,
        "articles": len(articles), "tellings": len({a["telling"] for a in articles}),
        "publishers": len({a["publisher"] for a in articles if a["publisher"]}),
    }  # fmt: skip
