"""The speaker of a quotation by the tree: the subject of the verb that the quotation depends on."""

from __future__ import annotations

import re

from retold.english.speech_verbs import REPORTER_VERB, SPEECH_VERB
from retold.reading.noun_phrases import NounPhrases
from retold.reading.quoted_text import LONGEST, QuotedText
from retold.reading.references import UNNAMED
from retold.reading.word_order import WordOrder
from retold.types import Sentence, Span


class VerbSubjects:
    """Finds speakers in a sentence by its tree. Results are as in `WordOrder`."""

    def __init__(self, text: QuotedText, phrases: NounPhrases, order: WordOrder) -> None:
        self._text, self._phrases, self._order = text, phrases, order

    def of_speech(self, sentence: Sentence, near: Span) -> str | None:
        """The subject of the verb that the quotation depends on, else of the nearest verb of saying."""
        return self._nearest(sentence, near, None)

    def of_report(self, sentence: Sentence, near: Span) -> str | None:
        """The same for the verbs of reporters: "…, Reuters reported"."""
        return self._nearest(sentence, near, REPORTER_VERB)

    def _nearest(self, sentence: Sentence, near: Span, verbs: re.Pattern[str] | None) -> str | None:
        if len(sentence.words) > LONGEST:
            return None
        for distance, verb in sorted(self._verbs_by_distance(sentence, near, verbs)):
            speaker = self._phrases.verb_subject(sentence, verb)
            if not speaker and distance < -20:  # the right verb, but the tree has not shown its subject
                return self._order.before(sentence, near) or UNNAMED
            if speaker:
                return speaker
        return None

    def _verbs_by_distance(
        self, sentence: Sentence, near: Span, verbs: re.Pattern[str] | None
    ) -> list[tuple[int, int]]:
        """`(distance, word index)` of verbs with a subject outside quotations.

        The distance is in code points. It is shorter for a verb of saying that the quotation depends
        on, and longer for a verb that is none.
        """
        text, offset = sentence.span.of(self._text.body), sentence.span.start
        found: list[tuple[int, int]] = []
        for i in sorted({w.head for w in sentence.words if w.relation.startswith("nsubj")}):
            place = offset + sentence.words[i].span.start
            if i < 0 or not self._text.is_outside(place):
                continue
            verb = sentence.words[i].span.of(text).lower()
            says = bool((verbs or SPEECH_VERB).match(verb))
            if not says and (verbs or REPORTER_VERB.match(verb)):
                continue
            governs = self._governs(sentence, i, near)
            if says or governs:
                distance = min(abs(near.start - place), abs(place - near.end))
                found.append((distance - 200 * (says and governs) + 60 * (not says), i))
        return found

    def _governs(self, sentence: Sentence, verb: int, span: Span) -> bool:
        """Whether a word of the quotation depends on `verb`, directly or through other words.

        Another verb with a subject outside the quotation ends the search.
        """
        words, offset = sentence.words, sentence.span.start
        with_subject = {w.head for w in words if w.relation.startswith("nsubj")}
        for i, word in enumerate(words):
            if not span.start <= offset + word.span.start < span.end:
                continue
            at, steps = i, 0
            while at >= 0 and steps < 12:
                at, steps = words[at].head, steps + 1
                if at == verb:
                    return True
                if at in with_subject and at >= 0 and self._text.is_outside(offset + words[at].span.start):
                    break
        return False
