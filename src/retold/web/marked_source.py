"""A digest's sentences beside its source: which words of the source each of them rests on."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from retold.english import sentences
from retold.records.digest_json import QUESTIONS
from retold.types import Aspect, Claim, Digest, Edge, Evidence, Theme

PARTS = {Aspect.NEWS: "", Aspect.BACKGROUND: "Background", Aspect.OUTLOOK: "What comes next"}


@dataclass(frozen=True, slots=True)
class MarkedClaim:
    """A sentence of ours: `id` on the page, `marks` the pieces of the source that it rests on, `first` that where its evidence begins."""

    id: str
    text: str
    marks: tuple[str, ...]
    support: float = 1.0

    @property
    def first(self) -> str:
        return self.marks[0] if self.marks else ""


class NameLinks:
    """Finds names in sentences, each name once: what is known of it is a link away, and need not be twice."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = names
        longest = sorted((n for n in names if len(n) > 1), key=lambda n: (-len(n), n))
        self._pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})(?!\w)") if longest else None
        self._seen: set[str] = set()

    def pieces(self, text: str) -> list[tuple[str, str]]:
        """A sentence in pieces, each with the entity that it names, "" for none."""
        found, at = [], 0
        for match in self._pattern.finditer(text) if self._pattern else ():
            entity = self._names[match.group()]
            if entity in self._seen:
                continue
            self._seen.add(entity)
            found += [(text[at : match.start()], ""), (match.group(), entity)]
            at = match.end()
        return [*found, (text[at:], "")]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Of the retelling; `heading` where another part of the story begins."""

    heading: str
    told: tuple[MarkedClaim, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the source between two places where evidence begins or ends; "" as `id` where nothing rests on it."""

    id: str
    text: str


class MarkedSource:
    """The source of a digest in pieces, and the digest's sentences with the pieces of each."""

    def __init__(self, digest: Digest) -> None:
        self._digest = digest
        self._body = digest.article.body
        spans = sorted(
            {(e.start, e.end) for c in _cited(digest) for e in c.evidence} | {tuple(q.span) for q in digest.quotes}
        )
        lines = {at for i, c in enumerate(self._body) if c == "\n" for at in (i, i + 1)}
        begun = {
            s.start for s in sentences.split(self._body)
        }  # other pages lead to sentences on which nothing here rests
        self._cuts = sorted({0, len(self._body), *lines, *begun, *(at for span in spans for at in span)})
        self._covered = begun | {
            at
            for start, end in spans
            for at in self._cuts[bisect_left(self._cuts, start) : bisect_left(self._cuts, end)]
        }
        self._seen: dict[str, int] = {}

    @property
    def source(self) -> list[list[Piece]]:
        """Paragraphs of the source."""
        found: list[list[Piece]] = [[]]
        for start, end in zip(self._cuts, self._cuts[1:], strict=False):
            text = self._body[start:end]
            if text == "\n":
                found.append([])
            else:
                found[-1].append(Piece(f"s{start}" if start in self._covered else "", text))
        return [p for p in found if any(piece.text.strip() for piece in p)]

    def told(self, claim: Claim, part: str) -> MarkedClaim:
        """A claim as a sentence of a part of the page: "t" of the takeaways, "r" of the retelling, and so on."""
        self._seen[part] = number = self._seen.get(part, 0) + 1
        return MarkedClaim(f"{part}{number}", claim.text, self.marks(claim.evidence), claim.support)

    def marks(self, evidence: Iterable[Evidence]) -> tuple[str, ...]:
        """Ids of the pieces that evidence covers, in order."""
        starts = {
            at for e in evidence for at in self._cuts[bisect_left(self._cuts, e.start) : bisect_left(self._cuts, e.end)]
        }
        return tuple(f"s{at}" for at in sorted(starts) if self._body[at : at + 1] != "\n")

    @property
    def takeaways(self) -> list[MarkedClaim]:
        return [self.told(c, "t") for c in self._digest.takeaways]

    @property
    def retelling(self) -> list[Paragraph]:
        """The retelling; its background and outlook have headings where it is more than one paragraph."""
        found, part = [], Aspect.NEWS
        for claims in self._digest.retelling:
            opens = claims[0].aspect
            heading = PARTS[opens] if opens != part and len(self._digest.retelling) > 1 else ""
            found.append(Paragraph(heading, tuple(self.told(c, "r") for c in claims)))
            part = opens
        return found

    @property
    def answers(self) -> list[tuple[str, list[MarkedClaim]]]:
        given = {q: getattr(self._digest.answers, q) for q in QUESTIONS}
        return [(q, [self.told(c, "a") for c in claims[:2]]) for q, claims in given.items() if claims]

    @property
    def timeline(self) -> list[tuple[str, MarkedClaim]]:
        return [(d.date, self.told(d.claim, "d")) for d in self._digest.timeline]

    @property
    def quotes(self) -> list[tuple[MarkedClaim, str | None]]:
        """Quotations and the ids, in the digest, of who says them."""
        found = []
        for quote in self._digest.quotes:
            exact = quote.span.of(self._body)
            evidence = Evidence(self._digest.article.id, *quote.span, exact)
            claim = Claim(" ".join(exact.split()).rstrip(","), (evidence,), 1.0)
            found.append((self.told(claim, "q"), quote.speaker))
        return found


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
