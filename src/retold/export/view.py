"""What every readable form of a digest shows, worked out once."""

from __future__ import annotations

from dataclasses import dataclass

from retold.types import Digest, DigestEntity, Edge, EntityType

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
ENTITIES, EDGES = 12, 8


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
    """ "By Jane Doe · Example News · 2026-02-26 · 350 words" """
    meta = digest.article.metadata
    when = (meta.published or "").replace("T", " ")
    parts = [f"By {', '.join(meta.byline)}" if meta.byline else "", meta.publisher, when]
    return " · ".join(p for p in (*parts, f"{len(digest.article.body.split())} words") if p)


def people_and_topics(digest: Digest) -> tuple[DigestEntity, ...]:
    return digest.entities[:ENTITIES]


def intersections(digest: Digest) -> tuple[Intersection, ...]:
    names = {e.id: e.name for e in digest.entities}
    return tuple(Intersection(names[e.source], names[e.target], e) for e in digest.graph.edges[:EDGES])


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
