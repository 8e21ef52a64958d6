"""A digest's sentences beside its source: which words of the source each sentence rests on."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from retold.english import sentences
from retold.export import view
from retold.records.digest_json import QUESTIONS
from retold.types import Claim, Digest, Edge, Evidence, Quote, Theme
from retold.types.speech import Statement

ANSWERS = 2
"""Answers to one question, at most."""


@dataclass(frozen=True, slots=True)
class MarkedClaim:
    """A sentence of the digest, with its id on the page. `marks`: ids of the pieces of the source that it rests on.

    `writer`: the language model that wrote it; "" for Retold itself.
    """

    id: str
    text: str
    marks: tuple[str, ...]
    support: float = 1.0
    writer: str = ""

    @property
    def first(self) -> str:
        """Where its evidence begins, "" if it has none."""
        return self.marks[0] if self.marks else ""


class NameLinks:
    """Finds names in sentences so that they can be links. Each entity is found once only."""

    def __init__(self, entity_ids: Mapping[str, str]) -> None:
        """`entity_ids`: ids of entities by name."""
        self._entity_ids = entity_ids
        longest = sorted((n for n in entity_ids if len(n) > 1), key=lambda n: (-len(n), n))
        self._pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})(?!\w)") if longest else None
        self._linked: set[str] = set()

    def pieces(self, text: str) -> list[tuple[str, str]]:
        """A sentence in pieces, each with the id of the entity that it names, "" for none."""
        pieces, position = [], 0
        for match in self._pattern.finditer(text) if self._pattern else ():
            entity = self._entity_ids[match.group()]
            if entity in self._linked:
                continue
            self._linked.add(entity)
            pieces += [(text[position : match.start()], ""), (match.group(), entity)]
            position = match.end()
        return [*pieces, (text[position:], "")]


@dataclass(frozen=True, slots=True)
class Piece:
    """The source between two places where evidence begins or ends. `id` is "" if nothing rests on it."""

    id: str
    text: str


class MarkedSource:
    """The source of a digest in pieces, and the digest's sentences with the pieces that each rests on."""

    def __init__(self, digest: Digest) -> None:
        self._digest = digest
        self._body = digest.article.body
        spans = sorted(
            {(e.start, e.end) for c in _cited(digest) for e in c.evidence}
            | {tuple(q.span) for q in digest.quotes}
            | {tuple(span) for s in digest.statements for span in s.spans}
            | {tuple(r.evidence) for r in digest.relations}
        )
        line_ends = {place for i, c in enumerate(self._body) if c == "\n" for place in (i, i + 1)}
        # Other pages link to any sentence of the source, also to those that nothing on this page rests on.
        starts = {s.start for s in sentences.split(self._body)}
        ends = {place for span in spans for place in span}
        self._cuts = sorted({0, len(self._body)} | line_ends | starts | ends)
        """Where pieces begin and end."""
        self._with_id = starts.union(*(self._cuts_within(start, end) for start, end in spans))
        """Where the pieces begin that have an id."""
        self._numbers: dict[str, int] = {}

    @property
    def source(self) -> list[list[Piece]]:
        """The paragraphs of the source."""
        paragraphs: list[list[Piece]] = [[]]
        for start, end in zip(self._cuts, self._cuts[1:], strict=False):
            text = self._body[start:end]
            if text == "\n":
                paragraphs.append([])
            else:
                paragraphs[-1].append(Piece(f"s{start}" if start in self._with_id else "", text))
        return [p for p in paragraphs if any(piece.text.strip() for piece in p)]

    def mark(self, claim: Claim, part: str) -> MarkedClaim:
        """A claim with its marks. `part`: the part of the page, such as "t" for takeaways or "r" for the retelling."""
        self._numbers[part] = number = self._numbers.get(part, 0) + 1
        return MarkedClaim(f"{part}{number}", claim.text, self.marks(claim.evidence), claim.support, claim.writer)

    def marks(self, evidence: Iterable[Evidence]) -> tuple[str, ...]:
        """Ids of the pieces that evidence covers, in order."""
        places = {place for e in evidence for place in self._cuts_within(e.start, e.end)}
        return tuple(f"s{place}" for place in sorted(places) if self._body[place : place + 1] != "\n")

    @property
    def takeaways(self) -> list[MarkedClaim]:
        """The takeaways."""
        return [self.mark(c, "t") for c in self._digest.takeaways]

    @property
    def retelling(self) -> list[list[MarkedClaim]]:
        """The paragraphs of the retelling."""
        return [[self.mark(claim, "r") for claim in claims] for claims in self._digest.retelling]

    @property
    def answers(self) -> list[tuple[str, list[MarkedClaim]]]:
        """The questions that have answers, each with up to two of them."""
        answers = {q: getattr(self._digest.answers, q) for q in QUESTIONS}
        return [(q, [self.mark(c, "a") for c in claims[:ANSWERS]]) for q, claims in answers.items() if claims]

    @property
    def timeline(self) -> list[tuple[str, MarkedClaim]]:
        """Dates with their claims."""
        return [(dated.date, self.mark(dated.claim, "d")) for dated in self._digest.timeline]

    @property
    def quotes(self) -> list[tuple[MarkedClaim, Quote]]:
        """Quotes, each with its words as a claim."""
        marked = []
        for quote in self._digest.quotes:
            exact = quote.span.of(self._body)
            evidence = Evidence(self._digest.article.id, *quote.span, exact)
            claim = Claim(" ".join(exact.split()).rstrip(","), (evidence,), 1.0)
            marked.append((self.mark(claim, "q"), quote))
        return marked

    @property
    def statements(self) -> list[tuple[MarkedClaim, Statement]]:
        """Statements, each with its words as a claim."""
        marked = []
        for statement in self._digest.statements:
            evidence = tuple(Evidence(self._digest.article.id, *s, s.of(self._body)) for s in statement.spans)
            claim = Claim(" … ".join(" ".join(e.exact.split()) for e in evidence), evidence, statement.score)
            marked.append((self.mark(claim, "s"), statement))
        return marked

    @property
    def relations(self) -> list[MarkedClaim]:
        """Relations as claims: "Ann Lee — has a position at — Acme: chief executive"."""
        marked = []
        for named in view.relations(self._digest):
            said = f"{named.subject} — {named.words} — {named.target}" + (f": {named.detail}" if named.detail else "")
            evidence = Evidence(
                self._digest.article.id, *named.relation.evidence, named.relation.evidence.of(self._body)
            )
            marked.append(self.mark(Claim(said, (evidence,), named.relation.probability), "l"))
        return marked

    def _cuts_within(self, start: int, end: int) -> list[int]:
        """The places from `start` on, and before `end`, where pieces begin."""
        return self._cuts[bisect_left(self._cuts, start) : bisect_left(self._cuts, end)]


def _cited(digest: Digest) -> Iterator[Claim | Theme | Edge]:
    """All parts of a digest that have evidence."""
    yield from digest.takeaways
    for paragraph in digest.retelling:
        yield from paragraph
    for question in QUESTIONS:
        yield from getattr(digest.answers, question)
    for dated in digest.timeline:
        yield dated.claim
    yield from digest.themes
    yield from digest.graph.edges
    yield from (e.role for e in digest.entities if e.role)
