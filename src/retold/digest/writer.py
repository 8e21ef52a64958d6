"""Claims from sentences of the source: compressed, rewritten, and checked against their evidence.

If grounding rejects a rewritten sentence, a plainer version is tried. If that fails, too, the sentence
makes no claim.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from retold.digest.aspects import Aspects
from retold.digest.claims import evidence
from retold.digest.clarity import Clarity
from retold.digest.compression import CompressedSentence, Compressor
from retold.digest.cuts import MORE
from retold.digest.discourse import Discourse
from retold.digest.fragments import join_fragment
from retold.grounding import Verdict, check
from retold.proof import faults
from retold.types import Claim, Evidence, Reading, Sentence

LEAST = 6
"""Words of the shortest claim that is told together with the one before it."""

_CONJUNCTION = re.compile(r"(?:But|And|Yet|Or) (?=[\w“\"])")


@dataclass(frozen=True, slots=True)
class WrittenClaim:
    """A claim, the ids of the chains that it names in full, and the year of its last date.

    `is_short`: phrases of its sentence are left out.
    """

    claim: Claim
    named_chains: frozenset[str]
    year: int | None
    is_short: bool = False


class ClaimWriter:
    """Writes the claims of one reading. Claims that stand alone are written once and kept."""

    def __init__(self, reading: Reading) -> None:
        self.aspects = Aspects(reading)
        self._reading, self._article = reading, reading.article
        self.clarity = Clarity(reading)
        self._compressor = Compressor(reading, clarity=self.clarity)
        self._published = reading.article.metadata.published_day
        self._alone: dict[int, WrittenClaim | None] = {}
        self._verdicts: dict[tuple[str, tuple[Evidence, ...]], Verdict] = {}

    def compress(self, sentence: Sentence, discourse: Discourse) -> CompressedSentence | None:
        """How a sentence would continue the text, before grounding; None if it cannot."""
        return self._compressor.compress(sentence, discourse, plain=True)

    def size(self, sentence: Sentence, most: int) -> int:
        """Words of a sentence in a text when it is shortened to `most` words, or as near as it can be; 0 leaves it."""
        return self._compressor.size(sentence, most)

    def previous(self, sentence: Sentence) -> Sentence | None:
        """The sentence of the story before one; None before the first."""
        return self._compressor.previous(sentence)

    def is_turned(self, sentence: Sentence) -> bool:
        """Whether the next sentence takes back what this one says."""
        return self._compressor.is_turned(sentence)

    def write(self, sentence: Sentence, discourse: Discourse | None = None) -> WrittenClaim | None:
        """The claim that a sentence makes; None if it makes none, or if grounding rejects it.

        `discourse` is the text that the claim continues; None for a claim that stands alone.
        """
        if discourse is not None:
            return self._write(sentence, discourse)
        if sentence.index not in self._alone:
            self._alone[sentence.index] = self._write(sentence, Discourse())
        return self._alone[sentence.index]

    def _write(self, sentence: Sentence, discourse: Discourse) -> WrittenClaim | None:
        if discourse.most and (short := self._write_short(sentence, discourse)):
            return short
        discourse = replace(discourse, most=0)
        for plain in (False, True):
            compressed = self._compressor.compress(sentence, discourse, plain=plain)
            if compressed is None:
                return None
            written = self._written(compressed, sentence)
            if written is not None:
                return written
        return None

    def _write_short(self, sentence: Sentence, discourse: Discourse) -> WrittenClaim | None:
        """The claim in at most `discourse.most` words, or in nearly as few; None if grounding rejects it.

        A takeaway that is too long for a role goes without it, and one that is more than `MORE` words too long with
        less of the sentence, if it fits then.
        """
        compressed = self._compressor.compress(sentence, discourse)
        first = self._written(compressed, sentence)
        over = len(compressed.text.split()) - discourse.most if compressed is not None else 0
        if discourse.is_text or over <= 0:
            return first
        others = [replace(discourse, introduces=False)]
        if over > MORE:
            others.append(replace(discourse, most=max(1, discourse.most - over)))
        for other in others:
            written = self._written(self._compressor.compress(sentence, other), sentence)
            if written is not None and len(written.claim.text.split()) <= discourse.most:
                return written
        return first

    def _written(self, compressed: CompressedSentence | None, sentence: Sentence) -> WrittenClaim | None:
        """The claim of a compressed sentence; None if there is none, or if grounding rejects it."""
        claim = self._grounded_claim(compressed, sentence) if compressed is not None else None
        if compressed is None or claim is None:
            return None
        return WrittenClaim(claim, compressed.named_chains, compressed.year, compressed.is_short)

    def join(
        self, last: tuple[Sentence, WrittenClaim], sentence: Sentence, written: WrittenClaim
    ) -> WrittenClaim | None:
        """The last claim and a fragment directly after it as one claim; None if they stay two."""
        before, first = last
        if self._reading.article.body[before.span.end : sentence.span.start].strip():
            return None
        text = join_fragment(self._reading, before, first.claim.text, sentence, written.claim.text)
        if text is None:
            return None
        both = tuple(sorted({*first.claim.evidence, *written.claim.evidence}, key=lambda e: (e.start, e.end)))
        verdict = self._verdict(text, both)
        if verdict.absent or not verdict.supported:
            return None
        claim = Claim(text, both, verdict.support, first.claim.aspect)
        if faults(claim, self._article, self._reading.chains):
            return None
        return WrittenClaim(claim, first.named_chains | written.named_chains, written.year)

    def write_with_previous(self, sentence: Sentence, discourse: Discourse | None = None) -> WrittenClaim | None:
        """The claims of a sentence and of the one before it as one; None if one of them makes none.

        For a sentence that does not stand alone. `discourse` is as for `write`.
        """
        previous = self.previous(sentence)
        first = self.write(previous, discourse) if previous is not None else None
        if previous is None or first is None:
            return None
        after = Discourse() if discourse is None else discourse
        follows = replace(
            after,
            named_chains=after.named_chains | first.named_chains,
            introduced_chains=after.introduced_chains | first.named_chains,
            source_end=previous.span.end,
            told=(*after.told, previous.index),
            year=first.year,
        )
        second = self._write(sentence, follows)
        if second is None or len(second.claim.text.split()) < LEAST:
            return None
        both = tuple(sorted({*first.claim.evidence, *second.claim.evidence}, key=lambda e: (e.start, e.end)))
        support = min(first.claim.support, second.claim.support)
        claim = Claim(_joined(first.claim.text, second.claim.text), both, support, second.claim.aspect)
        return WrittenClaim(claim, first.named_chains | second.named_chains, second.year)

    def _grounded_claim(self, compressed: CompressedSentence, sentence: Sentence) -> Claim | None:
        """The claim; None if the evidence does not bear each of its words, or if the proof finds a fault."""
        found = evidence(self._article, compressed.sources)
        verdict = self._verdict(compressed.text, found)
        if verdict.absent or not verdict.supported:
            return None
        claim = Claim(compressed.text, found, verdict.support, self.aspects.of(sentence))
        return None if faults(claim, self._article, self._reading.chains) else claim

    def _verdict(self, text: str, found: tuple[Evidence, ...]) -> Verdict:
        """The verdict of grounding, kept for a claim that is both a takeaway and part of the retelling.

        An unchanged sentence of the source needs no check.
        """
        texts: Sequence[str] = [e.exact for e in found]
        if any(" ".join(t.split()) == text for t in texts):
            return Verdict(1.0, (), ())
        if (text, found) not in self._verdicts:
            self._verdicts[text, found] = check(text, texts, self._published)
        return self._verdicts[text, found]


def _joined(first: str, second: str) -> str:
    """Two claims in a row; one sentence, if the second goes on with "But" or "And"."""
    if _CONJUNCTION.match(second) and first.endswith(".") and not set('“”"') & set(first):
        return f"{first[:-1]}, {second[0].lower()}{second[1:]}"
    return f"{first} {second}"
