"""The speaker that a noun phrase beside a quotation names: a name, a pronoun, or a common noun."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from retold.english.nouns import can_be
from retold.english.pronouns import OBJECT_PRONOUNS, SUBJECT_PRONOUNS
from retold.english.speech_verbs import DOCUMENTS
from retold.reading.quoted_text import NamedSpan, QuotedText
from retold.reading.references import UNNAMED, References
from retold.types import Chain, EntityType, Sentence, Span, Word

_PERSONAL_SUBJECTS = {word: gender for word, gender in SUBJECT_PRONOUNS.items() if word != "it"}
_AGE = re.compile(r"\b\d{1,3}-year-old\s(?:[A-Z]?[\w-]+\s){0,2}$")
"""An age before a noun, which makes it a person: "the 30-year-old striker"."""


class NounPhrases:
    """Resolves noun phrases in one reading to ids of chains; `UNNAMED` for a speaker without a name.

    `document_author` finds who issued "the statement" at a place of the body.
    """

    def __init__(
        self, text: QuotedText, references: References, document_author: Callable[[str, int], str | None]
    ) -> None:
        self._text, self._references, self._document_author = text, references, document_author

    def words(self, sentence: Sentence, place: int, words: str, quotation: int | None = None) -> str | None:
        """The chain for "he", "it" or "the company" at `place`.

        The antecedent of "it" is looked for before `quotation`, if that is given.
        """
        if words in _PERSONAL_SUBJECTS:
            return self._references.pronoun(sentence, place, _PERSONAL_SUBJECTS[words])
        if words == "it":
            before = place if quotation is None else quotation
            return self._references.only_one(before, (EntityType.ORGANIZATION,), 2)
        return self.noun(words.split()[-1], place)

    def object_pronoun(self, sentence: Sentence, place: int, pronoun: str, excluded: set[str]) -> str | None:
        """The chain for "him" or "her" at `place`; `excluded` are ids of chains that it cannot mean."""
        gender = OBJECT_PRONOUNS[pronoun]
        chain = self._references.pronoun(sentence, place, gender)
        if chain in excluded:
            chain = self._references.last_person(sentence.span.start, gender)
        return UNNAMED if chain in excluded else chain

    def noun(self, noun: str, place: int) -> str | None:
        """The chain for a common noun at `place`."""
        if noun in DOCUMENTS:
            return self._document_author(noun, place)
        return self._references.noun(noun, place)

    def verb_subject(self, sentence: Sentence, verb: int) -> str | None:
        """The chain that is the subject, or the agent of a passive, of the verb with that index."""
        relations = {w.relation for w in sentence.words if w.head == verb}
        subject = "nsubj" if "nsubj" in relations else "obl:agent" if "nsubj:pass" in relations else "nsubj:outer"
        found = [i for i, w in enumerate(sentence.words) if w.head == verb and w.relation == subject]
        # The tree may give a verb two subjects ("North Korea's … agency KCNA", "executive …, Chamath Palihapitiya,").
        # One of them is an owner or a description; the name is the speaker.
        offset = sentence.span.start
        spans = [(i, sentence.words[i].span) for i in found]
        free = [i for i, s in spans if not self._text.is_possessive(Span(offset + s.start, offset + s.end))] or found
        named = [i for i in free if self.name_at(sentence, i) is not None]
        return self.word(sentence, (named or free)[0]) if free else None

    def name_at(self, sentence: Sentence, word: int) -> Chain | None:
        """The chain whose name contains the word with that index."""
        place = sentence.span.start + sentence.words[word].span.start
        return next(
            (
                c
                for s, c in self._text.mentions[sentence.index]
                if s.start <= place < s.end and self._text.body[s.start - 1 : s.start] != "("
            ),
            None,
        )

    def word(self, sentence: Sentence, word: int) -> str | None:
        """The chain for the noun phrase with that head: a name in it, a pronoun, or a role."""
        text, offset = sentence.span.of(self._text.body), sentence.span.start
        span = sentence.words[word].span
        lowered = span.of(text).lower()
        place = offset + span.start
        if lowered in _PERSONAL_SUBJECTS:
            return self._references.pronoun(sentence, place, _PERSONAL_SUBJECTS[lowered])
        if lowered == "who":
            head = sentence.words[word].head
            governor = sentence.words[head].head if head >= 0 else -1
            return self.word(sentence, governor) if governor >= 0 and governor != word else None
        name = self.name_at(sentence, word)
        if name is not None and name.type in (EntityType.PERSON, EntityType.ORGANIZATION, EntityType.PLACE):
            return name.id
        beside = self._name_beside(sentence, word)
        if beside is not None:
            return beside
        if _AGE.search(self._text.body, max(0, place - 50), place) and not can_be(lowered, EntityType.ORGANIZATION):
            return self.noun(lowered, place) or self._references.last_person(sentence.span.start, None)
        return self.noun(lowered, place)

    def _name_beside(self, sentence: Sentence, word: int) -> str | None:
        """The chain of a name that belongs to a noun: "the minister Ann Lee", "its agency KCNA"."""
        words = sentence.words
        for other in _descendants(words, word):
            if words[other].relation not in ("flat", "appos", "compound", "nmod:unmarked"):
                continue
            name = self.name_at(sentence, other)
            follows = other == word + 1 and words[other].relation in ("flat", "appos")
            if name is not None and (
                name.type is EntityType.PERSON or (follows and name.type is EntityType.ORGANIZATION)
            ):
                return name.id
        return None

    def first_speaker(self, mentions: Sequence[NamedSpan]) -> str | None:
        """The first person, else the first organization, that is not in the possessive.

        `UNNAMED` if only possessives are named, or only possessive people.
        """
        free = [c for s, c in mentions if not self._text.is_possessive(s)]
        people = [c for c in free if c.type is EntityType.PERSON]
        if not free:
            return UNNAMED if mentions else None
        if not people and any(c.type is EntityType.PERSON for _, c in mentions):
            return UNNAMED
        return (people or free)[0].id


def _descendants(words: Sequence[Word], index: int) -> Iterator[int]:
    """Indices of the words up to three levels below a word in the tree, nearest first."""
    level = [index]
    for _ in range(3):
        level = [i for i, w in enumerate(words) if w.head in level and i != index]
        yield from level
