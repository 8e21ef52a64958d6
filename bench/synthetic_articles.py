"""Synthetic articles, for what is measured at sizes that reading cannot reach here.

Each article is a story of its own. It names 15 entities, drawn by Zipf's law from 200,000 persons, organizations,
places and events, whose names share first and last words as real names do. Of its sixteen heaviest terms, four belong
to an event that some five articles report, six to one of 2,000 beats (the most frequent beat has 1 % of all
articles), and six to anything. The words of bodies are Zipf over 50,000. Vectors lie around those of the beats.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retold.corpus import copies, names, stories
from retold.corpus.identity import Named
from retold.corpus.signature import restored, unpacked
from retold.memory.prepared import Prepared, PreparedChain
from retold.store.articles import Entry, packed
from retold.types import EntityType

ENTITIES, MENTIONS, BEATS, VOCABULARY, WORDS = 200_000, 15, 2000, 50_000, 60
TERMS = 16
_TYPES = (EntityType.PERSON,) * 8 + (EntityType.ORGANIZATION,) * 7 + (EntityType.PLACE,) * 3 + (EntityType.EVENT,) * 2
_SYLLABLES = "bar cen dil fom gup hat jek lin mos nur pav qes rit sol tun vud wim xan yor zul".split()
_ORGANIZATIONS = "Group Bank University Institute Party Union Media Energy Airlines Council".split()
_HASH_FACTOR = 2_654_435_761


def coined_word(number: int) -> str:
    """A capitalised word for each number; no two words differ by a single slip."""
    word = ""
    while number or not word:
        word += _SYLLABLES[number % 20]
        number //= 20
    return word.capitalize()


@lru_cache(maxsize=ENTITIES)
def name(entity: int) -> str:
    """The name of an entity: no two are the same."""
    kind = type_of(entity)
    if kind is EntityType.PERSON:
        first = coined_word(entity % 1500)
        middle = coined_word(20_000 + entity // 1500 * 131 + entity % 1500 % 131)
        return f"{first} {middle} {coined_word(entity)}"
    if kind is EntityType.ORGANIZATION:
        return f"{coined_word(entity)} {_ORGANIZATIONS[entity % 10]}"
    return f"{coined_word(entity)} Games" if kind is EntityType.EVENT else coined_word(entity)


def type_of(entity: int) -> EntityType:
    return _TYPES[entity % 20]


def _zipf(random: np.random.Generator, size: int, count: int) -> NDArray[np.int64]:
    """`count` numbers from 0 to `size` - 1 by Zipf's law."""
    weights = 1.0 / np.arange(1, size + 1)
    cumulative = np.cumsum(weights / weights.sum())
    numbers: NDArray[np.int64] = np.searchsorted(cumulative, random.random(count)).clip(max=size - 1)
    return numbers


@dataclass(frozen=True, slots=True)
class Articles:
    """`n` consecutive articles."""

    first: int
    """The number of the first article."""
    entities: NDArray[np.int64]
    """(n, 15)."""
    terms: NDArray[np.uint32]
    """Hashes (n, 16), the heaviest first."""
    words: NDArray[np.int64]
    """(n, 60)."""
    vectors: NDArray[np.int8]
    """(n, 384)."""
    days: NDArray[np.float64]
    """(n,): days since 1970."""

    def __len__(self) -> int:
        return len(self.days)


