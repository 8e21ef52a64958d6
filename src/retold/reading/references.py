"""The entity that a pronoun or a common noun beside a quotation refers to.

A pronoun refers to the last person that it fits. A common noun ("the minister") refers to the person
or organization with that role or with that word in its name, else to the only one nearby. If this is
not clear, there is no answer: no speaker is better than a wrong one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from retold.english.given_names import usual_gender
from retold.english.nouns import can_be
from retold.english.speech_verbs import NAME_WORDS
from retold.reading.quoted_text import QuotedText
from retold.types import EntityType, Gender, Reading, Role, Sentence

UNNAMED = ""
"""In place of the id of a chain: somebody or something that the article does not name."""


class References:
    """Resolves pronouns and common nouns in one reading to ids of chains."""

    def __init__(self, reading: Reading, roles: Sequence[Role], text: QuotedText) -> None:
        self._text = text
        self._chains = {c.id: c for c in reading.chains}
        self._pronouns = dict(reading.pronouns)
        self._with_role = {r.chain for r in roles if not re.search(r"\b(?:wo)?man\b", r.span.of(text.body))}
        self._named_for: dict[str, str | None] = {}
        self._by_role_word: defaultdict[str, set[str]] = defaultdict(set)
        for role in roles:
            for word in re.findall(r"\w+", role.span.of(text.body).lower()):
                self._by_role_word[word].add(role.chain)

    def pronoun(self, sentence: Sentence, place: int, gender: Gender) -> str | None:
        """The chain that "he" or "she" at `place` stands for."""
        known = self._pronouns.get(sentence.index)
        if known is not None and known.span.start == place and known.chain is not None:
            return known.chain.id
        return self.last_person(place, gender)

    def last_person(self, place: int, gender: Gender | None) -> str | None:
        """The person of that gender in the last sentence before `place` that names one: its subject, if it is one."""
        index = self._text.sentence_index(place)
        for back in range(index, max(-1, index - 6), -1):
            sentence = self._text.sentences[back]
            fitting = [
                (s, c)
                for s, c in self._text.mentions[back]
                if s.end <= place
                and c.type is EntityType.PERSON
                and self._text.is_outside(s.start)
                and (gender is None or usual_gender(c.name) in (gender, None))
            ]
            if not fitting:
                continue
            subjects = {sentence.span.start + w.span.start for w in sentence.words if w.relation.startswith("nsubj")}
            for span, chain in fitting:
                if any(span.start <= start < span.end for start in subjects):
                    return chain.id
            return fitting[0][1].id
        return None

    def noun(self, noun: str, place: int) -> str | None:
        """The chain that a common noun stands for.

        By the roles that the article gives, then by the words of names, then by what is named nearby.
        """
        by_role = self._by_role_word.get(noun, set())
        if len(by_role) == 1:
            return next(iter(by_role))
        if noun in NAME_WORDS:
            if noun not in self._named_for:
                self._named_for[noun] = self._by_name(NAME_WORDS[noun])
            if self._named_for[noun] is not None:
                return self._named_for[noun]
        if can_be(noun, EntityType.PERSON):
            return self.only_one(place, (EntityType.PERSON,), 3)
        if can_be(noun, EntityType.ORGANIZATION):
            return self.only_one(place, (EntityType.ORGANIZATION,), 4) or self.only_one(place, (EntityType.PRODUCT,), 4)
        return None

    def _by_name(self, words: frozenset[str]) -> str | None:
        """The organization with one of these words in its name that is named most often."""
        fitting = [
            c
            for c in self._chains.values()
            if c.type is EntityType.ORGANIZATION and words & set(" ".join((c.name, *c.aliases)).lower().split())
        ]
        most_named = max(fitting, key=lambda c: (len(c.mentions), c.salience, c.id), default=None)
        return most_named.id if most_named is not None else None

    def only_one(self, place: int, types: tuple[EntityType, ...], most: int) -> str | None:
        """The only entity of these types in the nearest of the last `most` sentences that names any.

        If a sentence names several, the subject; but never a person with another role.
        """
        people = EntityType.PERSON in types
        index = self._text.sentence_index(place)
        for back in range(index, max(-1, index - most), -1):
            candidates = {
                c.id
                for s, c in self._text.mentions[back]
                if s.end <= place and c.type in types and (not people or self._text.is_outside(s.start))
            }
            if not candidates:
                continue
            subject = self._main_subject(self._text.sentences[back])
            if subject in candidates and not people:
                return subject
            only = candidates.pop() if len(candidates) == 1 else None
            has_other_role = people and only in self._with_role and only != subject
            return None if has_other_role else only
        return None

    def _main_subject(self, sentence: Sentence) -> str | None:
        """The chain whose name is the subject of the main clause."""
        for word in sentence.words:
            if word.relation.startswith("nsubj") and word.head >= 0 and sentence.words[word.head].head < 0:
                place = sentence.span.start + word.span.start
                mentions = self._text.mentions[sentence.index]
                return next((c.id for s, c in mentions if s.start <= place < s.end), None)
        return None
