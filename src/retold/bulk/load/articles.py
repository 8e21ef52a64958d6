"""Articles of a corpus into a memory: their versions and digests, and what they are found by."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from retold.bulk.load.plan import STEP, LoadPlan
from retold.bulk.load.versions import Version
from retold.bulk.tables import arrays, signatures, sketch
from retold.store.articles import LEVEL, renamed
from retold.store.bulk_writer import BulkWriter
from retold.store.text import storable

_COPIED = ("url", "publisher", "published", "day", "language", "words", "fingerprint")
"""Columns of an article that are the same in a shard and in the memory."""


class ArticleRows:
    """Writes the articles of all shards, once."""

    def __init__(self, writer: BulkWriter, plan: LoadPlan) -> None:
        self._writer, self._plan = writer, plan
        self._next_past_key = len(plan.articles) + 1
        """Past versions get the keys after those of current ones."""
        self._places = _places(plan)
        self._pairs, self._shingles = [_no_hashes()], [_no_hashes()]

    def write(self) -> None:
        """Writes rows of `article`, `digest`, `fulltext`, `signature`, `pair` and `shingle`."""
        current = self._plan.article_keys
        for shard in self._plan.corpus.shards:
            for digests, vectors in self._plan.corpus.row_groups(shard, ("digests", "vectors")):
                self._write_past(digests)
                kept = current.contain(digests["row"].to_numpy())
                digests, vectors = digests.filter(kept).combine_chunks(), vectors.filter(kept).combine_chunks()
                keys = current.of(digests["row"].to_numpy())
                self._write_current(keys, digests)
                self._write_signatures(keys, vectors)
        self._write_hashes("pair", self._pairs)
        self._write_hashes("shingle", self._shingles)

    def _write_current(self, keys: NDArray[np.int64], digests: pa.Table) -> None:
        versions = self._versions(digests)
        telling, story, *parts = self._places[keys - 1].T
        self._write_versions(
            keys.tolist(),
            digests,
            versions,
            {
                "telling": telling.tolist(),
                "story": story.tolist(),
                **{f"part{level}": part.tolist() for level, part in enumerate(parts)},
            },
        )
        bodies = [storable(json.loads(digest)["article"]["body"]) for digest in digests["digest"].to_pylist()]
        texts = {"rowid": keys.tolist(), "headline": digests["headline"].to_pylist(), "body": bodies}
        self._writer.write("fulltext", texts)

    def _write_past(self, digests: pa.Table) -> None:
        """Writes past versions, which have only a digest: no telling, story or part, and nothing to be found by."""
        versions = self._plan.versions
        rows = digests["row"].to_pylist()
        past = [place for place, row in enumerate(rows) if row in versions and not versions[row].current]
        if past:
            keys = list(range(self._next_past_key, self._next_past_key + len(past)))
            self._next_past_key += len(past)
            digests = digests.take(pa.array(past))
            self._write_versions(keys, digests, self._versions(digests), {})

    def _versions(self, digests: pa.Table) -> list[Version]:
        rows = zip(digests["row"].to_pylist(), digests["article"].to_pylist(), strict=True)
        return [self._plan.version(row, article) for row, article in rows]

    def _write_versions(
        self, keys: Sequence[int], digests: pa.Table, versions: Sequence[Version], places: Mapping[str, Sequence[int]]
    ) -> None:
        columns: dict[str, Sequence[Any]] = {
            "key": keys,
            "id": [v.article for v in versions],
            "version": [v.number for v in versions],
            "current": [int(v.current) for v in versions],
            "headline": digests["title"].to_pylist(),
            **{name: digests[name].to_pylist() for name in _COPIED},
            "added": [self._plan.added] * len(versions),
        }
        self._writer.write("article", {**columns, **places})
        documents = zip(digests["article"].to_pylist(), digests["digest"].to_pylist(), versions, strict=True)
        self._writer.write("digest", {"article": keys, "content": [_content(*document) for document in documents]})

    def _write_signatures(self, keys: NDArray[np.int64], vectors: pa.Table) -> None:
        packed = [signature.packed() for signature in signatures(vectors)]
        terms, blobs = ([p[i] for p in packed] for i in (0, 1))
        self._writer.write("signature", {"article": keys.tolist(), "terms": terms, "vector": blobs})
        self._pairs.append(_with_keys(keys, arrays(vectors["pairs"])))
        sketches = zip(arrays(vectors["shingles"]), vectors["whole"].to_pylist(), strict=True)
        indexes = [np.array(sorted(sketch(shingles, whole).index), dtype=np.int64) for shingles, whole in sketches]
        self._shingles.append(_with_keys(keys, indexes))

    def _write_hashes(self, table: str, hashes: Sequence[NDArray[np.int64]]) -> None:
        """Each hash of an article once, in the order of the table's key."""
        rows = np.concatenate(hashes)
        rows = rows[np.lexsort((rows[:, 1], rows[:, 0]))]
        rows = rows[np.append(True, (rows[1:] != rows[:-1]).any(axis=1))[: len(rows)]]
        for start in range(0, len(rows), STEP):
            some = rows[start : start + STEP]
            self._writer.write(table, {"hash": some[:, 0].tolist(), "article": some[:, 1].tolist()})


def _places(plan: LoadPlan) -> NDArray[np.int64]:
    """Telling, story and the part at each level of each current article, as keys: (articles, 2 + levels)."""
    table = plan.corpus.table("placed").sort_by("row")
    parts = np.array(table["parts"].to_pylist(), dtype=np.int64)
    columns = (table["telling"].to_numpy(), table["story"].to_numpy(), *parts.T)
    return np.stack([plan.article_keys.of(column) for column in columns], axis=1)


def _content(article: str, digest: str, version: Version) -> bytes:
    """A digest as it is stored. `article`: its article's id, which the version may replace."""
    content = zlib.compress(digest.encode("ascii"), LEVEL)
    return content if version.article == article else renamed(content, article, version.article)


def _no_hashes() -> NDArray[np.int64]:
    return np.zeros((0, 2), dtype=np.int64)


def _with_keys(keys: NDArray[np.int64], hashes: Sequence[NDArray[np.int64]]) -> NDArray[np.int64]:
    """Each hash with the key of its article: (n, 2)."""
    repeated = np.repeat(keys, [len(h) for h in hashes])
    return np.stack([np.concatenate([np.zeros(0, dtype=np.int64), *hashes]), repeated], axis=1)
