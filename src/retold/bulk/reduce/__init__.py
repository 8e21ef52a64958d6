"""One corpus of many shards: near-duplicates, stories, identity and the intersection graph, as dataframe steps."""

from __future__ import annotations

from retold.bulk.reduce.corpus_frames import Sizes
from retold.bulk.reduce.pipeline import reduce

__all__ = ["Sizes", "reduce"]
