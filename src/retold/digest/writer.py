"""Sentences of the source into claims: cut, rewritten, and checked against what they rest on.

A rewriting that the checker does not find borne out is taken back, and the sentence told
more plainly; one that is not borne out even so is not told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from retold.digest.aspects import Aspects
from retold.digest.claims import evidence
from retold.digest.compression import Short, Shortener
from retold.digest.discourse import Discourse
from retold.digest.fragments import joined
from retold.grounding import Verdict, check
from retold.types import Claim, Evidence, Reading, Sentence


@dataclass(frozen=True, slots=True)
class Written:
    """A claim, the ids of the chains that it names in full, and the year of its last date."""

    claim: Claim
    named: frozenset[str]
    year: int | None


class Writer:
    """Writes the claims of one reading; what stands alone is written once."""

    def __init__(self, reading: Reading) -> None:
        self.aspects = Aspects(reading)
        self._reading, self._article = reading, reading.article
        self._shortener = Shortener(reading)
        published = reading.article.metadata.published
        self._published = date.fromisoformat(published[:10]) if published else None
        self._alone: dict[int, Written | None] = {}
        self._verdicts: dict[tuple[str, tuple[Evidence, ...]], Verdict] = {}

    def tellable(self, sentence: Sentence, told: Discourse) -> bool:
        """Whether a sentence can be told there, if the checker agrees."""
        return self._shortener.shorten(sentence, told, plain=True) is not None

    def write(self, sentence: Sentence, told: Discourse | None = None) -> Written | None:
        """The claim that a sentence makes, or None where it makes none that holds.

        `told`: the text that it goes on; None for a claim that stands alone.
        """
        if told is not None:
            return self._write(sentence, told)
        if sentence.index not in self._alone:
            self._alone[sentence.index] = self._write(sentence, Discourse())
        return self._alone[sentence.index]

    def _write(self, sentence: Sentence, told: Discourse) -> Written | None:
        for plain in (False, True):
            short = self._shortener.shorten(sentence, told, plain=plain)
            if short is None:
                return None
            claim = self._claim(short, sentence)
            if claim is not None:
                return Written(claim, short.named, short.year)
        return None

    def joined(self, last: tuple[Sentence, Written], sentence: Sentence, written: Written) -> Written | None:
        """The claim told last and one that follows it directly as one; None where they stay two."""
        before, told = last
        if self._reading.article.body[before.span.end : sentence.span.start].strip():
            return None
        text = joined(self._reading, before, told.claim.text, sentence, written.claim.text)
        if text is None:
            return None
        found = tuple(sorted({*told.claim.evidence, *written.claim.evidence}, key=lambda e: (e.start, e.end)))
        verdict = self._checked(text, found)
        if verdict.absent or not verdict.supported:
            return None
        claim = Claim(text, found, verdict.support, told.claim.aspect)
        return Written(claim, told.named | written.named, written.year)

    def _claim(self, short: Short, sentence: Sentence) -> Claim | None:
        """None where the evidence does not bear the words, or has not each of them."""
        found = evidence(self._article, short.sources)
        verdict = self._checked(short.text, found)
        if verdict.absent or not verdict.supported:
            return None
        return Claim(short.text, found, verdict.support, self.aspects.of(sentence))

    def _checked(self, text: str, found: tuple[Evidence, ...]) -> Verdict:
        """A sentence told twice, as takeaway and in the retelling, is checked once; one of
        the source's own, told as it stands, needs no checking."""
        texts: Sequence[str] = [e.exact for e in found]
        if any(" ".join(t.split()) == text for t in texts):
            return Verdict(1.0, (), ())
        if (text, found) not in self._verdicts:
            self._verdicts[text, found] = check(text, texts, self._published)
        return self._verdicts[text, found]
