"""Sentences that are the words of a speaker and bear no marks of their own, because the quotation began before them.

"“The trees are old. We shall keep them. They give shade,” Ann Lee said.": the second sentence is hers, not the
author's. It is told only with marks, and with who said it where the sentence before is not told.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

from retold.types import Quote, Reading, Sentence, Span

_SAID = r"(?:said|says|added|adds|wrote|writes|explained|continued|replied)"
_CLOSE = r"[,.!?…]?[\"”'’]{1,2},?\s+"
_REACH = 90
"""Code points after a quotation in which stands who said it."""


@dataclass(frozen=True, slots=True)
class SpeechTag:
    """Who said something, with the verb, as the article writes it: "Ann Lee said", "said the mayor"."""

    words: str
    span: Span


class QuotedWords:
    """Which sentences of one reading stand in a quotation that began before them, and who said that."""

    def __init__(self, reading: Reading) -> None:
        self._body = reading.article.body
        self._quotes = reading.quotes
        self._starts = [quote.span.start for quote in reading.quotes]

    def around(self, sentence: Sentence) -> Quote | None:
        """The quotation in which a sentence begins, if it began before the sentence."""
        at = bisect_left(self._starts, sentence.span.start) - 1
        quote = self._quotes[at] if at >= 0 else None
        return quote if quote is not None and sentence.span.start < quote.span.end else None

    def are_cut(self, sentence: Sentence) -> bool:
        """Whether a quotation begins in a sentence and goes on after it."""
        at = bisect_left(self._starts, sentence.span.end) - 1
        return at >= 0 and sentence.span.start <= self._starts[at] and self._quotes[at].span.end > sentence.span.end

    def tag(self, quote: Quote) -> SpeechTag | None:
        """Who said a quotation, as it stands after it or after the one before; None if it is not said so plainly."""
        if not quote.said_by:
            return None
        at = bisect_left(self._starts, quote.span.start)
        last = self._quotes[at - 1].span.end if at else quote.span.start
        return self._tag_after(quote.span.end, quote.said_by) or self._tag_after(last, quote.said_by)

    def _tag_after(self, end: int, said_by: str) -> SpeechTag | None:
        who = re.escape(said_by)
        pattern = re.compile(rf"{_CLOSE}(?P<tag>{who}(?:\s(?:also|then))?\s{_SAID}\b|{_SAID}\s{who})")
        found = pattern.match(self._body, end - 1, end + _REACH) or pattern.match(self._body, end, end + _REACH)
        return SpeechTag(found["tag"], Span(*found.span("tag"))) if found else None


def quotation(text: str, tag: SpeechTag | None) -> str:
    """A sentence in marks, with who said it."""
    words = text.replace("“", "‘").replace("”", "’").replace('"', "'")
    if tag is None:
        return f"“{words}”"
    return f"“{words[:-1]},” {tag.words}." if words.endswith(".") else f"“{words}” {tag.words}."
