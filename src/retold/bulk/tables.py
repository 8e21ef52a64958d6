"""The three tables of a shard, as Arrow: digests, mentions, vectors. A memory can keep articles from them."""

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
from retold.corpus.slots import Slots
from retold.memory.prepared import Prepared, PreparedChain
from retold.records.attributed_relations import attributed
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
            ("slots_keys", pa.list_(pa.uint32())),
            ("slots_values", pa.list_(pa.uint32())),
        ]
    ),
}
"""The schema of each table.

`row`: the number of the article, made of its shard and its place there. `versions`: equal for all versions of one
article. `form`: equal for all chains of one name; people have other forms than everything else. `spans`: start, end,
start, end and so on. `vector`: int8 (384,). `shingles`: all of a short text (`whole`), a sample of a long one.
`slots_keys`, `slots_values`: as in `retold.corpus.slots`.
"""


ROWS = 23
"""Bits of a `row` for the place in the shard."""


@dataclass(frozen=True, slots=True)
class ReadArticle:
    """An article, and when it was retrieved (RFC 3339), None if its source does not say."""

    article: Prepared
    retrieved: str | None


def first_row(shard: str) -> int:
    """The `row` of the first article of a shard: 40 bits of the shard's name, then the place. Never negative."""
    return int(shard[:10], 16) << ROWS


def tables(articles: Sequence[ReadArticle], first: int) -> dict[str, pa.Table]:
    """Articles as rows of the three tables, in their order. `first`: the `row` of the first article."""
    rows: dict[str, list[dict[str, Any]]] = {"digests": [], "mentions": [], "vectors": []}
    for row, read in enumerate(articles, first):
        keys = {"row": row, "article": read.article.entry.id}
        rows["digests"].append(keys | _digest(read))
        rows["mentions"] += [keys | m for m in _mentions(read.article)]
        rows["vectors"].append(keys | _vector(read.article))
    return {name: pa.Table.from_pylist(lines, SCHEMAS[name]) for name, lines in rows.items()}


def hashed(text: str) -> int:
    """A hash of text: 63 bits, never negative."""
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big") >> 1


def form(key: str, kind: EntityType) -> int:
    """The form of chains with a key. Topics, people and everything else have different forms."""
    group = "#" if kind is EntityType.TOPIC else "1" if kind is EntityType.PERSON else "0"
    return hashed(f"{group} {key}")


def _digest(read: ReadArticle) -> dict[str, Any]:
    article, entry = read.article, read.article.entry
    known_by_url = article.by_url and entry.url
    return {
        "versions": hashed(f"url {entry.url}" if known_by_url else f"id {entry.id}"),
        "derived": article.by_url,
        "url": entry.url,
        "headline": article.text[0],
        "title": entry.headline,
        "publisher": entry.publisher,
        "published": entry.published,
        "day": entry.day,
        "retrieved": read.retrieved,
        "language": entry.language,
        "words": entry.words,
        "fingerprint": entry.fingerprint,
        "digest": zlib.decompress(article.content).decode("ascii"),
    }


def _mentions(article: Prepared) -> list[dict[str, Any]]:
    return [
        {
            "form": form(chain.key, chain.named.kind),
            "chain": chain.id,
            "key": chain.key,
            "name": chain.named.name,
            "type": chain.named.kind.value,
            "role": chain.role,
            "salience": chain.salience,
            "spans": np.frombuffer(chain.spans, dtype="<i4"),
        }
        for chain in article.chains
    ]


def _vector(article: Prepared) -> dict[str, Any]:
    signature, shingles = article.signature, article.sketch.full or article.sketch.sample
    return {
        "day": signature.day,
        "vector": signature.vector.tobytes(),
        "terms_hashes": signature.terms.hashes,
        "terms_weights": signature.terms.weights,
        "lead_hashes": signature.lead.hashes,
        "lead_weights": signature.lead.weights,
        "pairs": np.array(article.pairs, dtype=np.int64),
        "shingles": np.sort(np.fromiter(shingles, dtype=np.uint64)),
        "whole": bool(article.sketch.full),
        "slots_keys": signature.slots.keys,
        "slots_values": signature.slots.values,
    }


