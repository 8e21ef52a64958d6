"""Who says a quotation.

`source_phrases` finds the words that the sentence of a quotation has for its speaker, `references` whom they name. A
quotation without such words goes on with the speaker of the one before, if nothing stands between them. What nobody is
said to say is a quotation only if it is a whole sentence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from retold.english.speech_verbs import LABEL, NAMED, TEXTS
from retold.reading.clauses import Source
from retold.reading.posts import Post
from retold.reading.pronoun_ranker import PronounRanker
from retold.reading.quotations import Quotation
from retold.reading.quoted_text import QuotedText
from retold.reading.references import References
from retold.reading.source_phrases import SourcePhrases
from retold.types import EntityType, Quote, Reading, Role, Sentence, Span

LEAST = 3
"""Words of the shortest quotation. Fewer words are a nickname, a title or a word that the writer doubts."""
SHORT = 9
"""Words below which a quotation may be a name."""

_BEFORE_SOURCE = re.compile(r"[\s,.;:'’\"”“‘—–-]*(?:with\s)?", re.IGNORECASE)
_SHORT_VERB = re.compile(r"^((?:s?he|it|they|we|I))['’](?:s|d|ll|ve|re|m)$", re.IGNORECASE)
_NEGATION = re.compile(r"\b(?:not|never|no|cannot|without|\w+n['’]t)\s(?:\w+\s)?\W?$", re.IGNORECASE)
"""Words that turn round the words in quotation marks after them: "didn't “want to contemplate” it"."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks. `words`: the words for them in the body, None for nobody that is mentioned. `chain`: its id."""

    words: Span | None
    chain: str | None


