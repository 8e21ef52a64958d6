"""Steps from the articles of shards to stories: versions, copies, links, stories."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from retold.bulk.reduce import similarity, stories
from retold.bulk.reduce.corpus_frames import CorpusFrames
from retold.bulk.reduce.frames import Step, ordered, save
from retold.corpus import copies
from retold.corpus.stories import LINE

if TYPE_CHECKING:
    from daft import DataFrame

SLOTS = ("slots_keys", "slots_values")
SIGNATURE = ("vector", "day", "terms_hashes", "terms_weights", "lead_hashes", "lead_weights", *SLOTS)
"""Columns of `vectors` that make a signature."""
_VERSION_COLUMNS = (*stories.CURRENT.names, "retrieved", "fingerprint")


class ArticleSteps:
    """The steps, in the order of their methods."""

    def __init__(self, corpus: CorpusFrames) -> None:
        self._corpus, self._frames = corpus, corpus.frames

    def versions(self) -> None:
        """Writes `articles`: the last version of each article."""
        step = Step("articles", "versions", stories.current, stories.CURRENT)
        self._corpus.write(self._corpus.shards("digests", _VERSION_COLUMNS), step)

    def copies(self) -> None:
        """Writes `work/held`: pairs of articles that are copies."""
        column = self._frames.column
        texts = self._corpus.current("vectors", ("row", "day", "shingles", "whole"))
        texts = texts.select("row", "day", column("shingles").alias("v_shingles"), column("whole").alias("v_whole"))
        hashes = (
            self._frames.map_rows(texts, similarity.index, pa.list_(pa.int64()))
            .select("row", "day", column("found").alias("hash"))
            .explode("hash")
        )
        pairs = self._pairs("copies", hashes.where(column("hash").not_null()), 2)
        self._save_alike(
            "held", self._with_columns(pairs, ("shingles", "whole", "day", *SLOTS)), similarity.held, copies.COPY
        )

    def links(self) -> None:
        """Writes `work/alike`: pairs of articles that are alike enough for one story."""
        column = self._frames.column
        hashes = (
            self._corpus.current("vectors", ("row", "day", "pairs"))
            .select("row", "day", column("pairs").alias("hash"))
            .explode("hash")
        )
        pairs = self._pairs("links", hashes.where(column("hash").not_null()), 1)
        self._save_alike("alike", self._with_columns(pairs, SIGNATURE), similarity.alike, LINE)

    def stories(self) -> None:
        """Writes `placed`, each article's telling, story and parts, and `stories`."""
        frames, rows = self._frames, self._corpus.rows
        held, alike = (frames.scan(f"work/{name}").to_arrow() for name in ("held", "alike"))
        levels = stories.levels(rows, alike)
        part = stories.parts(levels)
        shared = np.isin(part, part[part != rows])
        together = frames.from_arrow(pa.table({"row": rows[shared], "part": part[shared]}))
        together = together.join(self._corpus.shards("vectors", ("row", *SIGNATURE)), on="row")
        together = together.join(frames.scan("articles", ["row", "article"]), on="row")
        self._corpus.write(together, Step("work/placed", "part", stories.placed, stories.PLACED))
        placed = ordered(frames.scan("work/placed").to_arrow().cast(stories.PLACED), "row")
        alone = pa.table(
            {"row": rows[~shared], "story": rows[~shared], "lead": np.ones(int((~shared).sum()), dtype=bool)},
            stories.PLACED,
        )
        tellings = pa.array(stories.tellings(rows, held))
        parts = pa.array(np.stack(levels, axis=1).tolist(), pa.list_(pa.int64()))
        every = ordered(pa.concat_tables([placed, alone]), "row")
        every = every.append_column("telling", tellings).append_column("parts", parts)
        save(frames.path("placed/all.parquet"), every)
        articles = frames.scan("articles").join(frames.scan("placed"), on="row")
        articles = articles.select(*stories.CURRENT.names, "story", "telling", "lead")
        self._corpus.write(articles, Step("stories", "story", stories.summed, stories.STORIES))

    def _pairs(self, name: str, hashes: DataFrame, least: int) -> DataFrame:
        """Pairs of articles that share at least `least` hashes. `hashes`: hash, row, day."""
        near, pairs = f"work/{name}-near", f"work/{name}-pairs"
        neighbours = Step(near, "hash", similarity.neighbours, similarity.PAIRS)
        self._corpus.write(hashes.select("hash", "row", "day"), neighbours)
        counted = Step(pairs, "a", partial(similarity.counted, least=least), similarity.PAIRS)
        self._corpus.write(self._frames.scan(near), counted)
        return self._frames.scan(pairs, ["a", "b"])

    def _with_columns(self, pairs: DataFrame, columns: Sequence[str]) -> DataFrame:
        """Pairs with columns of `vectors` of both articles."""
        return self._corpus.both_sides(pairs, self._corpus.shards("vectors", ("row", *columns)), "row", columns)

    def _save_alike(self, name: str, pairs: DataFrame, work: Callable[[pa.Table], pa.Array], line: float) -> None:
        """Saves the pairs to which `work` gives at least `line`."""
        column = self._frames.column
        kind = pa.float64() if name == "held" else pa.float32()
        found = self._frames.map_rows(pairs, work, kind).where(column("found") >= self._frames.literal(line))
        table = found.select("a", "b", column("found").alias("alike")).to_arrow().cast(stories.LINKS)
        save(self._frames.path(f"work/{name}/all.parquet"), ordered(table, "a", "b"))
