"""Whom a pronoun or a common noun beside a quotation means, by what the sentences before it name.

Who has just spoken goes before who is only named. If a second one could be meant, or somebody without a name, there is
no answer: no speaker is better than a wrong one.
"""

from __future__ import annotations

import re

from retold.english.nouns import can_be
from retold.english.pronouns import FORMS
from retold.reading.pronouns import known_gender
from retold.reading.quoted_text import QuotedText
from retold.types import Chain, EntityType, Gender, Reading, Sentence, Span

REACH = 4
"""Sentences with words outside quotations that are read for an antecedent."""
NEXT = 2
"""Those that are read for "it" and "the company": a name further back may be another, whose own name was not found."""

_REPORTED = re.compile(r",\s(?:said|says|according\sto)\s(?:[\w.’'-]+\s){0,4}\Z")
_PLACED = re.compile(
    r"\b(?:[Oo]n|[Vv]ia|[Ii]n|[Tt]o|[Aa]t|[Ww]ith|[Ff]or|[Ff]rom|[Oo]ver|[Tt]hrough)\s(?:the\s|its\s)?(?:[A-Z]\S*\s){0,2}\Z"
)
"""What stands before the name of a place, a medium or a partner."""
_JOINED_BEFORE = re.compile(r"[A-Z][\w.]*,?\s(?:and|or)\s(?:the\s)?\Z")


class Antecedents:
    """Antecedents in one reading. `spoke` and `reports` tell it who speaks, in text order."""

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

    def reports(self, sentence: Sentence, chain: str | None) -> None:
        """Notes whose words a sentence reports without quotation marks, if it names nobody else of the same type.

        None for somebody whom nothing names.
        """
        if chain is None:
            self._voices[sentence.index] = None
            return
        speaker = self._chains[chain]
        if {c.id for _, c in self._text.mentions[sentence.index] if c.type is speaker.type} <= {chain}:
            self._voices[sentence.index] = speaker

    def voice(self, sentence: Sentence) -> Chain | None:
        """Who speaks in a sentence, as far as it has been told."""
        return self._voices.get(sentence.index)

    def reported(self, sentence: Sentence) -> str | None:
        """Whose words a sentence reports: "…, said Ann Lee"."""
        found = [c for s, c in self._text.mentions[sentence.index] if self._is_reported(s)]
        return found[0].id if len(found) == 1 else None

    def pronoun(self, place: int, gender: Gender, *, own: bool = True) -> str | None:
        """The chain that "he", "she" or "it" at `place` stands for. `own`: its own sentence may name it."""
        found = self._nearest(place, gender, own)
        known = self._pronouns.get(place)
        if known is not None and known.chain is not None and found != known.chain.id:
            return None
        return found

    def _nearest(self, place: int, gender: Gender, in_own: bool) -> str | None:
        own = self._text.sentence_index(place)
        sentences = self._before(place)[0 if in_own else 1 : NEXT if gender is Gender.IT else REACH]
        for sentence in sentences:
            if sentence.index in self._voices and sentence.index != own:
                voice = self._voices[sentence.index]
                if voice is None:
                    return None  # somebody without a name has spoken
                if self._fits(voice, gender):
                    return voice.id
            fitting = self._named(sentence, place, gender)
            reported = [c for c, span in fitting.items() if self._is_reported(span)]
            if len(reported) == 1:
                return reported[0]
            if self._has_stranger(sentence, place, gender) or len(fitting) > 1:
                return None
            if fitting:
                [(only, span)] = fitting.items()
                everybody = {c for s in sentences for c in self._named(s, place, gender)}
                return only if self._is_meant(only, span, place, gender, len(everybody) == 1) else None
        return None

    def _is_meant(self, chain: str, span: Span, place: int, gender: Gender, alone: bool) -> bool:
        """Whether a pronoun at `place` means the only chain that the nearest sentence names, at `span`.

        `alone`: nobody else fits in the sentences that are read.
        """
        sentence = self._text.sentences[self._text.sentence_index(span.start)]
        if sentence.index == self._text.sentence_index(place):
            # "Asked about Ann Lee, she said": of another; "Ann Lee, who said that she …, adding": the same.
            return not self._text.is_main_subject(sentence, Span(place, place + 1))
        is_subject = any(span.start - 2 <= end and start < span.end for start, end in self._text.subjects(sentence))
        if gender is Gender.IT:
            return is_subject
        if self._genders[chain] is not gender and self._both_genders:
            return False
        return is_subject or alone

    def only_one(self, place: int, kind: EntityType) -> str | None:
        """The only entity of a type that the nearest sentence with any before `place` names."""
        found = self.nearest(place, kind)
        return next(iter(found)) if len(found) == 1 else None

    def nearest(self, place: int, kind: EntityType) -> set[str]:
        """The entities of a type that the nearest sentence with any before `place` names.

        "" is among them if the only one is joined to another thing: "Acme and its rival".
        """
        gender = Gender.IT if kind is EntityType.ORGANIZATION else None
        own = self._text.sentence_index(place)
        for sentence in self._before(place)[: NEXT if gender else REACH]:
            voice = self._voices.get(sentence.index) if sentence.index != own else None
            if voice is not None and voice.type is kind:
                return {voice.id}
            named = self._named(sentence, place, gender)
            if named:
                [(only, span), *others] = named.items()
                return set(named) if others or not self._is_joined(span) else {only, ""}
        return set()

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
        return {
            c.id: s
            for s, c in sorted(self._text.mentions[sentence.index], key=lambda pair: pair[0])
            if s.end <= place
            and self._fits(c, gender)
            and self._text.is_outside(s.start)
            and not (c.type is EntityType.ORGANIZATION and self._is_place_of(s))
        }

    def _fits(self, chain: Chain, gender: Gender | None) -> bool:
        if gender is Gender.IT:
            return chain.type is EntityType.ORGANIZATION
        return chain.type is EntityType.PERSON and (gender is None or self._genders[chain.id] in (gender, None))

    def _is_reported(self, span: Span) -> bool:
        """Whether a name stands after a verb of saying: "…, said Ann Lee, the mayor"."""
        return bool(_REPORTED.search(self._text.body, max(0, span.start - 60), span.start))

    def _is_place_of(self, span: Span) -> bool:
        """Whether a name is where, with whom or by what means something is done: "on Twitter"."""
        return bool(_PLACED.search(self._text.body, max(0, span.start - 40), span.start))

    def _is_joined(self, span: Span) -> bool:
        """Whether a name is one of two: "Acme and Bolt"."""
        body = self._text.body
        return body[span.end : span.end + 5].startswith((" and ", " or ")) or bool(
            _JOINED_BEFORE.search(body, max(0, span.start - 30), span.start)
        )

    def _has_stranger(self, sentence: Sentence, place: int, gender: Gender) -> bool:
        """Whether a subject before `place` is a person without a name: "the captain came back"."""
        if gender is Gender.IT:
            return False
        named = [s for s, _ in self._text.mentions[sentence.index]]
        return any(
            span.end <= place
            and self._text.is_outside(span.start)
            and can_be(span.of(self._text.body), EntityType.PERSON)
            and not any(s.start <= span.end + 3 and span.start <= s.end + 3 for s in named)
            for span in self._text.subjects(sentence)
        )
