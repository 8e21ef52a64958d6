"""Who says a quotation.

Rules are tried from the surest on. First the verb of saying in the sentence of the quotation: by word
order (`word_order`), then by its subject in the tree (`verb_subjects`). If there is none, the
sentence that introduces the quotation, or the speaker of the quotation before. Pronouns and common
nouns are resolved by `noun_phrases` and `references`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from retold.reading.noun_phrases import NounPhrases
from retold.reading.quotations import Quotation
from retold.reading.quoted_text import QuotedText
from retold.reading.references import UNNAMED, References
from retold.reading.verb_subjects import VerbSubjects
from retold.reading.word_order import WordOrder
from retold.types import EntityType, Quote, Reading, Role, Sentence, Span

LEAST = 3
"""Words of the shortest quotation. Fewer words are a nickname, a title or a word that the writer doubts."""
SHORT = 9
"""Words below which a quotation may be a name."""
FAR = 600
"""Code points after a quotation within which "the statement" is the one that it comes from."""


class Speakers:
    """Attributes the quotations of one reading, in text order."""

    def __init__(self, reading: Reading, roles: Sequence[Role], quotations: Sequence[Quotation]) -> None:
        self._text = QuotedText(reading, quotations)
        self._references = References(reading, roles, self._text)
        self._phrases = NounPhrases(self._text, self._references, self._document_author)
        self._order = WordOrder(self._text, self._phrases)
        self._verbs = VerbSubjects(self._text, self._phrases, self._order)

    def attribute(self, quotation: Quotation, before: Sequence[Quote]) -> Quote | None:
        """The quotation with its speaker; None if it is nobody's words. `before`: all quotes before it."""
        body, span = self._text.body, quotation.span
        self._text.last_quote = before[-1] if before else None
        first, last = self._text.sentence_at(span.start), self._text.sentence_at(span.end - 1)
        if first is None or last is None or first.clutter:
            return None
        text = span.of(body)
        speaker = self._in_sentence(span, first, last)
        size = len(re.findall(r"\w+", text))
        if size < LEAST and not (speaker is not None and re.search(r"[.,!?]$", text)):
            return None
        if size < SHORT and self._is_name(first, span, speaker is not None):
            return None
        if quotation.continues and before:
            return Quote(span, before[-1].speaker)
        if speaker is None:
            speaker = self._around(span, first, last)
        if speaker == UNNAMED:
            self._text.unattributed.add(span)
        return Quote(span, speaker or None)

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

    def _in_sentence(self, span: Span, first: Sentence, last: Sentence) -> str | None:
        """The speaker that the last or the first sentence of the quotation names."""
        rules = (
            self._order.quoted_as,
            self._order.after,
            self._order.by_phrase,
            self._verbs.of_speech,
            self._order.before,
            self._verbs.of_report,
        )
        for sentence in (last, first) if first is not last else (first,):
            for rule in rules:
                speaker = rule(sentence, span)
                if speaker is not None:
                    return speaker
        return None

    def _around(self, span: Span, first: Sentence, last: Sentence) -> str | None:
        """The speaker by the text around a quotation whose sentences name none."""
        text = self._text
        alone = not re.search(r"\w", text.body[first.span.start : span.start]) and not re.search(
            r"\w", text.body[span.end : last.span.end]
        )
        speaker = self._continued(first, alone)
        if speaker is not None or not alone:
            return speaker
        lead = text.sentences[first.index - 1] if first.index else None
        if lead is not None and first.paragraph - lead.paragraph <= 1 and not lead.clutter:
            with_colon = lead.span.of(text.body).rstrip().endswith(":")
            speaker = (self._order.before(lead, span) if with_colon else None) or self._main_subject(lead)
            if speaker:
                return speaker
        after = text.sentences[last.index + 1] if last.index + 1 < len(text.sentences) else None
        if after is not None and after.paragraph == last.paragraph:
            return self._verbs.of_speech(after, span)
        return None

    def _continued(self, first: Sentence, alone: bool) -> str | None:
        """The speaker of the quotation before, if that one is in the sentence before or in the same one.

        `alone`: the new quotation is all of its sentences; then it may begin a new paragraph.
        """
        previous = self._text.last_quote
        if previous is None:
            return None
        sentence = self._text.sentence_at(previous.span.end - 1)
        speaker = UNNAMED if previous.span in self._text.unattributed else previous.speaker
        near = (
            sentence is not None
            and first.index - sentence.index <= 1
            and first.paragraph - sentence.paragraph <= (1 if alone else 0)
        )
        return speaker if near else None

    def _main_subject(self, sentence: Sentence) -> str | None:
        """The subject of the main clause of a sentence that introduces a quotation."""
        for i, word in enumerate(sentence.words):
            if (
                word.relation.startswith("nsubj")
                and word.head >= 0
                and sentence.words[word.head].head < 0
                and self._text.is_outside(sentence.span.start + word.span.start)
            ):
                return self._phrases.word(sentence, i)
        return None

    def _document_author(self, noun: str, place: int) -> str | None:
        """The author of "the statement": whoever issued one shortly before, else the last speaker."""
        text, last = self._text, self._text.last_quote
        after = last.span.end if last is not None and place - last.span.end < FAR else -1
        index = text.sentence_index(place)
        for back in range(index - 1, max(-1, index - 3), -1):
            sentence = text.sentences[back]
            if sentence.span.start >= after and noun in sentence.span.of(text.body).lower():
                speaker = (
                    self._inverted_subject(sentence)
                    or self._issuer(sentence, noun)
                    or self._verbs.of_speech(sentence, Span(place, place))
                )
                if speaker:
                    return speaker
        if after >= 0 and last is not None and last.speaker:
            return last.speaker
        return self._references.only_one(place, (EntityType.PERSON, EntityType.ORGANIZATION), 2)

    def _inverted_subject(self, sentence: Sentence) -> str | None:
        """The person after the verb in ", said Rabbi Jonathan Blake in a statement"."""
        body = self._text.body
        for verb in self._text.speech_verbs(sentence):
            if body[verb.start - 2 : verb.start] != ", ":
                continue
            for span, chain in self._text.possible_speakers(sentence):
                if (
                    verb.end <= span.start <= verb.end + 60
                    and chain.type is EntityType.PERSON
                    and re.fullmatch(r"\s(?:[A-Z][\w.-]*\s|the\s|\w+\s(?=[a-z ]*$))*", body[verb.end : span.start])
                ):
                    return chain.id
        return None

    def _issuer(self, sentence: Sentence, noun: str) -> str | None:
        """The subject of the verb with the document as its object: "KCNA released a report"."""
        text = sentence.span.of(self._text.body)
        for word in sentence.words:
            if word.relation == "obj" and word.span.of(text).lower() == noun and word.head >= 0:
                return self._phrases.verb_subject(sentence, word.head)
        return None
