"""What the memory keeps of an article. Made without the database, in the process that reads the article."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from retold.corpus import copies, names, stories
from retold.corpus.identity import Named
from retold.corpus.signature import Signature, restored, signature
from retold.corpus.topics import topics
from retold.engine import Engine
from retold.errors import FormatError
from retold.export.view import title
from retold.extract import derive_id
from retold.memory.days import day_of_stamp
from retold.records.attributed_relations import AttributedRelation, attributed
from retold.records.digest_json import document, load
from retold.store.articles import Entry, packed, unpacked
from retold.store.text import storable
from retold.timestamps import rfc3339
from retold.types import Article, Digest, DigestEntity, EntityType, Reading

LONGEST_ID = 1000
"""Bytes of an id or URL that a database can look up."""
LONGEST_PUBLISHER = 200
"""Characters of a publisher's name that are kept."""


@dataclass(frozen=True, slots=True)
class PreparedChain:
    """A chain, or a topic, as it is kept. `role`: JSON of a claim, or "". `spans`: pairs of start and end, int32."""

    id: str
    named: Named
    key: str
    role: str
    salience: float
    spans: bytes


@dataclass(frozen=True, slots=True)
class Prepared:
    """All that is kept of an article.

    `by_url`: its id was derived, so an article of another id with the same URL is an earlier version of it.
    `content`: the digest, packed. `text`: headline and body, for full-text search.
    `is_told`: whether its digest tells anything.
    """

    entry: Entry
    by_url: bool
    content: bytes
    signature: Signature
    pairs: tuple[int, ...]
    sketch: copies.Sketch
    chains: tuple[PreparedChain, ...]
    text: tuple[str, str]
    relations: tuple[AttributedRelation, ...] = ()
    is_told: bool = True


def fingerprint(article: Article) -> bytes:
    """What an article says, as 16 bytes. Another headline, body, date or publisher makes another version."""
    meta = article.metadata
    content = "\0".join((meta.headline, article.body, meta.published or "", meta.publisher))
    return blake2b(content.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def prepare(engine: Engine, article: Article, on_step: Callable[[str], None]) -> Prepared:
    """Reads an article, and gives what is kept of it. `on_step` is called before each step: "read", "write"."""
    on_step("read")
    reading = engine.reading(article)
    on_step("write")
    return prepared(reading, engine.digest_of(reading), engine.now)


def prepared(reading: Reading, digest: Digest, now: datetime) -> Prepared:
    """What is kept of an article. `now`: when it is added."""
    article = reading.article
    day = day_of_stamp(article.metadata.published)
    sign = signature(reading, day)
    values = document(digest)
    return Prepared(
        replace(entry(article, digest.language, now), headline=storable(title(digest))),
        has_derived_id(article),
        packed(values),
        sign,
        tuple(stories.pairs(sign)),
        sketched(article.metadata.headline, article.body),
        _chains(digest, restored(sign.vector)),
        (storable(article.metadata.headline), storable(article.body)),
        attributed(values),
        bool(digest.takeaways or digest.retelling),
    )


def in_other_words(article: Prepared, engine: Engine, closing: Future[None]) -> Prepared:
    """The article with the sentences that the engine's language model wrote and that passed every check.

    `closing`: what `Engine.closing` gave before the article was read.
    """
    digest = engine.retold(load(unpacked(article.content)), closing)
    return replace(article, content=packed(document(digest)))


def has_derived_id(article: Article) -> bool:
    """Whether an article's id was made from its URL and body, because its source gave none."""
    return article.id == derive_id(article.metadata.url, article.body)


def entry(article: Article, language: str, now: datetime) -> Entry:
    """The row of an article. Raises `FormatError` for an id that is too long to look up."""
    meta = article.metadata
    url = storable(meta.canonical_url or meta.url)
    if len(storable(meta.id).encode()) > LONGEST_ID:
        raise FormatError(f"its id is longer than {LONGEST_ID:,} bytes", meta.id)
    return Entry(
        storable(meta.id),
        url if len(url.encode()) <= LONGEST_ID else "",
        storable(meta.headline),
        storable(meta.publisher)[:LONGEST_PUBLISHER],
        storable(meta.published) if meta.published else None,
        day_of_stamp(meta.published),
        rfc3339(now),
        storable(language),
        len(article.body.split()),
        fingerprint(article),
    )


def sketched(headline: str, body: str) -> copies.Sketch:
    """The sketch of an article with its headline."""
    return copies.sketch(f"{headline}\n{body}")


def _chains(digest: Digest, vector: NDArray[np.float32]) -> tuple[PreparedChain, ...]:
    """The entities of a digest, then its topics."""
    keys = {e.id: names.key(storable(e.name), e.type) for e in digest.entities}
    chains = [_chain(e, keys, vector) for e in digest.entities]
    all_names = {n for e in digest.entities for n in (e.name, *e.aliases)}
    for number, topic in enumerate(topics(digest.hashtags, digest.themes, all_names), start=1):
        named = Named(0, storable(topic.name), EntityType.TOPIC, "", vector)
        chains.append(PreparedChain(f"t{number}", named, storable(topic.key), "", topic.score, b""))
    return tuple(chains)


def _chain(entity: DigestEntity, keys: dict[str, str], vector: NDArray[np.float32]) -> PreparedChain:
    role, text = "", ""
    if entity.role is not None:
        text = storable(entity.role.text)
        evidence = entity.role.evidence[0] if entity.role.evidence else None
        role = json.dumps({"text": text, "start": evidence.start, "end": evidence.end} if evidence else {"text": text})
    named = Named(0, storable(entity.name), entity.type, text, vector, frozenset(keys.values()) - {keys[entity.id]})
    spans = np.array(entity.mentions, dtype="<i4").tobytes()
    return PreparedChain(entity.id, named, keys[entity.id], role, entity.salience, spans)
