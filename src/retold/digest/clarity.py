"""What a reader of one sentence cannot know: "he", "the deal", "there", "two days later".

The reading network says how likely each word points out of its sentence. With what the headline and the article tell of
the word, a logistic regression says how likely a reader who knows the headline alone would ask "who?" or "which?". A
second one says how likely each sentence before tells it. `train/clarity.py` fits both on sentences that were read so.
"""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from retold.digest.trees import SentenceTree
from retold.english.lexicon import content_words, stem
from retold.english.quotation_marks import quoted_spans
from retold.english.word_vectors import likeness
from retold.types import EntityType, Reading, Sentence, Span

LEAST = 0.1
"""Chance below which a word counts as clear."""
LEAST_SCORE = -6.0
"""Log-odds of the network below which a word is clear."""
TELLERS = 3
"""Sentences that are tried to tell what a sentence refers to."""
REACH = 30
"""Sentences before one that may tell what a word in it means."""
KINDS = ("he", "it", "they", "this", "the", "this noun", "owned", "a", "other")
"""Pronouns, and nouns by the word before them: "the deal", "this deal", "her deal", "a deal", others."""
PRONOUNS = KINDS[:4]

_HE = frozenset("he she him her his hers himself herself".split())
_IT = frozenset("it its".split())
_THEY = frozenset("they them their theirs".split())
_THIS = frozenset("this that these those".split())
_SPECIFYING = frozenset("nmod acl appos flat".split())

Row = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Reference:
    """A word that may point out of its sentence.

    `place`: in the body. `stem`: of the word. `chance`: that a reader who knows the headline and this sentence cannot
    know what is meant. `told_by`: how likely an earlier sentence tells it, by its index.
    """

    place: Span
    stem: str
    is_pronoun: bool
    chance: float
    told_by: Mapping[int, float]

    def left(self, told: Sequence[int]) -> float:
        """The chance that a reader who has read the sentences `told`, in this order, cannot know it.

        A pronoun is told by the last one only.
        """
        known = told[-1:] if self.is_pronoun else told
        return self.chance * (1.0 - max((self.told_by.get(i, 0.0) for i in known), default=0.0))


@dataclass(frozen=True, slots=True)
class _Name:
    """A name in a sentence. `start` and `end`: in the sentence."""

    start: int
    end: int
    chain: str
    is_person: bool


