"""Whom a pronoun or a common noun beside a quotation means, by what the sentences before it name.

The answer is the one entity that fits. Who has just spoken goes before who is only named. If a second one could be meant,
or somebody without a name, there is none: no speaker is better than a wrong one.
"""

from __future__ import annotations

import re

from retold.english.nouns import can_be
from retold.english.pronouns import FORMS
from retold.reading.pronouns import known_gender
from retold.reading.quoted_text import QuotedText
from retold.types import Chain, EntityType, Gender, Reading, Sentence, Span

REACH = 4
"""Sentences with words outside quotations that a pronoun may refer back over."""

_REPORTED = re.compile(r",\s(?:said|says|according\sto)\s(?:[\w.’'-]+\s){0,4}\Z")

Answer = tuple[str, str]
"""The id of a chain, and how it was found."""


class Antecedents:
    """Antecedents in one reading. `spoke` tells it who speaks, in text order."""

    def __init__(self, reading: Reading, text: QuotedText) -> None:
        self._text = text
        self._pronouns = {pronoun.span.start: pronoun for _, pronoun in reading.pronouns}
        self._genders = {c.id: known_gender(c, text.body) for c in reading.chains}
        self._chains = {c.id: c for c in reading.chains}
        outside = text.own_words()
        self._both_genders = bool(outside & FORMS[Gender.HE]) and bool(outside & FORMS[Gender.SHE])
        """Whether the article speaks of men and of women: then a name without a known gender may be either."""
        self._voices: dict[int, Chain | None] = {}

    def spoke(self, words: Span, chain: str | None) -> None:
        """Notes that a sentence has the words for a speaker, and whom they name, if anybody."""
        self._voices[self._text.sentence_index(words.start)] = self._chains.get(chain or "")

    def reports(self, sentence: Sentence, chain: str) -> None:
        """Notes whose words a sentence reports without quotation marks, if it names nobody else who could be meant."""
        speaker = self._chains[chain]
        people = {c.id for _, c in self._text.mentions[sentence.index] if c.type is speaker.type}
        if people <= {chain}:
            self._voices[sentence.index] = speaker

    def pronoun(self, place: int, gender: Gender, *, own: bool = True) -> Answer | None:
        """The chain that "he", "she" or "it" at `place` stands for. `own`: its own sentence may name it."""
        found = self._nearest(place, gender, own)
        known = self._pronouns.get(place)
        if known is not None and known.chain is not None and found is not None and found[0] != known.chain.id:
            return None
        return found

    def _nearest(self, place: int, gender: Gender, in_own: bool) -> Answer | None:
        own = self._text.sentence_index(place)
        before = self._before(place)[0 if in_own else 1 :]
        for sentence in before:
            voice = self._voices.get(sentence.index, _SILENT)
            if voice is not _SILENT and sentence.index != own:
                if voice is None:
                    return None  # somebody without a name has spoken
                if self._fits(voice, gender):
                    return voice.id, f"{gender} voice"
            fitting = self._named(sentence, place, gender)
            reported = [c for c, span in fitting.items() if self._is_reported(span)]
            if len(reported) == 1:
                return reported[0], f"{gender} reported"
            if self._has_stranger(sentence, place, gender):
                return None
            if fitting and sentence.index == own:
                # "Asked about Ann Lee, she said": of another; "Ann Lee, who said that she …, adding": the same.
                is_main = self._text.is_main_subject(sentence, Span(place, place + 1))
                return (next(iter(fitting)), f"{gender} own") if len(fitting) == 1 and not is_main else None
            if not fitting:
                continue
            subjects = [c for c in fitting if self._is_subject(sentence, fitting[c])]
            if gender is not Gender.IT and len(fitting) == 1:
                only = next(iter(fitting))
                everybody = {c for s in before for c in self._named(s, place, gender)}
                return (only, f"{gender} nearest") if self._is_sure(only, gender) and (subjects or len(everybody) == 1) else None
            return (subjects[0], f"{gender} nearest") if len(subjects) == len(fitting) == 1 else None
        return None

    def _is_sure(self, chain: str, gender: Gender) -> bool:
        """Whether a chain is known to have a gender, or nobody of another is in the article."""
        return self._genders[chain] is gender or not self._both_genders

    def _is_reported(self, span: Span) -> bool:
        """Whether a name stands after a verb of saying: "…, said Ann Lee, the mayor"."""
        return bool(_REPORTED.search(self._text.body, max(0, span.start - 60), span.start))

    def gender(self, chain: Chain) -> Gender | None:
        """The gender of a chain by its name and titles, None if they do not show it."""
        return self._genders[chain.id]

    def has_voice(self, sentence: Sentence) -> bool:
        return sentence.index in self._voices

    def voice(self, sentence: Sentence) -> Chain | None:
        """Who speaks in a sentence, as `spoke` has told."""
        return self._voices.get(sentence.index)

    def reported(self, sentence: Sentence) -> str | None:
        """Whose words a sentence reports: "…, said Ann Lee"."""
        found = [c for s, c in self._text.mentions[sentence.index] if self._is_reported(s)]
        return found[0].id if len(found) == 1 else None

    def only_one(self, place: int, kind: EntityType) -> Answer | None:
        """The only entity of a type that the sentences before `place` name."""
        gender = Gender.IT if kind is EntityType.ORGANIZATION else None
        found: dict[str, Span] = {}
        for sentence in self._before(place):
            named = self._named(sentence, place, gender)
            found = {**named, **found}
            if found:
                break
        [(only, span)] = found.items() if len(found) == 1 else [("", Span(0, 0))]
        return (only, "one") if only and not self._is_joined(span) else None

    def _is_joined(self, span: Span) -> bool:
        """Whether a name is one of two: "Ann and Bo"."""
        body = self._text.body
        return body[span.end : span.end + 5] in (" and ", " or ") or bool(
            re.search(r"[A-Z][\w.]*,?\s(?:and|or)\s(?:the\s)?\Z", body[max(0, span.start - 30) : span.start])
        )

    def _before(self, place: int) -> list[Sentence]:
        """The sentence at `place` and those before it, the nearest first, without clutter and quotations alone."""
        index = self._text.sentence_index(place)
        found = [self._text.sentences[index]]
        for back in range(index - 1, max(-1, index - 3 * REACH), -1):
            sentence = self._text.sentences[back]
            if not sentence.clutter and self._text.has_own_words(sentence):
                found.append(sentence)
            if len(found) == REACH:
                break
        return found

    def _named(self, sentence: Sentence, place: int, gender: Gender | None) -> dict[str, Span]:
        """The chains that fit and are named in a sentence before `place`, outside quotations, with the last place."""
        mentions = sorted(self._text.mentions[sentence.index], key=lambda pair: pair[0])
        return {
            c.id: s for s, c in mentions if s.end <= place and self._fits(c, gender) and self._text.is_outside(s.start)
        }

    def _fits(self, chain: Chain, gender: Gender | None) -> bool:
        if gender is Gender.IT:
            return chain.type is EntityType.ORGANIZATION
        if chain.type is not EntityType.PERSON:
            return False
        known = self._genders[chain.id]
        return gender is None or known in (gender, None)

    def _is_subject(self, sentence: Sentence, span: Span) -> bool:
        """Whether a name is a subject, or stands beside one: "her husband, John Lee,"."""
        return any(span.start - 2 <= end and start < span.end for start, end in self._text.subjects(sentence))

    def _has_stranger(self, sentence: Sentence, place: int, gender: Gender) -> bool:
        """Whether a subject before `place` is a person without a name: "the captain came back"."""
        if gender is Gender.IT:
            return False
        offset, body = sentence.span.start, self._text.body
        named = [s for s, _ in self._text.mentions[sentence.index]]
        for word in sentence.words:
            span = Span(offset + word.span.start, offset + word.span.end)
            if (
                word.relation.startswith("nsubj")
                and span.end <= place
                and self._text.is_outside(span.start)
                and can_be(span.of(body), EntityType.PERSON)
                and not any(s.start <= span.end + 3 and span.start <= s.end + 3 for s in named)
            ):
                return True
        return False


_SILENT = Chain("", "", EntityType.OTHER, (), (), 0.0)
"""In place of a speaker, for a sentence in which nobody speaks."""
