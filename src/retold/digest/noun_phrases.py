"""Whole noun phrases of a sentence: a noun with the nouns and adjectives before it, and never a piece of a word.

"the ship-builder" gives "ship-builder", not "ship" and "builder".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from retold.digest.trees import first_conjuncts
from retold.english.lexicon import FUNCTION_WORDS
from retold.types import Sentence, Word

_NOUN_RELATIONS = frozenset(
    """nsubj nsubj:pass obj iobj obl nmod nmod:poss flat appos root obl:agent nsubj:outer""".split()
)
_OF_NOUN = frozenset(["det", "case", "amod", "compound", "nmod:poss", "nummod", "nmod"])
"""Relations of words that depend on a noun, but not on a participle."""
_OF_VERB = frozenset("nsubj nsubj:pass obj aux aux:pass mark xcomp ccomp compound:prt advmod".split())
"""Relations of words that depend on a verb. A predicate noun also has a subject, but then a copula as well."""
_MODIFIERS = frozenset(["compound", "flat", "amod"])
_HYPHENS = "-‐‑"
_REACH = 40
"""Code points that are looked at on each side for more of a word with hyphens."""


@dataclass(frozen=True, slots=True)
class NounPhrase:
    """A noun phrase in the body, which ends at `end`.

    `starts`: where each of its words begins. `joined`: whether the word before its noun is a noun, too. `subject`:
    whether it is the subject of a clause. `bare`: whether it is a single noun directly after a preposition, as
    in "under fire".
    """

    starts: tuple[int, ...]
    end: int
    joined: bool
    subject: bool
    bare: bool


def noun_phrases(sentence: Sentence, body: str) -> Iterator[NounPhrase]:
    """The noun phrases of a sentence, in text order. Pronouns are none."""
    words, offset = sentence.words, sentence.span.start
    below: list[set[str]] = [set() for _ in words]
    for word in words:
        if word.head >= 0:
            below[word.head].add(word.relation)
    firsts = first_conjuncts(words)
    for i, word in enumerate(words):
        text = body[offset + word.span.start : offset + word.span.end]
        relation = words[firsts[i]].relation
        if relation not in _NOUN_RELATIONS or not text[:1].isalpha() or text.casefold() in FUNCTION_WORDS:
            continue
        if _is_verb(word, text, below[i]):
            continue
        first = i
        while first > 0 and words[first - 1].relation in _MODIFIERS and words[first - 1].head in range(first, i + 1):
            first -= 1
        starts, end = _whole(body, [offset + w.span.start for w in words[first : i + 1]], offset + word.span.end)
        joined = first < i and words[i - 1].relation != "amod"
        bare = 0 < first == i and words[i - 1].relation == "case" and not text.endswith("s")
        yield NounPhrase(starts, end, joined, relation.startswith("nsubj"), bare)


def _is_verb(word: Word, text: str, below: set[str]) -> bool:
    """Whether a word in the place of a noun is a verb: the trees of the model have no parts of speech."""
    if "cop" in below or "det" in below:
        return False
    if below & _OF_VERB:
        return True
    if text.endswith("ing") and text.islower() and below.isdisjoint(_OF_NOUN):
        return True  # "…, underscoring a strategy"
    return word.relation in ("root", "conj") and word.head < 0 and below.isdisjoint(_OF_NOUN)


def _whole(body: str, starts: list[int], end: int) -> tuple[tuple[int, ...], int]:
    """The places of words, without those inside a word with hyphens, and the end of the whole last word."""
    first, last = starts[0], end
    while first > 1 and body[first - 1] in _HYPHENS and body[first - 2].isalnum() and starts[0] - first < _REACH:
        first -= 1
        while first > 0 and body[first - 1].isalnum() and starts[0] - first < _REACH:
            first -= 1
    while last + 1 < len(body) and body[last] in _HYPHENS and body[last + 1].isalnum() and last - end < _REACH:
        last += 1
        while last < len(body) and body[last].isalnum() and last - end < _REACH:
            last += 1
    inside = [s for s in starts[1:] if body[s] not in _HYPHENS and body[s - 1] not in _HYPHENS]
    return (first, *inside), last
