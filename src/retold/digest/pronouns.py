"""Who a sentence means by the pronoun that it opens with.

Only where one antecedent stands out: the one person who is a subject of the
sentence before, or the subject of its main clause; a pronoun passes on whom it
stands for. Anything less sure is left unresolved, as a wrong name in a claim is
worse than a claim fewer. Measured by `bench/pronouns.py`; in the spirit of
centering (Grosz, Joshi & Weinstein 1995).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files

from retold.types import Chain, EntityType, Reading, Sentence, Span, Word


class Gender(StrEnum):
    HE = "he"
    SHE = "she"
    IT = "it"


_PRONOUNS = {
    "he": Gender.HE, "his": Gender.HE, "she": Gender.SHE, "her": Gender.SHE, "it": Gender.IT, "its": Gender.IT,
}  # fmt: skip
_POSSESSIVE = frozenset(("his", "her", "its"))
_OTHERS = {Gender.HE: frozenset(("he", "his", "him")), Gender.SHE: frozenset(("she", "her")), Gender.IT: frozenset(("it", "its"))}
_HONORIFICS = {
    **dict.fromkeys(("mr", "sir", "lord", "king", "prince", "father", "brother"), Gender.HE),
    **dict.fromkeys(("mrs", "ms", "miss", "lady", "dame", "queen", "princess", "sister"), Gender.SHE),
}
_BACK = 3
"""Sentences that a pronoun may reach back over."""


@dataclass(frozen=True, slots=True)
class Pronoun:
    """A pronoun that a sentence opens with. `span` is in the body; `chain` is whom it means, if known."""

    span: Span
    gender: Gender
    possessive: bool
    chain: Chain | None


def leading(reading: Reading) -> dict[int, Pronoun]:
    """The pronoun that is (or owns) the subject of each sentence, by sentence index;
    sentences where a name comes first have none."""
    people = _Named(reading)
    found: dict[int, Pronoun] = {}
    for sentence in reading.sentences:
        word = _subject_pronoun(reading, sentence)
        if word is None or any(m < word.span.start for m in people.starts(sentence)):
            continue
        text = word.span.of(sentence.span.of(reading.article.body)).lower()
        gender = _PRONOUNS[text]
        start = sentence.span.start
        chain = _antecedent(reading, people, found, sentence, gender)
        span = Span(start + word.span.start, start + word.span.end)
        found[sentence.index] = Pronoun(span, gender, text in _POSSESSIVE and word.relation == "nmod:poss", chain)
        if chain is not None:
            people.genders.setdefault(chain.id, gender)
    return found


@lru_cache(maxsize=1)
def _first_names() -> dict[str, Gender]:
    lines = (files("retold") / "data" / "firstnames.txt").read_text(encoding="utf-8").splitlines()
    return {name: Gender(gender) for name, gender in (line.split() for line in lines)}


class _Named:
    """Names by sentence, and what is known of their gender."""

    def __init__(self, reading: Reading) -> None:
        self.by_sentence: list[list[tuple[Span, Chain]]] = [[] for _ in reading.sentences]
        self.genders: dict[str, Gender] = {}
        for chain in reading.chains:
            for mention in chain.mentions:
                self.by_sentence[mention.sentence].append((mention.span, chain))
            gender = _gender(chain, reading.article.body)
            if gender is not None:
                self.genders[chain.id] = gender

    def starts(self, sentence: Sentence) -> list[int]:
        """Where names begin in a sentence, from its own start."""
        return [span.start - sentence.span.start for span, _ in self.by_sentence[sentence.index]]

    def fits(self, chain: Chain, gender: Gender) -> bool:
        return self.genders.get(chain.id, gender) is gender and (
            (chain.type is EntityType.PERSON) is (gender is not Gender.IT)
        )


    def surely(self, chains: dict[str, Chain], gender: Gender) -> Chain | None:
        """The only one of `chains`, if its gender is known."""
        known = [c for c in chains.values() if self.genders.get(c.id) is gender]
        return known[0] if len(known) == len(chains) == 1 else None


def _gender(chain: Chain, body: str) -> Gender | None:
    """From an honorific before any mention, else from the first name."""
    if chain.type is not EntityType.PERSON:
        return Gender.IT
    for mention in chain.mentions:
        before = re.search(r"(\w+)\.?\s*$", body[max(0, mention.span.start - 12) : mention.span.start])
        if before and before[1].lower() in _HONORIFICS:
            return _HONORIFICS[before[1].lower()]
    first, *rest = chain.name.split()
    return _first_names().get(first.lower()) if rest else None


def _subject_pronoun(reading: Reading, sentence: Sentence) -> Word | None:
    """The subject of the main clause or its owner, if it is a pronoun and no clause
    with a subject of its own stands before it."""
    text = sentence.span.of(reading.article.body)
    words = sentence.words
    for word in words:
        lowered = word.span.of(text).lower()
        governor = words[word.head] if word.head >= 0 else None
        if word.relation.startswith("expl"):
            return None
        if governor is None:
            continue
        clause = governor if word.relation.startswith("nsubj") else None
        if word.relation == "nmod:poss" and governor.relation.startswith("nsubj") and governor.head >= 0:
            clause = words[governor.head]
        if clause is not None or lowered in _PRONOUNS:
            return word if clause is not None and clause.head < 0 and lowered in _PRONOUNS else None
    return None


def _antecedent(
    reading: Reading, people: _Named, found: dict[int, Pronoun], sentence: Sentence, gender: Gender
) -> Chain | None:
    reach = 1 if gender is Gender.IT else _BACK
    for index in range(sentence.index - 1, max(-1, sentence.index - 1 - reach), -1):
        before = reading.sentences[index]
        if sentence.paragraph - before.paragraph > 1:
            return None
        stood = found.get(index)
        named = people.by_sentence[index]
        candidates = {c.id: c for c in _in_focus(named, before) if people.fits(c, gender)}
        subject = _subject(named, before)
        if stood and stood.gender is gender:
            if stood.chain is None:
                return None
            candidates[stood.chain.id] = subject = stood.chain
        if len(candidates) == 1 and gender is not Gender.IT:
            return next(iter(candidates.values()))
        if candidates or gender is Gender.IT:
            return subject if subject is not None and subject.id in candidates else None
        others = {c.id: c for _, c in named if people.fits(c, gender)}
        if others:
            return people.surely(others, gender)
        if not _speaks_of(reading, before, gender):
            return None
    return None


def _in_focus(names: Sequence[tuple[Span, Chain]], sentence: Sentence) -> list[Chain]:
    """Chains whose name is the subject of a clause, an apposition or the whole sentence;
    of two that are joined ("Ann and Bo") neither."""
    offset = sentence.span.start
    joined = {w.head for w in sentence.words if w.relation == "conj"}
    return [
        chain
        for i, word in enumerate(sentence.words)
        if (word.relation.startswith("nsubj") or word.relation in ("appos", "root")) and i not in joined
        for span, chain in names
        if span.start <= offset + word.span.start < span.end
    ]


def _subject(names: Sequence[tuple[Span, Chain]], sentence: Sentence) -> Chain | None:
    """The chain whose name is the subject of the main clause."""
    offset = sentence.span.start
    for word in sentence.words:
        governor = sentence.words[word.head] if word.head >= 0 else None
        if word.relation.startswith("nsubj") and governor is not None and governor.head < 0:
            at = offset + word.span.start
            return next((chain for span, chain in names if span.start <= at < span.end), None)
    return None


def _speaks_of(reading: Reading, sentence: Sentence, gender: Gender) -> bool:
    text = sentence.span.of(reading.article.body).lower()
    return not _OTHERS[gender].isdisjoint(re.findall(r"\w+", text))
