"""Where pronouns and names stand: the sentence, the part of the clause, the quotation.

Trees are those of the model: words with a governor and a relation, and no parts of speech.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from retold.english.quotation_marks import quoted_spans
from retold.types import Chain, Reading, Sentence, Span

LONGEST = 200
"""Words of the longest sentence whose tree is read. A longer one is a list or no prose."""


class PronounKind(StrEnum):
    """The pronouns of one person, gender and number."""

    HE = "he"
    SHE = "she"
    IT = "it"
    THEY = "they"


FORMS: dict[str, PronounKind] = {
    **dict.fromkeys(("he", "him", "his", "himself"), PronounKind.HE),
    **dict.fromkeys(("she", "her", "hers", "herself"), PronounKind.SHE),
    **dict.fromkeys(("it", "its", "itself"), PronounKind.IT),
    **dict.fromkeys(("they", "them", "their", "theirs", "themselves"), PronounKind.THEY),
}
"""The kind of each form, in lower case."""


class Part(StrEnum):
    """The part of a clause that a noun phrase is."""

    SUBJECT = "subject"
    OBJECT = "object"
    OBLIQUE = "oblique"
    NOMINAL = "nominal"  # "the mayor of Oslo"
    OWNER = "owner"
    ROOT = "root"
    OTHER = "other"


_PARTS = {
    "nsubj": Part.SUBJECT,
    "csubj": Part.SUBJECT,
    "obj": Part.OBJECT,
    "iobj": Part.OBJECT,
    "obl": Part.OBLIQUE,
    "nmod": Part.NOMINAL,
    "nmod:poss": Part.OWNER,
    "root": Part.ROOT,
}
_JOINS = frozenset(("conj", "appos", "flat", "compound", "fixed", "goeswith"))
_CLAUSES = frozenset(("root", "ccomp", "xcomp", "advcl", "acl", "csubj", "parataxis"))
_OF_CLAUSES = frozenset(("nsubj", "csubj", "aux", "cop", "mark", "expl"))
"""Relations of words that only the head of a clause governs."""


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """A pronoun or a name in its sentence.

    `word`: index of its head. `part`: what it is in its clause, and `clause` the head of that. `joined`: it is not the
    first of several ("Ann and Bo"). `apposed`: it stands beside another phrase for the same thing. `quotation`: the
    number of the quotation that it is in, -1 outside.
    """

    span: Span
    sentence: int
    word: int
    part: Part
    clause: int
    joined: bool
    apposed: bool
    quotation: int


@dataclass(frozen=True, slots=True, eq=False)
class NamePlace(Place):
    """A mention of a chain. `first`: no other name of its type stands before it in its sentence."""

    chain: Chain
    first: bool


class Tree:
    """The tree of one sentence. No words if it is too long."""

    def __init__(self, sentence: Sentence, body: str) -> None:
        text = sentence.span.of(body)
        self.words = sentence.words if len(sentence.words) <= LONGEST else ()
        self.texts = [w.span.of(text).lower() for w in self.words]
        self.offset = sentence.span.start
        self._starts = [w.span.start for w in self.words]
        governs = {w.head for w in self.words if w.relation.split(":")[0] in _OF_CLAUSES}
        self.heads_clause = [
            w.relation.split(":")[0] in _CLAUSES or (w.relation == "conj" and i in governs)
            for i, w in enumerate(self.words)
        ]

    def word_at(self, span: Span) -> int:
        """The head of the words of a span; -1 if there are none."""
        first = bisect_left(self._starts, span.start - self.offset)
        end = bisect_left(self._starts, span.end - self.offset)
        return next((i for i in range(first, end) if not first <= self.words[i].head < end), -1)

    def clause_of(self, word: int) -> int:
        """The head of the clause that a word is in: a word that heads one is in it itself; -1 without a tree."""
        for _ in range(len(self.words)):
            if word < 0 or self.heads_clause[word]:
                return word
            word = self.words[word].head
        return -1

    def ancestors(self, word: int) -> list[int]:
        """The governors of a word, the nearest first."""
        found: list[int] = []
        while word >= 0 and len(found) <= len(self.words):
            word = self.words[word].head
            if word >= 0:
                found.append(word)
        return found

    def governor_text(self, place: Place) -> str:
        """The head of a place's clause, in lower case."""
        return self.texts[place.clause] if place.clause >= 0 else ""

    def is_main(self, place: Place) -> bool:
        """Whether a place is in the main clause."""
        return place.clause >= 0 and self.words[place.clause].head < 0

    def relation(self, place: Place) -> str:
        return self.words[place.word].relation if place.word >= 0 else ""


