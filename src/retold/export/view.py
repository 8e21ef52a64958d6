"""The parts of a digest that every readable format shows: Markdown, HTML and the terminal."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from retold.records.article_kinds import ArticleKind
from retold.types import Digest, DigestEntity, Edge
from retold.types.relations import STATUS_WORDS, TYPE_WORDS, Relation

ENTITIES, EDGES, QUOTES, STATEMENTS, RELATIONS = 12, 8, 6, 6, 12
"""How many of each are shown at most."""
QUESTIONS = ("who", "what", "when", "where", "why", "how")
_DAY = "2026-02-26"


@dataclass(frozen=True, slots=True)
class Intersection:
    """An edge with the names of its two entities."""

    source: str
    target: str
    edge: Edge


def title(digest: Digest) -> str:
    """The headline; if there is none, the first takeaway, the opening words or the id."""
    metadata = digest.article.metadata
    if metadata.headline:
        return metadata.headline
    return digest.takeaways[0].text if digest.takeaways else digest.excerpt[:100] or metadata.id


def credit(digest: Digest) -> str:
    """ "By Jane Doe · Example News · 26 February 2026 · 350 words" """
    metadata = digest.article.metadata
    parts = (
        f"By {', '.join(metadata.byline)}" if metadata.byline else "",
        metadata.publisher,
        metadata.kind.capitalize() if metadata.kind != ArticleKind.NEWS else "",
        when(metadata.published or ""),
        f"{len(digest.article.body.split())} words",
    )
    return " · ".join(part for part in parts if part)


def when(published: str) -> str:
    """An ISO 8601 date for people: "26 February 2026, 08:15 UTC-08:00". Any other text comes back unchanged."""
    if re.fullmatch(r"\d{4}(?:-\d\d)?", published):  # a month or a year
        return f"{date.fromisoformat(published + '-01'):%B %Y}" if "-" in published else published
    try:
        moment = datetime.fromisoformat(published)
    except ValueError:
        return published
    day = f"{moment.day} {moment:%B %Y}"
    if len(published) <= len(_DAY):
        return day
    zone = moment.tzname() or ""
    return f"{day}, {moment:%H:%M} {zone}".strip()


def people_and_topics(digest: Digest) -> tuple[DigestEntity, ...]:
    """The entities to show, the most salient first."""
    return digest.entities[:ENTITIES]


def intersections(digest: Digest) -> tuple[Intersection, ...]:
    """The edges to show, the heaviest first."""
    names = {entity.id: entity.name for entity in digest.entities}
    edges = digest.graph.edges[:EDGES]
    return tuple(Intersection(names[edge.source], names[edge.target], edge) for edge in edges)


def answers(digest: Digest) -> tuple[tuple[str, str], ...]:
    """The questions that the article answers, each with its two best answers."""
    claims_of = ((question, getattr(digest.answers, question)) for question in QUESTIONS)
    return tuple(
        (question.capitalize(), "; ".join(claim.text for claim in claims[:2]))
        for question, claims in claims_of
        if claims
    )


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation. `speaker`: the name of who speaks, else the article's words for them, "" if it does not say.

    `start`: its place in the body.
    """

    text: str
    speaker: str
    start: int


def quotations(digest: Digest) -> tuple[Quotation, ...]:
    """The quotations to show, in the order of the article: those with a speaker before others, then the longest."""
    names = {entity.id: entity.name for entity in digest.entities}
    body = digest.article.body
    best = sorted(
        digest.quotes,
        key=lambda quote: (quote.speaker is None, quote.said_by is None, quote.span.start - quote.span.end),
    )[:QUOTES]
    return tuple(
        Quotation(
            " ".join(quote.span.of(body).split()).rstrip(","),
            names.get(quote.speaker or "") or quote.said_by or "",
            quote.span.start,
        )
        for quote in sorted(best, key=lambda quote: quote.span)
    )


def statements(digest: Digest) -> tuple[tuple[str, str], ...]:
    """The statements to show, as who says it ("Ann Lee (denied)") and the words; the surest ones, in text order."""
    names = {entity.id: entity.name for entity in digest.entities}
    body = digest.article.body
    best = sorted(digest.statements, key=lambda s: (s.speaker not in names, -s.score))[:STATEMENTS]
    return tuple(
        (
            f"{names.get(s.speaker or '') or s.said_by} ({s.cue})",
            " … ".join(" ".join(span.of(body).split()) for span in s.spans),
        )
        for s in sorted(best, key=lambda s: s.spans)
    )


@dataclass(frozen=True, slots=True)
class NamedRelation:
    """A relation with the names of its entities. `words`: what kind it is, with its status unless that is a fact."""

    subject: str
    words: str
    target: str
    detail: str
    relation: Relation


def relations(digest: Digest) -> tuple[NamedRelation, ...]:
    """The relations to show, the likeliest first."""
    names = {entity.id: entity.name for entity in digest.entities}
    body = digest.article.body
    return tuple(
        NamedRelation(
            names[r.subject],
            TYPE_WORDS[r.type] + (f" ({STATUS_WORDS[r.status]})" if STATUS_WORDS[r.status] else ""),
            names[r.object],
            " ".join(r.detail.of(body).split()) if r.detail else "",
            r,
        )
        for r in digest.relations[:RELATIONS]
        if r.subject in names and r.object in names
    )


def snippet(text: str, most: int = 160) -> str:
    """`text` on one line, cut between words to at most `most` code points and an ellipsis."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[:most].rsplit(" ", 1)[0] + " …"


def printable(text: str) -> str:
    """`text` with U+FFFD for control characters and lone surrogates.

    Hostile text must not move the cursor of a terminal, and UTF-8 cannot carry surrogates.
    """
    return "".join(
        "\ufffd" if "\ud800" <= c <= "\udfff" or (ord(c) < 32 and c not in "\n\t") or 127 <= ord(c) < 160 else c
        for c in text
    )