def sketch(shingles: NDArray[np.uint64], whole: bool) -> Sketch:
    """The sketch of an article, from its columns `shingles` and `whole`."""
    hashes = frozenset(shingles.tolist())
    return Sketch(frozenset(h for h in hashes if h % SAMPLE == 0), hashes) if whole else Sketch(hashes)


def signatures(vectors: pa.Table) -> list[Signature]:
    """The signatures of rows of `vectors`."""
    bags = [[arrays(vectors[f"{bag}_{name}"]) for name in ("hashes", "weights")] for bag in ("terms", "lead")]
    days, found = vectors["day"].to_pylist(), slots_of(vectors)
    result = []
    for row, vector in enumerate(vectors["vector"].to_pylist()):
        terms, lead = (Terms(hashes[row], weights[row]) for hashes, weights in bags)
        result.append(Signature(terms, lead, np.frombuffer(vector, dtype=np.int8), days[row], found[row]))
    return result


def slots_of(rows: pa.Table, prefix: str = "") -> list[Slots]:
    """The slots of rows, from columns whose names begin with `prefix`."""
    keys, values = (arrays(rows[f"{prefix}slots_{name}"]) for name in Slots._fields)
    return list(map(Slots, keys, values))


def arrays(column: pa.ChunkedArray) -> list[NDArray[Any]]:
    """The lists of a column, as arrays that share its memory."""
    lists: list[NDArray[Any]] = []
    for chunk in column.chunks:
        values, ends = chunk.values.to_numpy(zero_copy_only=True), chunk.offsets.to_numpy()
        lists += [values[a:b] for a, b in pairwise(ends)]
    return lists


def articles(digests: pa.Table, mentions: pa.Table, vectors: pa.Table, added: str) -> Iterator[Prepared]:
    """The articles of a shard's rows, ready to be kept. `added`: when they are kept, RFC 3339.

    `digests` and `vectors` have the same articles in the same order. `mentions` has all chains of these, maybe others.
    """
    signature_rows = signatures(vectors)
    mentions_of: dict[int, list[dict[str, Any]]] = {}
    for mention in mentions.to_pylist():
        mentions_of.setdefault(mention["row"], []).append(mention)
    pairs, shingles, wholes = vectors["pairs"].to_pylist(), arrays(vectors["shingles"]), vectors["whole"].to_pylist()
    for place, row in enumerate(digests.to_pylist()):
        entry = Entry(
            id=row["article"],
            url=row["url"],
            headline=row["title"],
            publisher=row["publisher"],
            published=row["published"],
            day=row["day"],
            added=added,
            language=row["language"],
            words=row["words"],
            fingerprint=row["fingerprint"],
        )
        document = row["digest"]
        values = json.loads(document)
        signature = signature_rows[place]
        yield Prepared(
            entry,
            row["derived"],
            zlib.compress(document.encode("ascii"), LEVEL),
            signature,
            tuple(pairs[place]),
            sketch(shingles[place], wholes[place]),
            _chains(mentions_of.get(row["row"], []), restored(signature.vector)),
            (row["headline"], storable(values["article"]["body"])),
            attributed(values),
        )


def _chains(mentions: Sequence[Mapping[str, Any]], vector: NDArray[np.float32]) -> tuple[PreparedChain, ...]:
    """The chains of one article. `vector`: that of the article."""
    keys = frozenset(m["key"] for m in mentions if m["type"] != EntityType.TOPIC)
    chains = []
    for m in mentions:
        kind = EntityType(m["type"])
        others = frozenset[str]() if kind is EntityType.TOPIC else keys - {m["key"]}
        role = json.loads(m["role"])["text"] if m["role"] else ""
        named = Named(0, m["name"], kind, role, vector, others)
        spans = np.array(m["spans"], dtype="<i4").tobytes()
        chains.append(PreparedChain(m["chain"], named, m["key"], m["role"], m["salience"], spans))
    return tuple(chains)
