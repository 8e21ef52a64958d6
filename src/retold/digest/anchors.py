"""Anchors: what a sentence expects its reader to know, such as "the campaign" or "Ari".

A retelling leaves sentences out, but it must not refer to anything that it has left out. Each sentence
gives the words and names in it. It needs what it refers back to: a noun with "this" that an earlier sentence of the
article has, or one with "the" if it is a subject or the article first says "a" before it; and a person with a name of
one word after the first mention.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from retold.english.lexicon import content_words, stem
from retold.types import EntityType, Reading, Sentence, Word

_DEMONSTRATIVES = frozenset("this that these those".split())
_POINTING_WORDS = _DEMONSTRATIVES | {"the"}
_NOUNS = frozenset("nsubj obj iobj obl nmod appos conj root".split())
_SPECIFYING = ("nmod", "acl", "appos", "flat")
"""Relations of words that say which one is meant."""
_COMMON_KNOWLEDGE = frozenset(
    """government president prime police army world country public state nation war economy weather internet media
    market law court sun sky sea night day week month year morning evening afternoon weekend season spring summer
    autumn fall winter quarter decade century number rest majority other others one ones fact idea result way time
    moment future past end beginning problem question answer truth point thing reason""".split()
)
"""Nouns that need no explanation, or that mean nothing alone."""


class Anchors:
    """What the sentences of one reading give and need, as keys."""

    def __init__(self, reading: Reading) -> None:
        self._body = reading.article.body
        self._sentences: dict[str, list[int]] = {}
        self._gives: dict[int, frozenset[str]] = {}
        self._bare_names: dict[int, set[str]] = {}
        self._introduced: dict[str, int] = {}
        """Stems of nouns that an "a" introduces, with the sentence; -1 for those first named without it."""
        chains: dict[int, set[str]] = {}
        for chain in reading.chains:
            first = min(m.sentence for m in chain.mentions)
            for mention in chain.mentions:
                chains.setdefault(mention.sentence, set()).add(chain.id)
            if chain.type is EntityType.PERSON and " " not in chain.name:
                for mention in chain.mentions:
                    if mention.sentence > first:
                        self._bare_names.setdefault(mention.sentence, set()).add(chain.id)
        for sentence in reading.sentences:
            if not sentence.clutter:
                words = {stem(w) for w in content_words(sentence.span.of(self._body))}
                self._gives[sentence.index] = frozenset(words | chains.get(sentence.index, set()))
                for word in words:
                    self._sentences.setdefault(word, []).append(sentence.index)
                self._note_introductions(sentence)

    def gives(self, sentence: Sentence) -> frozenset[str]:
        """Stems of words and ids of chains in a sentence."""
        return self._gives.get(sentence.index, frozenset())

    def needs(self, sentence: Sentence) -> dict[str, int]:
        """Stems and ids of chains that the reader must know before it, with the first sentence that can tell them.

        Of a noun that is the last one before: of several "developers", "the developers" are those named last.
        """
        found = dict.fromkeys(self._bare_names.get(sentence.index, ()), 0)
        text = sentence.span.of(self._body)
        for i, word in enumerate(sentence.words):
            is_subject = word.relation.startswith("nsubj") or (
                word.relation == "nmod:poss" and _is_subject(sentence.words, word.head)
            )
            key = stem(word.span.of(text))
            is_known = -1 < self._introduced.get(key, -1) < sentence.index
            pointing = _POINTING_WORDS if is_subject or is_known else _DEMONSTRATIVES
            if _is_plain_definite(sentence.words, i, text, pointing):
                known = self._sentences.get(key, [])
                if at := bisect_left(known, sentence.index):
                    found[key] = known[at - 1]
        return found

    def _note_introductions(self, sentence: Sentence) -> None:
        text, words = sentence.span.of(self._body), sentence.words
        indefinite = {w.head for w in words if w.relation == "det" and w.span.of(text).lower() in ("a", "an")}
        for i, word in enumerate(words):
            noun = word.span.of(text)
            if noun[:1].islower() and word.relation.split(":")[0] in _NOUNS:
                self._introduced.setdefault(stem(noun), sentence.index if i in indefinite else -1)


def _is_subject(words: Sequence[Word], index: int) -> bool:
    return index >= 0 and words[index].relation.startswith("nsubj")


def _is_plain_definite(words: Sequence[Word], index: int, text: str, pointing: frozenset[str]) -> bool:
    """Whether a noun has a word that is `pointing`, such as "the" or "this", but no word that says which one."""
    noun = words[index].span.of(text)
    if not noun[:1].islower() or noun in _COMMON_KNOWLEDGE:
        return False
    is_definite = any(w.head == index and w.relation == "det" and w.span.of(text).lower() in pointing for w in words)
    after = words[index + 1 :]
    return is_definite and not any(w.head == index and w.relation.split(":")[0] in _SPECIFYING for w in after)
