"""A reading seen around its quotations: what stands inside them and outside, names and verbs of saying."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence

from retold.reading.quotations import Quotation
from retold.types import Chain, Reading, Sentence, Span

LONGEST = 200
"""Words of the longest sentence whose tree is used. A longer one is a list or no prose."""

NamedSpan = tuple[Span, Chain]
"""A mention and its chain."""


class QuotedText:
    """Look-ups in one reading, given all its quotations."""

    def __init__(self, reading: Reading, quotations: Sequence[Quotation]) -> None:
        self.body, self.sentences = reading.article.body, reading.sentences
        self.mentions: defaultdict[int, list[NamedSpan]] = defaultdict(list)
        """Mentions by sentence index, in the order of the chains."""
        for chain in reading.chains:
            for mention in chain.mentions:
                self.mentions[mention.sentence].append((mention.span, chain))
        self._sentence_starts = [s.span.start for s in reading.sentences]
        self._quotations = [q.span for q in quotations]
        self._quotation_starts = [s.start for s in self._quotations]
        self._quotation_ends = {s.end for s in self._quotations}

    def sentence_index(self, place: int) -> int:
        """Index of the sentence at a place of the body; -1 before the first one."""
        return bisect_right(self._sentence_starts, place) - 1

    def sentence_at(self, place: int) -> Sentence | None:
        index = self.sentence_index(place)
        return self.sentences[index] if index >= 0 else None

    def is_outside(self, place: int) -> bool:
        """Whether a place of the body is outside all quotations."""
        index = bisect_right(self._quotation_starts, place) - 1
        return index < 0 or place >= self._quotations[index].end

    def quotation_ends_at(self, place: int) -> bool:
        return place in self._quotation_ends

    def mentions_between(self, start: int, end: int) -> list[NamedSpan]:
        """Mentions that begin and end between two places of one sentence, from the left."""
        found = [(s, c) for s, c in self.mentions[self.sentence_index(start)] if start <= s.start and s.end <= end]
        return sorted(found, key=lambda pair: pair[0])

    def own_words(self) -> set[str]:
        """All different words outside quotations, in lower case."""
        return {
            self.body[s.span.start + w.span.start : s.span.start + w.span.end].lower()
            for s in self.sentences
            for w in s.words
            if self.is_outside(s.span.start + w.span.start)
        }

    def has_own_words(self, sentence: Sentence) -> bool:
        """Whether a sentence has words outside quotations."""
        offset = sentence.span.start
        return any(w.relation != "punct" and self.is_outside(offset + w.span.start) for w in sentence.words)

    def subjects(self, sentence: Sentence) -> list[Span]:
        """The words that are a subject, and the one before the main verb, which trees often take for another part."""
        offset = sentence.span.start
        found = []
        for i, word in enumerate(sentence.words):
            following = sentence.words[i + 1] if i + 1 < len(sentence.words) else None
            if word.relation.startswith("nsubj") or (following is not None and following.head < 0):
                found.append(Span(offset + word.span.start, offset + word.span.end))
        return found

    def is_main_subject(self, sentence: Sentence, span: Span) -> bool:
        """Whether a name is the subject of the main clause."""
        words, offset = sentence.words, sentence.span.start
        return any(
            w.relation.startswith("nsubj")
            and w.head >= 0
            and words[w.head].head < 0
            and span.start <= offset + w.span.start < span.end
            for w in words
        )

    def is_possessive(self, span: Span) -> bool:
        """Whether a name is in the possessive: "John Smith's mother said"."""
        return bool(re.match(r"['’]s?\s", self.body[span.end : span.end + 3]))