class Speakers:
    """Attributes the quotations of one reading, in text order."""

    def __init__(
        self,
        reading: Reading,
        roles: Sequence[Role],
        quotations: Sequence[Quotation],
        ranker: PronounRanker | None = None,
    ) -> None:
        self._text = QuotedText(reading, quotations)
        self._phrases = SourcePhrases(self._text)
        self._references = References(reading, roles, self._text, self._phrases.subject, ranker)
        self._last: tuple[Span, Speaker | None] | None = None
        self._heard = 0

    def attribute(self, quotation: Quotation) -> Quote | None:
        """The quotation with its speaker; None if it is nobody's words."""
        body, span = self._text.body, quotation.span
        first, last = self._text.sentence_at(span.start), self._text.sentence_at(span.end - 1)
        if first is None or last is None or first.clutter or self._is_text(first, span):
            return None
        self._listen(first.index)
        found = self._in_sentence(span, first, last) or self._around(quotation, first, last)
        if not self._is_speech(span, first, found):
            return None
        self._last = span, found
        if found is None or found.words is None:
            return Quote(span, None)
        self._references.antecedents.spoke(found.words, found.chain)
        return Quote(span, found.chain, found.words.of(body))

    def signed(self, post: Post) -> Quote:
        """The words of a post with its author."""
        return Quote(post.span, self._references.named(post.name), post.name.of(self._text.body))

    def of_words(self, words: Span) -> Speaker | None:
        """The speaker whom the words for a source name; None if they are in a quotation."""
        if not self._text.is_outside(words.start):
            return None
        return self._speaker(self._phrases.of_words(words))

    def _listen(self, until: int) -> None:
        """Notes who speaks without quotation marks in the sentences up to `until`: "Ann Lee said that …"."""
        for sentence in self._text.sentences[self._heard : until]:
            if sentence.clutter or self._references.antecedents.voice(sentence) is not None:
                continue
            source = self._phrases.reporting(sentence)
            if source is not None and source.span.end:
                self._references.antecedents.reports(sentence, self._references.resolve(source))
        self._heard = max(self._heard, until)

    def _is_speech(self, span: Span, sentence: Sentence, found: Speaker | None) -> bool:
        """Whether words in marks are somebody's speech, given who is said to say them."""
        text = span.of(self._text.body)
        size = len(re.findall(r"\w+", text))
        words = found.words.of(self._text.body) if found is not None and found.words is not None else ""
        if LABEL.search(words) or (size < LEAST and not (words and re.search(r"[.,!?]$", text))):
            return False
        if size < SHORT and self._is_name(sentence, span, found is not None):
            return False
        before = self._text.body[max(sentence.span.start, span.start - 30) : span.start]
        if size < SHORT and text[:1].islower() and _NEGATION.search(before):
            return False
        if found is not None:
            return True
        is_whole = re.match(r"\W*[A-Z0-9]", text) and re.search(r"[.!?,…][’')]*$", text)
        has_subject = any(span.covers(s) for s in self._text.subjects(sentence)) or size >= SHORT
        return bool(is_whole) and size > LEAST and has_subject

    def _is_text(self, sentence: Sentence, span: Span) -> bool:
        """Whether the words are those or the name of a thing before them: "the slogan “…”", "a book titled “…”"."""
        before = self._text.body[max(sentence.span.start, span.start - 40) : span.start]
        if NAMED.search(before):
            return True
        last = re.search(r"([\w’'-]+)\W*$", before)
        return last is not None and ":" not in last.group() and last[1].lower().removesuffix("s") in TEXTS

    def _is_name(self, sentence: Sentence, span: Span, attributed: bool) -> bool:
        """Whether a short quotation is the name of a work, event or product.

        Without a speaker it may be any name.
        """
        for mention, chain in self._text.mentions[sentence.index]:
            is_title = chain.type in (EntityType.WORK, EntityType.EVENT, EntityType.PRODUCT)
            covers_most = 10 * (mention.end - mention.start) > 6 * (span.end - span.start)
            if mention.overlaps(span) and covers_most and (is_title or not attributed):
                return True
        return False

    def _in_sentence(self, span: Span, first: Sentence, last: Sentence) -> Speaker | None:
        """The speaker that the last or the first sentence of the quotation gives."""
        for sentence in (last, first) if first is not last else (first,):
            source = self._phrases.of(sentence, span) or self._phrases.heard(sentence, span)
            if source is not None:
                return self._speaker(source)
        return None

    def _speaker(self, source: Source | None) -> Speaker | None:
        if source is None:
            return None
        if source.span.end == 0:
            return Speaker(None, self._references.resolve(source))
        whole = self._whole(source)
        return Speaker(whole.span, self._references.resolve(whole))

    def _whole(self, source: Source) -> Source:
        """The source with all of a name that it cuts, and without what else is around: "he" of "he’s"."""
        start, end = source.span
        mentions = self._text.mentions[self._text.sentence_index(start)]
        end = max([end, *(s.end for s, _ in mentions if s.start < end < s.end)])
        text = self._text.body[start:end]
        before = _BEFORE_SOURCE.match(text)
        lead = before.end() if before else 0
        words = _SHORT_VERB.sub(r"\1", text[lead:].rstrip(' ,;:"”“‘—–-'))
        if not words:
            return source
        span = Span(start + lead, start + lead + len(words))
        return Source(span, min(max(source.head, span.start), span.end) if source.head < source.span.end else span.end)

    def _around(self, quotation: Quotation, first: Sentence, last: Sentence) -> Speaker | None:
        """The speaker by the text around a quotation whose sentences give none."""
        text, span, body = self._text, quotation.span, self._text.body
        alone = not re.search(r"\w", body[first.span.start : span.start]) and not re.search(
            r"\w", body[span.end : last.span.end]
        )
        if self._last is not None and self._goes_on(self._last[0], quotation, first, alone):
            return self._last[1]
        if not alone:
            return None
        lead = text.sentences[first.index - 1] if first.index else None
        found = None
        if lead is not None and first.paragraph - lead.paragraph <= 1 and not lead.clutter:
            if lead.span.of(body).rstrip().endswith(":"):
                found = self._speaker(self._phrases.introducing(lead, span))
            elif lead.paragraph == first.paragraph:
                found = self._speaker(self._phrases.reporting(lead))
        after = text.sentences[last.index + 1] if last.index + 1 < len(text.sentences) else None
        return found or (self._speaker(self._phrases.signed(after, span)) if after is not None else None)

    def _goes_on(self, before: Span, quotation: Quotation, first: Sentence, alone: bool) -> bool:
        """Whether a quotation goes on with the speech of the one before.

        It is in the same sentence or the next. `alone`: it is all of its sentences; then it may begin a new paragraph.
        """
        sentence = self._text.sentence_at(before.end - 1)
        return sentence is not None and (
            quotation.continues
            or (first.index - sentence.index <= 1 and first.paragraph - sentence.paragraph <= (1 if alone else 0))
        )
