"""The frames of one reduction, and what several of its steps need."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from retold.bulk.reduce.frames import Frames, Step

if TYPE_CHECKING:
    from daft import DataFrame


@dataclass(frozen=True, slots=True)
class Sizes:
    """How work is divided: articles of a bucket, and names and pairs of entities of one pass."""

    bucket: int = 20_000
    names: int = 3_000_000
    pairs: int = 60_000_000


DEFAULT_SIZES = Sizes()


class CorpusFrames:
    """The shards of a folder, and the tables made from them. `read`: how many articles the shards have."""

    def __init__(self, frames: Frames, shards: Sequence[str], read: int, sizes: Sizes) -> None:
        self.frames, self.sizes = frames, sizes
        self.buckets = max(1, min(4096, -(-read // sizes.bucket)))
        self._shards, self._read = shards, read

    @cached_property
    def rows(self) -> NDArray[np.int64]:
        """The rows of current articles, ascending. Needs the table "articles"."""
        return np.sort(self.frames.scan("articles", ["row"]).to_arrow()["row"].to_numpy())

    def shards(self, table: str, columns: Sequence[str]) -> DataFrame:
        """Columns of a table of all shards."""
        return self.frames.shard_table(table, columns, self._shards)

    def current(self, table: str, columns: Sequence[str]) -> DataFrame:
        """The same, for current articles only."""
        frame = self.shards(table, columns)
        if len(self.rows) == self._read:
            return frame
        return frame.join(self.frames.scan("articles", ["row"]), on="row", how="semi")

    def both_sides(self, pairs: DataFrame, rows: DataFrame, key: str, columns: Sequence[str]) -> DataFrame:
        """Pairs `a` and `b` with columns of both: `a_day`, `b_day` and so on. `key`: the column of `rows` they name."""
        column = self.frames.column
        for side in ("a", "b"):
            renamed = rows.select(column(key).alias(side), *(column(c).alias(f"{side}_{c}") for c in columns))
            pairs = pairs.join(renamed, on=side)
        return pairs

    def story_counts(self) -> DataFrame:
        """How many stories each entity is in. Needs the table "presence"."""
        presence = self.frames.scan("presence", ["entity", "story"])
        return presence.groupby("entity").agg(self.frames.column("story").count().alias("stories"))

    def write(self, frame: DataFrame, step: Step) -> int:
        """Writes the table of a step. Returns how many rows it has."""
        return self.frames.write(frame, step, self.buckets)