def draw(first: int, count: int, total: int) -> Articles:
    """`count` articles from number `first` on, of `total` that are spread over a year."""
    random = np.random.default_rng(first)
    beat_weights = 1.0 / (np.arange(BEATS) + 21)
    cumulative = np.cumsum(beat_weights / beat_weights.sum())
    beats = np.searchsorted(cumulative, random.random(count)).clip(max=BEATS - 1)
    beat_terms = beats[:, None] * 60 + np.argsort(random.random((count, 60)), axis=1)[:, :6]
    general_terms = 1_000_000 + (200 * (1000.0 ** random.random((count, 6)))).astype(np.int64)
    events = random.integers(0, max(1, total // 5), count)[:, None]
    event_terms = 10_000_000 + events * 12 + np.argsort(random.random((count, 12)), axis=1)[:, :4]
    terms = np.concatenate([event_terms, beat_terms, general_terms], axis=1)
    for row in terms:
        random.shuffle(row)
    vectors = beat_vectors()[beats] + random.normal(size=(count, 384)).astype(np.float32)
    vectors *= 127.0 / np.abs(vectors).max(axis=1, keepdims=True)
    return Articles(
        first,
        _zipf(random, ENTITIES, count * MENTIONS).reshape(count, MENTIONS),
        (terms * _HASH_FACTOR % (1 << 32)).astype(np.uint32),
        _zipf(random, VOCABULARY, count * WORDS).reshape(count, WORDS),
        vectors.astype(np.int8),
        19_000.0 + 365.0 * (first + np.arange(count)) / total,
    )


def beat_vectors() -> NDArray[np.float32]:
    """The vector of each beat: (2000, 384)."""
    return np.random.default_rng(1).normal(size=(BEATS, 384)).astype(np.float32)


def text(articles: Articles, row: int) -> str:
    """The body of an article: its words, and a sentence for every five of its names."""
    sentences = [" ".join(f"w{word}" for word in articles.words[row])]
    entity_names = [name(int(entity)) for entity in articles.entities[row]]
    sentences += [", ".join(entity_names[i : i + 5]) for i in range(0, MENTIONS, 5)]
    return ". ".join(sentences) + "."


def digest(key: str, headline: str, body: str, published: str | None) -> dict[str, Any]:
    """A complete digest of one sentence, as JSON."""
    evidence = {"article": key, "start": 0, "end": 80, "exact": body[:80]}
    claim = {"text": body[:80], "evidence": [evidence], "support": 1.0, "aspect": "news"}
    return {
        "schema": "retold.digest/1.1",
        "article": {
            "id": key,
            "url": "",
            "canonical_url": "",
            "headline": headline,
            "byline": [],
            "publisher": "Paper",
            "published": published,
            "modified": None,
            "language": "en",
            "body": body,
            "words": len(body.split()),
        },
        "hashtags": [],
        "takeaways": [claim],
        "retelling": [[claim]],
        "answers": {},
        "timeline": [],
        "quotes": [],
        "themes": [],
        "entities": [],
        "graph": {"nodes": [], "edges": []},
        "source": {"url": "", "publisher": "Paper", "published": published, "retrieved": None, "excerpt": body[:80]},
        "notes": [],
    }


def packed_terms(terms: NDArray[np.uint32]) -> bytes:
    """The terms of an article, heaviest first, packed as a signature has them (in order of their hashes, twice)."""
    falling = np.linspace(1.0, 0.5, TERMS)
    weights = (falling / np.linalg.norm(falling)).astype("<f2")
    order = np.argsort(terms)
    hashes, ordered_weights = terms[order].astype("<u4").tobytes(), weights[order].tobytes()
    return np.array([TERMS, TERMS], dtype="<u2").tobytes() + hashes + hashes + ordered_weights + ordered_weights


def prepared_batch(size: int, number: int, count: int = 32) -> list[Prepared]:
    """Batch `number` of articles to keep in a memory that holds `size` articles like them.

    One entity in twenty is new.
    """
    articles = draw(10_000_000 + 1000 * number + size, count, size)
    random = np.random.default_rng(number)
    batch = []
    for row in range(count):
        key, body = f"n{size}-{number}-{row}", text(articles, row)
        vector = articles.vectors[row]
        day = 19_000.0 + 365.0 * random.random()
        signature = unpacked(packed_terms(articles.terms[row]), vector.tobytes(), day)
        entities = [
            int(entity) if random.random() > 0.05 else ENTITIES + 10_000 * number + 100 * row + i
            for i, entity in enumerate(np.unique(articles.entities[row]))
        ]
        entry = Entry(key, "", key, "Paper", None, signature.day, "2026-01-01T00:00:00Z", "en", 75, key.encode())
        batch.append(
            Prepared(
                entry,
                False,
                packed(digest(key, key, body, None)),
                signature,
                tuple(stories.pairs(signature)),
                copies.sketch(body),
                _chains(entities, restored(vector)),
                (key, body),
            )
        )
    return batch


def _chains(entities: list[int], vector: NDArray[np.float32]) -> tuple[PreparedChain, ...]:
    """A chain with one mention for each entity of an article."""
    keys = {entity: names.key(name(entity), type_of(entity)) for entity in entities}
    spans = np.array([[0, 4]], dtype="<i4").tobytes()
    chains = []
    for entity in entities:
        other_keys = frozenset(keys.values()) - {keys[entity]}
        named = Named(0, name(entity), type_of(entity), "", vector, other_keys)
        chains.append(PreparedChain(f"e{entity}", named, keys[entity], "", 0.5, spans))
    return tuple(chains)