class Clarity:
    """The references of one reading."""

    def __init__(self, reading: Reading) -> None:
        self._body = reading.article.body
        self._story = [s for s in reading.sentences if not s.clutter]
        self._order = {s.index: i for i, s in enumerate(self._story)}
        self._headline = sorted({stem(w) for w in content_words(reading.article.metadata.headline)})
        self._stems = [frozenset(stem(w) for w in content_words(s.span.of(self._body))) for s in self._story]
        self._names: defaultdict[int, list[_Name]] = defaultdict(list)
        starts = {s.index: s.span.start for s in self._story}
        for chain in reading.chains:
            for mention in chain.mentions:
                start, end = (place - starts.get(mention.sentence, 0) for place in mention.span)
                self._names[mention.sentence].append(_Name(start, end, chain.id, chain.type is EntityType.PERSON))
        pronouns = (*reading.pronouns, *reading.inner_pronouns)
        self._resolved = {p.span: p.chain.id for _, p in pronouns if p.chain is not None}
        self._opening_pronouns = frozenset(p.span for _, p in reading.pronouns)
        self._inner_pronouns = frozenset(p.span for _, p in reading.inner_pronouns)
        self._first: dict[str, int] = {}
        self._introduced: dict[str, int] = {}
        for order, sentence in enumerate(self._story):
            for key in self._stems[order]:
                self._first.setdefault(key, order)
            text = sentence.span.of(self._body)
            for word in sentence.words:
                if word.relation == "det" and word.head >= 0 and word.span.of(text).lower() in ("a", "an"):
                    self._introduced.setdefault(stem(sentence.words[word.head].span.of(text)), order)
        self._found: dict[Span, tuple[Reference, ...]] = {}

    def references(self, sentence: Sentence) -> tuple[Reference, ...]:
        """The words of a sentence that a reader of the headline alone may not understand, in their order.

        None for a sentence of which the network says nothing (`Sentence.refers`).
        """
        if sentence.span not in self._found:
            self._found[sentence.span] = tuple(
                self._reference(sentence, word, chance)
                for word, row in self.features(sentence).items()
                if (chance := _probability(row, shipped()["unclear"])) >= LEAST
            )
        return self._found[sentence.span]

    def best_tellers(self, sentence: Sentence) -> list[int]:
        """Up to `TELLERS` earlier sentences that tell most of what a sentence refers to, by their indices, best first.

        What a pronoun means only the sentence just before can tell.
        """
        order = self._order.get(sentence.index, 0)
        before = self._story[order - 1].index if order else -1
        told: defaultdict[int, float] = defaultdict(float)
        for reference in self.references(sentence):
            for index, chance in reference.told_by.items():
                if index == before or not reference.is_pronoun:
                    told[index] += reference.chance * chance
        best = sorted(told, key=lambda i: (-told[i], -i))[:TELLERS]
        return [index for index in best if told[index] > LEAST]

    def _reference(self, sentence: Sentence, word: int, chance: float) -> Reference:
        text, weights = sentence.span.of(self._body), shipped()["told"]
        tree = SentenceTree(text, sentence.words)
        told_by = {index: _probability(row, weights) for index, row in self.tellers(sentence, word).items()}
        place = _in_body(sentence, word)
        return Reference(place, stem(tree.lower[word]), kind_of(tree, word) in PRONOUNS, chance, told_by)

    def features(self, sentence: Sentence) -> dict[int, dict[str, float]]:
        """What tells whether a word is clear, for each word that may not be, by its index."""
        if sentence.refers is None or sentence.index not in self._order:
            return {}
        text = sentence.span.of(self._body)
        tree, quotations = SentenceTree(text, sentence.words), quoted_spans(text)
        found: dict[int, dict[str, float]] = {}
        for word, score in enumerate(sentence.refers.tolist()):
            if score < LEAST_SCORE or not tree.is_word[word]:
                continue
            kind, place = kind_of(tree, word), sentence.words[word].span.start
            found[word] = {
                "bias": 1.0,
                "network": score,
                "network squared": score * score / 10,
                **{f"is {k}": float(k == kind) for k in KINDS},
                **{f"{k} by network": score * (k == kind) for k in ("he", "the", "other")},
                **self._of_noun(tree, word, self._order[sentence.index], kind in PRONOUNS),
                **self._of_names(sentence.index, place, kind),
                **self._of_pronoun(_in_body(sentence, word)),
                "words before": min(word, 10) / 10,
                "quoted": float(any(a <= place < b for a, b in quotations)),
            }
        return found

    def _of_noun(self, tree: SentenceTree, word: int, order: int, is_pronoun: bool) -> dict[str, float]:
        """What the headline, the article before and the sentence tell of a noun."""
        form = tree.lower[word]
        key, before = stem(form), 0.0 if is_pronoun else 1.0
        in_headline = key in self._headline
        alike = before * float(likeness([key], self._headline).max(initial=0.0)) if self._headline else 0.0
        after = (tree.words[c].relation.split(":")[0] for c in tree.children[word] if c > word)
        return {
            "headline": before * in_headline,
            "alike headline": alike * (not in_headline),
            "no headline": float(not self._headline),
            "said before": before * (self._first.get(key, order) < order),
            "said just before": before * (order > 0 and key in self._stems[order - 1]),
            "introduced before": before * (self._introduced.get(key, order) < order),
            "said in it": before * (form in tree.lower[:word]),
            "is specified": float(not _SPECIFYING.isdisjoint(after)),
            "opening": float(order == 0),
            "second": float(order == 1),
            "later": math.log1p(order) / 3,
        }

    def _of_names(self, index: int, place: int, kind: str) -> dict[str, float]:
        """What the names of a sentence tell of a word at a place in it."""
        names = self._names.get(index, ())
        people = [n for n in names if n.is_person]
        return {
            "in a name": float(any(n.start <= place < n.end for n in names)),
            "person before": float(kind == "he" and any(n.end <= place for n in people)),
            "person after": float(kind == "he" and any(n.start >= place for n in people)),
            "name before": float(kind in PRONOUNS[1:] and any(n.end <= place for n in names)),
        }

    def _of_pronoun(self, place: Span) -> dict[str, float]:
        """What the reading says of a pronoun: it lists those whose sentence does not seem to say who is meant."""
        return {
            "opens as pronoun": float(place in self._opening_pronouns),
            "pronoun within": float(place in self._inner_pronouns),
            "is resolved": float(place in self._resolved),
        }

    def tellers(self, sentence: Sentence, word: int) -> dict[int, dict[str, float]]:
        """What tells whether an earlier sentence says what a word means, for each of these, by its index."""
        tree, order = SentenceTree(sentence.span.of(self._body), sentence.words), self._order[sentence.index]
        kind, key, first = kind_of(tree, word), stem(tree.lower[word]), max(0, order - REACH)
        is_noun, chain = kind not in PRONOUNS, self._resolved.get(_in_body(sentence, word))
        vocabulary = sorted(set().union(*self._stems[first:order])) if is_noun else []
        alike = dict(zip(vocabulary, likeness([key], vocabulary)[0].tolist(), strict=True)) if vocabulary else {}
        said = [i for i in range(first, order) if is_noun and key in self._stems[i]]
        found: dict[int, dict[str, float]] = {}
        for at in range(first, order):
            steps, has_said = order - at, at in said
            names = self._names.get(self._story[at].index, ())
            is_resolved = chain is not None and any(n.chain == chain for n in names)
            found[self._story[at].index] = {
                "bias": 1.0,
                **{f"is {k}": float(k == kind) for k in KINDS},
                **{f"{k} just before": float(k == kind and steps == 1) for k in KINDS},
                **{f"{k} second": float(k == kind and steps == 2) for k in KINDS},
                "steps": math.log(steps),
                "said": float(has_said),
                "said last": float(has_said and at == said[-1]),
                "said elsewhere": float(bool(said) and not has_said),
                "introduced": float(is_noun and self._introduced.get(key) == at),
                "alike": 0.0 if has_said else max((alike.get(k, 0.0) for k in self._stems[at]), default=0.0),
                "person": float(kind == "he" and any(n.is_person for n in names)),
                "opens": float(at == 0),
                "resolved": float(is_resolved),
                "resolved elsewhere": float(chain is not None and not is_resolved),
            }
        return found


