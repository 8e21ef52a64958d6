"""An article's digest into what the memory keeps of it. Pure: it is made beside the reading, on its thread."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from retold.corpus import copies, names, stories
from retold.corpus.identity import Named
from retold.corpus.signature import Signature, restored, signature
from retold.corpus.topics import topics
from retold.errors import FormatError
from retold.export.digest_json import document
from retold.export.view import title
from retold.extract import derive_id
from retold.store.articles import Entry, packed
from retold.store.text import storable
from retold.types import Article, Digest, DigestEntity, EntityType, Reading

LONGEST = 1000
"""Bytes of an id or URL that can be looked up."""
FIRST_DAY, LAST_DAY = -719_162, 2_932_896
"""The days since 1970 that a calendar of four-digit years has."""


@dataclass(frozen=True, slots=True)
class PreparedChain:
    """A chain, or a topic, as it is kept: `spans` are int32 pairs, `role` JSON of a claim or ""."""

    id: str
    named: Named
    key: str
    role: str
    salience: float
    spans: bytes


@dataclass(frozen=True, slots=True)
class Prepared:
    """All that is kept of an article; `text` is headline and body, to be found by.

    `by_url`: whether its id was derived, so that it is an article known by its URL with other words.
    """

    entry: Entry
    by_url: bool
    content: bytes
    signature: Signature
    pairs: tuple[int, ...]
    sketch: copies.Sketch
    chains: tuple[PreparedChain, ...]
    text: tuple[str, str]


def fingerprint(article: Article) -> bytes:
    """What an article says, as 16 bytes: another headline, body or date is another version."""
    meta = article.metadata
    said = "\0".join((meta.headline, article.body, meta.published or "", meta.publisher))
    return blake2b(said.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def prepared(reading: Reading, digest: Digest, now: datetime) -> Prepared:
    """What is kept of an article that was read `now`."""
    article = reading.article
    day = days(article.metadata.published)
    sign = signature(reading, day)
    body = article.body
    return Prepared(
        replace(entry(article, digest.language, now), headline=storable(title(digest))),
        derived(article),
        packed(document(digest)),
        sign,
        tuple(stories.pairs(sign)),
        sketched(article.metadata.headline, body),
        _chains(digest, restored(sign.vector)),
        (storable(article.metadata.headline), storable(body)),
    )


def derived(article: Article) -> bool:
    """Whether an article's id was made from what it says, as its source gave none."""
    return article.id == derive_id(article.metadata.url, article.body)


def entry(article: Article, language: str, now: datetime) -> Entry:
    """The row of an article. Raises `FormatError` for an id that no database can look up."""
    meta = article.metadata
    url = storable(meta.canonical_url or meta.url)
    if len(storable(meta.id).encode()) > LONGEST:
        raise FormatError(f"its id is longer than {LONGEST:,} bytes", meta.id)
    return Entry(
        storable(meta.id),
        url if len(url.encode()) <= LONGEST else "",
        storable(meta.headline),
        storable(meta.publisher)[:200],
        storable(meta.published) if meta.published else None,
        days(meta.published),
        now.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        storable(language),
        len(article.body.split()),
        fingerprint(article),
    )


def sketched(headline: str, body: str) -> copies.Sketch:
    """The sketch of an article, its headline read with it."""
    return copies.sketch(f"{headline}\n{body}")


def days(published: str | None) -> float | None:
    """Days since 1970 of an RFC 3339 date, or date and time; None where there is none."""
    try:
        when = datetime.fromisoformat((published or "").replace("Z", "+00:00"))
    except ValueError:
        return None
    found = (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp() / 86400
    return found if FIRST_DAY <= found < LAST_DAY else None


def day(text: str, end: bool) -> float | None:
    """The first day of a year, a month or a day ("2026", "2026-02", "2026-02-26"), or the day after its last (`end`); None for what is no date."""
    match = re.fullmatch(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", text.strip())
    if match is None:
        return None
    year, month, date = (int(g) if g else None for g in match.groups())
    found = days(f"{year or 0:04}-{1 if month is None else month:02}-{1 if date is None else date:02}")
    if found is None or not end or date is not None:
        return found + 1.0 if found is not None and end else found
    year, month = ((year or 0) + 1, 1) if month in (None, 12) else (year, (month or 0) + 1)
    return days(f"{year:04}-{month:02}-01")


def _chains(digest: Digest, vector: NDArray[np.float32]) -> tuple[PreparedChain, ...]:
    keys = {e.id: names.key(storable(e.name), e.type) for e in digest.entities}
    found = [_chained(e, keys, vector) for e in digest.entities]
    called = {n for e in digest.entities for n in (e.name, *e.aliases)}
    for number, topic in enumerate(topics(digest.hashtags, digest.themes, called), start=1):
        named = Named(0, storable(topic.name), EntityType.TOPIC, "", vector)
        found.append(PreparedChain(f"t{number}", named, storable(topic.key), "", topic.score, b""))
    return tuple(found)


def _chained(entity: DigestEntity, keys: dict[str, str], vector: NDArray[np.float32]) -> PreparedChain:
    role, told = "", ""
    if entity.role is not None:
        told = storable(entity.role.text)
        evidence = entity.role.evidence[0] if entity.role.evidence else None
        role = json.dumps({"text": told, "start": evidence.start, "end": evidence.end} if evidence else {"text": told})
    named = Named(0, storable(entity.name), entity.type, told, vector, frozenset(keys.values()) - {keys[entity.id]})
    spans = np.array(entity.mentions, dtype="<i4").tobytes()
    return PreparedChain(entity.id, named, keys[entity.id], role, entity.salience, spans)
