"""What a sentence takes for known: "the campaign", "Ari", "the company".

A retelling that leaves sentences out must not speak of what it has not told. Each
sentence gives what it names, and needs what its subjects point back to: a plain noun
with "the" or "this" that an earlier sentence of the article had, a body or a person
where the noun fits only such, a bare name whose first mention was earlier.
"""

from __future__ import annotations

from collections.abc import Sequence

from retold.english.lexicon import content_words, stem
from retold.types import EntityType, Reading, Sentence, Word

_POINTS = frozenset("the this that these those".split())
_TELLS_WHICH = ("nmod", "acl", "appos", "flat")
"""Relations of words that say which one is meant."""
_KNOWN = frozenset(
    """government president prime police army world country public state nation war economy weather internet media
    market law court sun sky sea night day week month year morning evening afternoon weekend number rest majority
    other others one ones fact idea result way time moment future past end beginning problem question answer truth
    point thing reason""".split()
)
"""Nouns that everybody knows which is meant, or that mean nothing alone."""


class Anchors:
    """What the sentences of one reading give and need, as keys."""

    def __init__(self, reading: Reading) -> None:
        self._body = reading.article.body
        self._first: dict[str, int] = {}
        self._gives: dict[int, frozenset[str]] = {}
        self._bare: dict[int, set[str]] = {}
        named: dict[int, set[str]] = {}
        for chain in reading.chains:
            first = min(m.sentence for m in chain.mentions)
            for mention in chain.mentions:
                named.setdefault(mention.sentence, set()).add(chain.id)
            if chain.type is EntityType.PERSON and " " not in chain.name:
                for mention in chain.mentions:
                    if mention.sentence > first:
                        self._bare.setdefault(mention.sentence, set()).add(chain.id)
        for sentence in reading.sentences:
            if not sentence.clutter:
                words = {stem(w) for w in content_words(sentence.span.of(self._body))}
                self._gives[sentence.index] = frozenset(words | named.get(sentence.index, set()))
                for word in words:
                    self._first.setdefault(word, sentence.index)

    def gives(self, sentence: Sentence) -> frozenset[str]:
        """Stems and chains that stand in a sentence."""
        return self._gives.get(sentence.index, frozenset())

    def needs(self, sentence: Sentence) -> frozenset[str]:
        """Those that must have been told before it."""
        found = set(self._bare.get(sentence.index, ()))
        text = sentence.span.of(self._body)
        for i, word in enumerate(sentence.words):
            subject = word.relation.startswith("nsubj") or (
                word.relation == "nmod:poss" and _is_subject(sentence.words, word.head)
            )
            if subject and _plain(sentence.words, i, text):
                key = stem(word.span.of(text))
                if self._first.get(key, sentence.index) < sentence.index:
                    found.add(key)
        return frozenset(found)


def _is_subject(words: Sequence[Word], index: int) -> bool:
    return index >= 0 and words[index].relation.startswith("nsubj")


def _plain(words: Sequence[Word], index: int, text: str) -> bool:
    """Whether a noun has "the" or "this" and nothing that says which one."""
    noun = words[index].span.of(text)
    if not noun[:1].islower() or noun in _KNOWN:
        return False
    points = any(w.head == index and w.relation == "det" and w.span.of(text).lower() in _POINTS for w in words)
    return points and not any(w.head == index and w.relation.split(":")[0] in _TELLS_WHICH for w in words[index + 1 :])
