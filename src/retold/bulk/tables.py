"""The three tables of a shard, as Arrow: digests, mentions, vectors. What is written can be kept in a memory again."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from retold.corpus.copies import SAMPLE, Sketch
from retold.corpus.identity import Named
from retold.corpus.signature import DIMENSIONS, Signature, Terms, restored
from retold.memory.prepared import Prepared, PreparedChain
from retold.store.articles import LEVEL, Entry
from retold.store.text import storable
from retold.types import EntityType

_BAG = [("hashes", pa.list_(pa.uint32())), ("weights", pa.list_(pa.float16()))]
SCHEMAS: Mapping[str, pa.Schema] = {
    "digests": pa.schema(
        [
            ("row", pa.int64()),
            ("article", pa.string()),
            ("versions", pa.int64()),
            ("derived", pa.bool_()),
            ("url", pa.string()),
            ("headline", pa.string()),
            ("title", pa.string()),
            ("publisher", pa.string()),
            ("published", pa.string()),
            ("day", pa.float64()),
            ("retrieved", pa.string()),
            ("language", pa.string()),
            ("words", pa.int32()),
            ("fingerprint", pa.binary(16)),
            ("digest", pa.large_string()),
        ]
    ),
    "mentions": pa.schema(
        [
            ("row", pa.int64()),
            ("article", pa.string()),
            ("form", pa.int64()),
            ("chain", pa.string()),
            ("key", pa.string()),
            ("name", pa.string()),
            ("type", pa.string()),
            ("role", pa.string()),
            ("salience", pa.float64()),
            ("spans", pa.list_(pa.int32())),
        ]
    ),
    "vectors": pa.schema(
        [
            ("row", pa.int64()),
            ("article", pa.string()),
            ("day", pa.float64()),
            ("vector", pa.binary(DIMENSIONS)),
            *((f"terms_{name}", kind) for name, kind in _BAG),
            *((f"lead_{name}", kind) for name, kind in _BAG),
            ("pairs", pa.list_(pa.int64())),
            ("shingles", pa.list_(pa.uint64())),
            ("whole", pa.bool_()),
        ]
    ),
}
"""Of each table. `row`: the article's number in the run, of its shard and its place there; `versions`: the same for all versions
of one article; `form`: the same for all chains of one name, persons apart; `spans`: start and end, one after the other; `vector`: int8 (384,); `shingles`: all of a text that is not long (`whole`), else its sample."""


ROWS = 23
"""Bits of a `row` that are the place in the shard."""


@dataclass(frozen=True, slots=True)
class ReadArticle:
    """An article that was read, and when it was retrieved (RFC 3339), None where its source does not say."""

    article: Prepared
    retrieved: str | None


def first_row(shard: str) -> int:
    """The `row` of the first article of a shard: 40 bits of its name before the place. Never negative."""
    return int(shard[:10], 16) << ROWS


def tables(articles: Sequence[ReadArticle], first: int) -> dict[str, pa.Table]:
    """Articles as rows of the three tables, in their order; `first` is the row of the first."""
    rows: dict[str, list[dict[str, Any]]] = {"digests": [], "mentions": [], "vectors": []}
    for row, read in enumerate(articles, first):
        own = {"row": row, "article": read.article.entry.id}
        rows["digests"].append(own | _digest(read))
        rows["mentions"] += [own | m for m in _mentions(read.article)]
        rows["vectors"].append(own | _vector(read.article))
    return {name: pa.Table.from_pylist(found, SCHEMAS[name]) for name, found in rows.items()}


def hashed(text: str) -> int:
    """Text as 63 bits."""
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big") >> 1


def form(key: str, kind: EntityType) -> int:
    """The form that chains with a key have: topics, persons and all else apart."""
    return hashed(f"{'#' if kind is EntityType.TOPIC else '1' if kind is EntityType.PERSON else '0'} {key}")


def _digest(read: ReadArticle) -> dict[str, Any]:
    article, e = read.article, read.article.entry
    known_by_url = article.by_url and e.url
    return {
        "versions": hashed(f"url {e.url}" if known_by_url else f"id {e.id}"), "derived": article.by_url, "url": e.url,
        "headline": article.text[0], "title": e.headline, "publisher": e.publisher, "published": e.published, "day": e.day,
        "retrieved": read.retrieved, "language": e.language, "words": e.words, "fingerprint": e.fingerprint,
        "digest": zlib.decompress(article.content).decode("ascii"),
    }  # fmt: skip


def _mentions(article: Prepared) -> list[dict[str, Any]]:
    return [
        {
            "form": form(c.key, c.named.kind), "chain": c.id, "key": c.key, "name": c.named.name, "type": c.named.kind.value,
            "role": c.role, "salience": c.salience, "spans": np.frombuffer(c.spans, dtype="<i4"),
        }
        for c in article.chains
    ]  # fmt: skip


def _vector(article: Prepared) -> dict[str, Any]:
    sign, sketch = article.signature, article.sketch
    return {
        "day": sign.day, "vector": sign.vector.tobytes(),
        "terms_hashes": sign.terms.hashes, "terms_weights": sign.terms.weights,
        "lead_hashes": sign.lead.hashes, "lead_weights": sign.lead.weights,
        "pairs": np.array(article.pairs, dtype=np.int64),
        "shingles": np.sort(np.fromiter(sketch.full or sketch.sample, dtype=np.uint64)), "whole": bool(sketch.full),
    }  # fmt: skip


def sketch(shingles: NDArray[np.uint64], whole: bool) -> Sketch:
    """The sketch of an article, of what its row has."""
    every = frozenset(shingles.tolist())
    return Sketch(frozenset(h for h in every if h % SAMPLE == 0), every) if whole else Sketch(every)


def signatures(vectors: pa.Table) -> list[Signature]:
    """The signatures of rows of `vectors`."""
    bags = [[arrays(vectors[f"{of}_{name}"]) for name in ("hashes", "weights")] for of in ("terms", "lead")]
    days = vectors["day"].to_pylist()
    found = []
    for row, vector in enumerate(vectors["vector"].to_pylist()):
        terms, lead = (Terms(hashes[row], weights[row]) for hashes, weights in bags)
        found.append(Signature(terms, lead, np.frombuffer(vector, dtype=np.int8), days[row]))
    return found


def arrays(column: pa.ChunkedArray) -> list[NDArray[Any]]:
    """A column of lists, each as an array that shares its memory."""
    found: list[NDArray[Any]] = []
    for chunk in column.chunks:
        values, starts = chunk.values.to_numpy(zero_copy_only=True), chunk.offsets.to_numpy()
        found += [values[a:b] for a, b in pairwise(starts)]
    return found


def articles(digests: pa.Table, mentions: pa.Table, vectors: pa.Table, added: str) -> Iterator[Prepared]:
    """The articles of a shard's rows, as they were before they were written; `added`: when they are kept, RFC 3339.

    The rows of `digests` and `vectors` are those of the same articles in one order; `mentions` has at least theirs.
    """
    signs = signatures(vectors)
    chains: dict[int, list[dict[str, Any]]] = {}
    for mention in mentions.to_pylist():
        chains.setdefault(mention["row"], []).append(mention)
    pairs, shingles, wholes = vectors["pairs"].to_pylist(), arrays(vectors["shingles"]), vectors["whole"].to_pylist()
    for at, row in enumerate(digests.to_pylist()):
        entry = Entry(
            row["article"], row["url"], row["title"], row["publisher"], row["published"], row["day"], added,
            row["language"], row["words"], row["fingerprint"],
        )  # fmt: skip
        document = row["digest"]
        text = (row["headline"], storable(json.loads(document)["article"]["body"]))
        own = _chains(chains.get(row["row"], []), restored(signs[at].vector))
        yield Prepared(
            entry, row["derived"], zlib.compress(document.encode("ascii"), LEVEL), signs[at], tuple(pairs[at]),
            sketch(shingles[at], wholes[at]), own, text,
        )  # fmt: skip


def _chains(mentions: Sequence[Mapping[str, Any]], vector: NDArray[np.float32]) -> tuple[PreparedChain, ...]:
    keys = frozenset(m["key"] for m in mentions if m["type"] != EntityType.TOPIC)
    found = []
    for m in mentions:
        kind = EntityType(m["type"])
        others = frozenset[str]() if kind is EntityType.TOPIC else keys - {m["key"]}
        role = json.loads(m["role"])["text"] if m["role"] else ""
        named = Named(0, m["name"], kind, role, vector, others)
        found.append(
            PreparedChain(
                m["chain"], named, m["key"], m["role"], m["salience"], np.array(m["spans"], dtype="<i4").tobytes()
            )
        )
    return tuple(found)
