"""What every readable form of a digest shows, worked out once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from retold.types import Aspect, Claim, Digest, DigestEntity, Edge, EntityType

LABELS = {
    EntityType.PERSON: "person",
    EntityType.ORGANIZATION: "organization",
    EntityType.PLACE: "place",
    EntityType.EVENT: "event",
    EntityType.WORK: "work",
    EntityType.PRODUCT: "product",
    EntityType.TOPIC: "topic",
    EntityType.OTHER: "other",
}
ENTITIES, EDGES, QUOTES = 12, 8, 6


@dataclass(frozen=True, slots=True)
class Intersection:
    """An edge by the names of its ends."""

    source: str
    target: str
    edge: Edge


def title(digest: Digest) -> str:
    """The headline, or the best stand-in that the article gives."""
    meta = digest.article.metadata
    if meta.headline:
        return meta.headline
    return digest.takeaways[0].text if digest.takeaways else digest.excerpt[:100] or meta.id


def credit(digest: Digest) -> str:
    """ "By Jane Doe · Example News · 26 February 2026 · 350 words" """
    meta = digest.article.metadata
    parts = [f"By {', '.join(meta.byline)}" if meta.byline else "", meta.publisher, when(meta.published or "")]
    return " · ".join(p for p in (*parts, f"{len(digest.article.body.split())} words") if p)


def when(published: str) -> str:
    """ISO 8601 as a person writes it, "26 February 2026, 08:15 UTC-08:00"; what is not a date stays as it is."""
    if re.fullmatch(r"\d{4}(?:-\d\d)?", published):  # a month or a year
        return f"{date.fromisoformat(published + '-01'):%B %Y}" if "-" in published else published
    try:
        moment = datetime.fromisoformat(published)
    except ValueError:
        return published
    day = f"{moment.day} {moment:%B %Y}"
    if len(published) <= len("2026-02-26"):
        return day
    zone = moment.tzname() or ""
    return f"{day}, {moment:%H:%M} {zone}".strip()


def people_and_topics(digest: Digest) -> tuple[DigestEntity, ...]:
    return digest.entities[:ENTITIES]


def intersections(digest: Digest) -> tuple[Intersection, ...]:
    names = {e.id: e.name for e in digest.entities}
    return tuple(Intersection(names[e.source], names[e.target], e) for e in digest.graph.edges[:EDGES])


PARTS = {Aspect.NEWS: "", Aspect.BACKGROUND: "Background", Aspect.OUTLOOK: "What comes next"}


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Of a retelling; `heading` where another part of the story begins."""

    heading: str
    claims: tuple[Claim, ...]


def paragraphs(digest: Digest) -> tuple[Paragraph, ...]:
    """The retelling, its background and outlook under headings of their own; without
    headings where it is one paragraph."""
    found, part = [], Aspect.NEWS
    for claims in digest.retelling:
        opens = claims[0].aspect
        changed = opens is not part and len(digest.retelling) > 1
        found.append(Paragraph(PARTS[opens] if changed else "", claims))
        part = opens
    return tuple(found)


QUESTIONS = ("who", "what", "when", "where", "why", "how")


def answers(digest: Digest) -> tuple[tuple[str, str], ...]:
    """Questions that the article answers, each with its best answers."""
    found = ((q, getattr(digest.answers, q)) for q in QUESTIONS)
    return tuple((q.capitalize(), "; ".join(c.text for c in claims[:2])) for q, claims in found if claims)


@dataclass(frozen=True, slots=True)
class Saying:
    """A quotation, with the name of its speaker, "" where unknown."""

    text: str
    speaker: str
    start: int


def sayings(digest: Digest) -> tuple[Saying, ...]:
    """The quotations that say most, in the order of the article; those with a speaker first."""
    names = {e.id: e.name for e in digest.entities}
    body = digest.article.body
    best = sorted(digest.quotes, key=lambda q: (q.speaker is None, q.span.start - q.span.end))[:QUOTES]
    return tuple(
        Saying(" ".join(q.span.of(body).split()).rstrip(","), names.get(q.speaker or "", ""), q.span.start)
        for q in sorted(best, key=lambda q: q.span)
    )


def snippet(text: str, most: int = 160) -> str:
    """`text` on one line, cut at a word."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[:most].rsplit(" ", 1)[0] + " …"


def printable(text: str) -> str:
    """`text` without what a terminal or a UTF-8 file cannot take: control and escape
    codes, lone surrogates. Hostile text must not move the cursor."""
    return "".join(
        "\ufffd" if "\ud800" <= c <= "\udfff" or (ord(c) < 32 and c not in "\n\t") or 127 <= ord(c) < 160 else c
        for c in text
    )