@dataclass(frozen=True, slots=True)
class Limits:
    """With how much that is unclear a sentence is told: words, as expected, and the chance for one noun or pronoun."""

    words: float
    noun: float
    pronoun: float


ALONE = Limits(0.9, 0.5, 0.29)
"""For a claim that stands alone. A pronoun that nothing explains jars more than a noun."""
IN_TEXT = Limits(3.0, 0.9, 0.7)
"""For a sentence of a text, whose other sentences help."""


def is_clear(references: Sequence[Reference], told: Sequence[int] = (), limits: Limits = ALONE) -> bool:
    """Whether a sentence with these references can be told to a reader of the sentences `told`."""
    left = [reference.left(told) for reference in references]
    most = (limits.pronoun if reference.is_pronoun else limits.noun for reference in references)
    return sum(left) <= limits.words and all(chance <= limit for chance, limit in zip(left, most, strict=True))


def kind_of(tree: SentenceTree, word: int) -> str:
    """Which of `KINDS` a word is."""
    form, relation = tree.lower[word], tree.words[word].relation
    for kind, forms in zip(PRONOUNS, (_HE, _IT, _THEY, _THIS), strict=True):
        if form in forms and not (forms is _THIS and relation in ("det", "mark")):
            return kind
    owners = [c for c in tree.children[word] if tree.words[c].relation == "nmod:poss"]
    determiners = {tree.lower[c] for c in tree.children[word] if tree.words[c].relation == "det"}
    if "the" in determiners:
        return "the"
    if determiners & _THIS:
        return "this noun"
    if owners:
        return "owned"
    return "a" if determiners & {"a", "an"} else "other"


def _in_body(sentence: Sentence, word: int) -> Span:
    start, end = sentence.words[word].span
    return Span(start + sentence.span.start, end + sentence.span.start)


def _probability(row: Row, weights: Mapping[str, float]) -> float:
    total = sum(weights[name] * value for name, value in row.items() if value)
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


@lru_cache(maxsize=1)
def shipped() -> Mapping[str, Mapping[str, float]]:
    """The weights in the package, by feature: of "unclear" and of "told"."""
    found: dict[str, dict[str, float]] = json.loads((files("retold") / "data" / "clarity.json").read_text("utf-8"))
    return found
