"""Whom a pronoun or a common noun beside a quotation means.

A pronoun is the last speaker it fits; a common noun ("the minister") is the person or
body whom the article calls so, or whose name says so, or the only one near. Nobody is
better than the wrong one.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Sequence

from retold.english.given_names import usual_gender
from retold.english.speech_verbs import CALLED
from retold.reading.roles import fits
from retold.types import Chain, EntityType, Gender, Reading, Role, Sentence, Span

NOBODY = ""
"""In place of a chain's id: somebody or something that the article does not name."""


class References:
    """Resolves the plain words for speakers of one reading; `outside` tells whether a place
    stands outside quotation marks."""

    def __init__(self, reading: Reading, roles: Sequence[Role], outside: Callable[[int], bool]) -> None:
        self._body, self._sentences, self._outside = reading.article.body, reading.sentences, outside
        self._starts = [s.span.start for s in reading.sentences]
        self._chains = {c.id: c for c in reading.chains}
        self._pronouns = dict(reading.pronouns)
        self._known = {r.chain for r in roles if not re.search(r"\b(?:wo)?man\b", r.span.of(self._body))}
        self.mentions: defaultdict[int, list[tuple[Span, Chain]]] = defaultdict(list)
        for chain in reading.chains:
            for mention in chain.mentions:
                self.mentions[mention.sentence].append((mention.span, chain))
        self._roles: defaultdict[str, list[Chain]] = defaultdict(list)
        for role in roles:
            for word in re.findall(r"\w+", role.span.of(self._body).lower()):
                self._roles[word].append(self._chains[role.chain])

    def pronoun(self, sentence: Sentence, place: int, gender: Gender) -> str | None:
        """The chain that "he" or "she" at `place` stands for."""
        known = self._pronouns.get(sentence.index)
        if known is not None and known.span.start == place and known.chain is not None:
            return known.chain.id
        return self.last_person(place, gender)

    def last_person(self, place: int, gender: Gender | None) -> str | None:
        """The person of that gender who was the subject most lately before `place`, else who was named."""
        index = bisect_right(self._starts, place) - 1
        for back in range(index, max(-1, index - 6), -1):
            sentence = self._sentences[back]
            fitting = [
                (s, c)
                for s, c in self.mentions[back]
                if s.end <= place
                and c.type is EntityType.PERSON
                and self._outside(s.start)
                and (gender is None or usual_gender(c.name) in (gender, None))
            ]
            if not fitting:
                continue
            subjects = {sentence.span.start + w.span.start for w in sentence.words if w.relation.startswith("nsubj")}
            for span, chain in fitting:
                if any(span.start <= p < span.end for p in subjects):
                    return chain.id
            return fitting[0][1].id
        return None

    def role(self, noun: str, place: int) -> str | None:
        """Whom the article calls so, or whose name says so, or the person or body named last
        where only one kind of noun fits."""
        known = {c.id for c in self._roles.get(noun, ())}
        if len(known) == 1:
            return next(iter(known))
        kind = CALLED.get(noun, frozenset())
        called = [
            c
            for c in self._chains.values()
            if c.type is EntityType.ORGANIZATION and kind & set(" ".join((c.name, *c.aliases)).lower().split())
        ]
        if called:
            return max(called, key=lambda c: (len(c.mentions), c.salience, c.id)).id
        if fits(noun, EntityType.PERSON):
            return self.only(place, (EntityType.PERSON,), 3)
        if fits(noun, EntityType.ORGANIZATION):
            return self.only(place, (EntityType.ORGANIZATION,), 4) or self.only(place, (EntityType.PRODUCT,), 4)
        return None

    def only(self, place: int, kinds: tuple[EntityType, ...], most: int) -> str | None:
        """The one entity of those kinds in the nearest of the `most` sentences before that
        names any; of several the one that is the subject."""
        index = bisect_right(self._starts, place) - 1
        for back in range(index, max(-1, index - most), -1):
            people = EntityType.PERSON in kinds
            named = {
                c.id
                for s, c in self.mentions[back]
                if s.end <= place and c.type in kinds and (not people or self._outside(s.start))
            }
            if named:
                subject = self._subject(self._sentences[back])
                if subject in named and not people:
                    return subject
                only = named.pop() if len(named) == 1 else None
                return (
                    None if people and only in self._known and only != subject else only
                )  # who is known to be something else
        return None

    def _subject(self, sentence: Sentence) -> str | None:
        """The chain that the subject of the main clause names itself."""
        for word in sentence.words:
            if word.relation.startswith("nsubj") and word.head >= 0 and sentence.words[word.head].head < 0:
                place = sentence.span.start + word.span.start
                return next((c.id for s, c in self.mentions[sentence.index] if s.start <= place < s.end), None)
        return None