class Places:
    """All pronouns and names of a reading by their places. Clutter has none."""

    def __init__(self, reading: Reading) -> None:
        self.body, self.sentences = reading.article.body, reading.sentences
        self.tree = lru_cache(maxsize=None)(self._tree)
        self._quotations = quoted_spans(self.body)
        self._quotation_starts = [start for start, _ in self._quotations]
        self.names = self._names(reading)
        self._name_starts = [name.span.start for name in self.names]

    def _tree(self, sentence: int) -> Tree:
        return Tree(self.sentences[sentence], self.body)

    def _names(self, reading: Reading) -> list[NamePlace]:
        mentions = sorted(
            ((m, c) for c in reading.chains for m in c.mentions if not self.sentences[m.sentence].clutter),
            key=lambda pair: pair[0].span,
        )
        seen: set[tuple[int, str]] = set()
        found = []
        for mention, chain in mentions:
            place = self.place(mention.span, mention.sentence)
            key = (mention.sentence, chain.type)
            parts = (place.part, place.clause, place.joined, place.apposed, place.quotation)
            found.append(NamePlace(place.span, place.sentence, place.word, *parts, chain, key not in seen))
            seen.add(key)
        return found

    def pronouns(self) -> list[tuple[Place, PronounKind]]:
        """All pronouns, in text order."""
        found = []
        for sentence in self.sentences:
            if sentence.clutter or len(sentence.words) > LONGEST:
                continue
            tree = self.tree(sentence.index)
            for word, text in zip(tree.words, tree.texts, strict=True):
                if text in FORMS:
                    span = Span(tree.offset + word.span.start, tree.offset + word.span.end)
                    found.append((self.place(span, sentence.index), FORMS[text]))
        return found

    def place(self, span: Span, sentence: int) -> Place:
        """The place of words that stand in a sentence."""
        tree = self.tree(sentence)
        head = word = tree.word_at(span)
        joined = apposed = False
        for _ in range(len(tree.words)):
            relation = tree.words[word].relation.split(":")[0] if word >= 0 else ""
            if relation not in _JOINS or tree.heads_clause[word]:
                break
            joined |= relation == "conj"
            apposed |= relation == "appos"
            word = tree.words[word].head
        part, clause = Part.OTHER, -1
        if word >= 0:
            relation = tree.words[word].relation
            part = _PARTS.get(relation) or _PARTS.get(relation.split(":")[0], Part.OTHER)
            clause = tree.clause_of(tree.words[word].head if part is not Part.ROOT else word)
        return Place(span, sentence, head, part, clause, joined, apposed, self._quotation(span.start))

    def names_before(self, place: int, most: int) -> list[NamePlace]:
        """The names before a place of the body, at most so many, in text order."""
        end = bisect_left(self._name_starts, place)
        return self.names[max(0, end - most) : end]

    def names_after(self, place: int, sentence: int) -> list[NamePlace]:
        """The names after a place of the body in its sentence."""
        start = bisect_left(self._name_starts, place)
        end = bisect_left(self._name_starts, self.sentences[sentence].span.end)
        return self.names[start:end]

    def _quotation(self, place: int) -> int:
        index = bisect_right(self._quotation_starts, place) - 1
        return index if index >= 0 and place < self._quotations[index][1] else -1
