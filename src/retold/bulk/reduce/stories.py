"""Articles into their current versions, tellings and stories."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from retold.bulk.reduce.components import components
from retold.bulk.reduce.frames import ordered
from retold.bulk.reduce.runs import run_starts, runs
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
    """The version of each article that was retrieved last. Rows: of `digests`. Returns rows of `CURRENT`.

    `versions` becomes the number of different versions; equal ones count once.
    """
    rows = rows.set_column(rows.schema.get_field_index("retrieved"), "retrieved", rows["retrieved"].fill_null(""))
    rows = ordered(rows, "versions", "retrieved", "row")
    group = rows["versions"].to_numpy()
    last = np.append(run_starts(group)[1:], len(group))[: len(group)] - 1
    fingerprints: dict[int, set[bytes]] = {}
    for number, fingerprint in zip(group.tolist(), rows["fingerprint"].to_pylist(), strict=True):
        fingerprints.setdefault(number, set()).add(fingerprint)
    kept = rows.take(pa.array(last))
    counts = pa.array([len(fingerprints[v]) for v in kept["versions"].to_pylist()], pa.int32())
    kept = kept.set_column(kept.schema.get_field_index("versions"), "versions", counts)
    return ordered(kept.select(CURRENT.names), "row")


def tellings(rows: NDArray[np.int64], links: pa.Table) -> NDArray[np.int64]:
    """The telling of each article, named by its first row. `rows`: ascending; `links`: pairs with their `held`."""
    return rows[_parts(rows, links, copies.COPY)]


def levels(rows: NDArray[np.int64], links: pa.Table) -> list[NDArray[np.int64]]:
    """The part of each article at each of `LEVELS`, named by its first row. `rows`: ascending."""
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
    """The story of each article, named by the row of its first article, and whether the article leads it.

    A story has the headline of its lead. Rows: signatures, article, part. Returns rows of `PLACED`.
    """
    rows = ordered(rows, "part", "day", "article", "row")
    keys = rows["row"].to_numpy()
    result: dict[str, list[object]] = {"row": [], "story": [], "lead": []}
    for start, end in runs(rows["part"].to_numpy()):
        for story, lead in _clustered(rows.slice(start, end - start)):
            result["row"] += [int(keys[start + i]) for i in story]
            result["story"] += [int(keys[start + story[0]])] * len(story)
            result["lead"] += [i == lead for i in story]
    return ordered(pa.table(result, PLACED), "row")


def _clustered(rows: pa.Table) -> Sequence[tuple[list[int], int]]:
    """The stories of a part, each as places of its articles, with the place of the one that is most like all of it."""
    if len(rows) > MOST:  # alike even at the last level: many reports of one event
        return [(list(range(len(rows))), 0)]
    alike = stories.similarities(signatures(rows))
    return [(group, stories.central(alike, group)) for group in stories.clustered(alike, LINE)]


def summed(rows: pa.Table) -> pa.Table:
    """The headline, days and numbers of each story. Rows: of `CURRENT`, with story, telling and lead.

    Returns rows of `STORIES`.
    """
    articles = ordered(rows, "story", "day", "article", "row").to_pylist()
    lines = [_story(list(group)) for _, group in groupby(articles, key=lambda a: a["story"])]
    return pa.Table.from_pylist(lines, STORIES)


def _story(articles: list[dict[str, Any]]) -> dict[str, Any]:
    dated = [a for a in articles if a["day"] is not None]
    titled = [a for a in articles if a["lead"] and a["title"]] or [a for a in articles if a["title"]] or articles
    return {
        "story": articles[0]["story"],
        "id": articles[0]["article"],
        "headline": titled[0]["title"],
        "first": dated[0]["published"] if dated else None,
        "last": dated[-1]["published"] if dated else None,
        "day": dated[0]["day"] if dated else None,
        "end_day": dated[-1]["day"] if dated else None,
        "articles": len(articles),
        "tellings": len({a["telling"] for a in articles}),
        "publishers": len({a["publisher"] for a in articles if a["publisher"]}),
    }
