"""Who says a quotation.

`source_phrases` finds the words that the sentence of a quotation has for its speaker, `references` whom they name. A
quotation without such words goes on with the speaker of the one before, if nothing stands between them. What nobody is
said to say is a quotation only if it is a whole sentence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from retold.english.speech_verbs import LABEL, TEXTS
from retold.reading.posts import Post
from retold.reading.quotations import Quotation
from retold.reading.quoted_text import QuotedText
from retold.reading.references import References
from retold.reading.source_phrases import SourcePhrases
from retold.types import EntityType, Quote, Reading, Role, Sentence, Span

LEAST = 3
"""Words of the shortest quotation. Fewer words are a nickname, a title or a word that the writer doubts."""
SHORT = 9
"""Words below which a quotation may be a name."""


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who speaks: the words for them in the body, and the chain that they name, if any. `how`: by which ways."""

    words: Span | None
    chain: str | None
    how: str


class Speakers:
    """Attributes the quotations of one reading, in text order."""

    def __init__(self, reading: Reading, roles: Sequence[Role], quotations: Sequence[Quotation]) -> None:
        self._text = QuotedText(reading, quotations)
        self._phrases = SourcePhrases(self._text)
        self._references = References(reading, roles, self._text, self._phrases.subject)
        self.attributions: dict[Span, Attribution] = {}
        self._last: Span | None = None
        self._heard = 0

    def attribute(self, quotation: Quotation) -> Quote | None:
        """The quotation with its speaker; None if it is nobody's words."""
        body, span = self._text.body, quotation.span
        first, last = self._text.sentence_at(span.start), self._text.sentence_at(span.end - 1)
        if first is None or last is None or first.clutter or self._is_text(first, span):
            return None
        self._listen(first.index)
        found = self._in_sentence(span, first, last) or self._around(quotation, first, last)
        text = span.of(body)
        size = len(re.findall(r"\w+", text))
        if size < LEAST and not (found is not None and re.search(r"[.,!?]$", text)):
            return None
        if size < SHORT and self._is_name(first, span, found is not None):
            return None
        if found is None and not self._is_sentence(text):
            return None
        if found is not None and found.words is not None and LABEL.search(found.words.of(body)):
            return None
        self._last = span
        if found is None:
            return Quote(span, None)
        self.attributions[span] = found
        if found.words is None:
            return Quote(span, None)
        self._references.antecedents.spoke(found.words, found.chain)
        return Quote(span, found.chain, found.words.of(body))

    def signed(self, post: Post) -> Quote:
        """The words of a post with its author."""
        return Quote(post.span, self._references.named(post.name), post.name.of(self._text.body))

    def _listen(self, until: int) -> None:
        """Notes who speaks without quotation marks in the sentences up to `until`: "Ann Lee said that …"."""
        for sentence in self._text.sentences[self._heard : until]:
            if sentence.clutter or self._references.antecedents.has_voice(sentence):
                continue
            source = self._phrases.reporting(sentence)
            answer = self._references.resolve(source) if source is not None else None
            if source is not None and answer is not None:
                self._references.antecedents.reports(sentence, answer[0])
        self._heard = max(self._heard, until)

    def _is_sentence(self, text: str) -> bool:
        """Whether words that nobody is said to say are at least a whole sentence."""
        return bool(re.match(r"\W*[A-Z0-9]", text) and re.search(r"[.!?,…][’')]*$", text)) and len(text.split()) > LEAST

    def _is_text(self, sentence: Sentence, span: Span) -> bool:
        """Whether the words stand on a thing, or are its name: "the slogan “…”", "a book called “…”"."""
        before = re.findall(r"[\w’'-]+|[:,]", self._text.body[max(sentence.span.start, span.start - 40) : span.start])
        if not before:
            return False
        last = before[-1].lower()
        return last in TEXTS or last.rstrip("s") in TEXTS 

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

    def _in_sentence(self, span: Span, first: Sentence, last: Sentence) -> Attribution | None:
        """The speaker that the last or the first sentence of the quotation gives."""
        for sentence in (last, first) if first is not last else (first,):
            source = self._phrases.of(sentence, span)
            if source is not None:
                return self._attribution(source)
        return None

    def _attribution(self, source) -> Attribution:
        answer = self._references.resolve(source)
        if answer is None:
            return Attribution(source.span if source.head else None, None, f"{source.construction}: nobody")
        return Attribution(source.span, answer[0], f"{source.construction}: {answer[1]}")

    def _around(self, quotation: Quotation, first: Sentence, last: Sentence) -> Attribution | None:
        """The speaker by the text around a quotation whose sentences give none."""
        text, span, body = self._text, quotation.span, self._text.body
        before = self._last
        alone = not re.search(r"\w", body[first.span.start : span.start]) and not re.search(
            r"\w", body[span.end : last.span.end]
        )
        if before is not None:
            known = self.attributions.get(before)
            sentence = text.sentence_at(before.end - 1)
            way = (
                "continues"
                if quotation.continues
                else "same sentence"
                if sentence is first
                else "same paragraph"
                if first.index - sentence.index <= 1 and first.paragraph == sentence.paragraph
                else "next paragraph"
                if alone and first.index - sentence.index <= 1 and first.paragraph - sentence.paragraph == 1
                else None
            )
            if way is not None:
                return known and Attribution(known.words, known.chain, f"{way}; {known.how}")
        if not alone:
            return None
        lead = text.sentences[first.index - 1] if first.index else None
        if lead is not None and first.paragraph - lead.paragraph <= 1 and not lead.clutter:
            with_colon = lead.span.of(body).rstrip().endswith(":")
            source = self._phrases.introducing(lead, span) if with_colon else (self._phrases.reporting(lead) if lead.paragraph == first.paragraph else None)
            if source:
                found = self._attribution(source)
                return Attribution(found.words, found.chain, f"{'lead colon' if with_colon else 'lead'}{', other paragraph' if first.paragraph != lead.paragraph else ''}; {found.how}")
        after = text.sentences[last.index + 1] if last.index + 1 < len(text.sentences) else None
        source = self._phrases.signed(after, span) if after is not None else None
        return self._attribution(source) if source is not None else None
