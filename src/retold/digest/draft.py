"""A draft of a claim: the part of a sentence that is kept, and the edits inside it.

Edits add only what the article itself says: a name, a role, a date. The place that it comes from
becomes evidence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import zip_longest

from retold.digest.closing_clauses import closing_clause_start
from retold.digest.connectives import inner_connectives
from retold.digest.dates import rewrite_date
from retold.digest.people import People
from retold.english.market_codes import MARKET_CODE
from retold.english.quotation_marks import quoted_spans
from retold.types import Sentence, Span, TimeExpression

LONG = 34
"""Words from which closing clauses are cut."""

_LEADING_CAPITALS = re.compile(r"(?:[A-Z][A-Z'’-]*\s+)*[A-Z'’-]{2,}\s+(?=[A-Z]?[a-z])")
_PARENTHESES = re.compile(r"(?<!\s)\s*\([^()]{0,120}\)")
_BRACKETS = re.compile(r"(?<!\s)\s*\[[^\[\]]{0,60}\]")
_SPACE_BEFORE_MARK = re.compile(r"\s+([,.;:!?](?!\w)|[’']s\b)")


class Draft:
    """A sentence that is being cut and rewritten. All offsets count code points of the sentence's text."""

    def __init__(self, sentence: Sentence, text: str, year: int | None = None) -> None:
        self.sentence, self.source = sentence, text
        self.start = 0
        """Where the kept part begins."""
        self.evidence: list[Span] = []
        """Places in the body, besides the sentence, that the edits come from."""
        self.named_chains: set[str] = set()
        """Ids of the chains that the draft names in full."""
        self.year = year
        """Year of the last date that the reader has seen."""
        self.is_short = False
        """Whether phrases were left out."""
        self._end, self._tail = len(text), ""
        self._edits: list[tuple[int, int, str]] = []
        self._quotations = quoted_spans(text)

    @property
    def offset(self) -> int:
        """Where the sentence begins in the body."""
        return self.sentence.span.start

    def text(self) -> str:
        """The kept part with all edits."""
        parts, at = [], self.start
        for start, end, words in sorted(self._edits):
            if start >= at and end <= self._end:
                parts.append(self.source[at:start] + words)
                at = end
        return "".join(parts) + self.source[at : self._end] + self._tail

    def edit(self, start: int, end: int, words: str) -> bool:
        """Replaces a piece by `words`; False if an earlier edit overlaps it."""
        free = not any(start < b and a < end for a, b, _ in self._edits)
        if free:
            self._edits.append((start, end, words))
        return free

    def cut(self, places: Sequence[Span]) -> None:
        """Leaves out places of the sentence. What opens it moves its start."""
        for start, end in places:
            if start <= self.start:
                self.start = max(self.start, end)
            else:
                self.edit(start, end, "")
        self.is_short = self.is_short or bool(places)

    def is_cut(self, place: Span) -> bool:
        """Whether a place in the body overlaps something that was left out of the sentence."""
        start, end = place.start - self.offset, place.end - self.offset
        return start < self.start or any(a < end and start < b and not words for a, b, words in self._edits)

    def is_changed(self, place: Span) -> bool:
        """Whether a place in the body overlaps something that was left out of the sentence, or that reads otherwise."""
        start, end = place.start - self.offset, place.end - self.offset
        return start < self.start or start >= self._end or any(a < end and start < b for a, b, _ in self._edits)

    def is_quoted(self, place: int) -> bool:
        """Whether a place is inside quotation marks."""
        return any(start <= place < end for start, end in self._quotations)

    def find_kept(self, pattern: re.Pattern[str]) -> list[re.Match[str]]:
        """Matches in the kept part of the source."""
        return list(pattern.finditer(self.source, self.start, self._end))

    def drop_prefix(self, pattern: re.Pattern[str]) -> None:
        """Cuts a match at the beginning, unless hardly anything would be left."""
        found = pattern.match(self.source[self.start :])
        if found and found.end() < len(self.source) - self.start - 10:
            self.start += found.end()

    def drop_connectives(self) -> None:
        """Cuts adverbs of the main clause that only tie it to the sentence before: "The plan, however, fails"."""
        for start, end in inner_connectives(self.sentence, self.source):
            if start > self.start and not self.is_quoted(start):
                self.edit(start, end, "")

    def lower_leading_capitals(self, people: People) -> None:
        """Writes the first words in their usual case, if they are in capitals: "APPLE HAS REVEALED that"."""
        found = _LEADING_CAPITALS.match(self.source, self.start)
        if found is None:
            return
        for word in re.finditer(r"[^\W\d_]+", found.group()):
            start, end = found.start() + word.start(), found.start() + word.end()
            usual = people.usual_case(word.group())
            if usual != word.group():
                self.edit(start, end, usual.capitalize() if start == self.start else usual)

    def drop_asides(self) -> None:
        """Cuts what is in parentheses and square brackets outside quotations; and codes for traders."""
        for found in (*self.find_kept(_PARENTHESES), *self.find_kept(_BRACKETS)):
            if not self.is_quoted(found.start()):
                self.edit(found.start(), found.end(), "")
        for found in self.find_kept(MARKET_CODE):
            if found.start() > self.start and not self.is_quoted(found.start()):
                self.edit(found.start() - (self.source[found.start() - 1] == " "), found.end(), "")

    def cut_closing_clauses(self) -> None:
        """Cuts closing clauses until the sentence is no longer `LONG`."""
        while not self.is_short and len(self.source[self.start : self._end].split()) > LONG:
            cut = closing_clause_start(self.sentence.words, self.source, Span(self.start, self._end))
            if cut is None:
                return
            self._end = len(self.source[:cut].rstrip(" ,;–—-"))
            self._tail = "."

    def add_dates(self, times: Sequence[TimeExpression]) -> None:
        """Puts dates in place of relative times ("on Tuesday", "last month") outside quotations.

        Of "today, Saturday," one date is made.
        """
        for time, following in zip_longest(times, times[1:]):
            rewrite = rewrite_date(time, self.sentence, self.source, self.year)
            if rewrite is None or self.is_quoted(rewrite.start):
                continue
            kept = rewrite.start >= self.start and rewrite.end <= self._end
            if kept and self.edit(rewrite.start, rewrite.end, rewrite.words):
                self.year = rewrite.year
                self._drop_repeated(time, following, rewrite.end)

    def _drop_repeated(self, time: TimeExpression, following: TimeExpression | None, start: int) -> None:
        """Cuts a second time that stands beside another one and means the same day. `start`: where the first ends."""
        if following is None or following.when != time.when:
            return
        end = following.span.end - self.offset
        if end <= self._end and re.fullmatch(r",\s(?:on\s)?", self.source[start : following.span.start - self.offset]):
            self.edit(start, end, "")


def polish(text: str) -> str:
    """Mends spaces, commas and the first capital after cuts."""
    text = _SPACE_BEFORE_MARK.sub(r"\1", re.sub(r"\s+", " ", text)).strip()
    text = re.sub(r"\.\s*\.$", ".", re.sub(r",\s*,", ",", text))
    text = re.sub(r",\s*([.!])", r"\1", text)
    return text[:1].upper() + text[1:] if text[:1].islower() and not re.match(r"[a-z]+[A-Z]", text) else text
