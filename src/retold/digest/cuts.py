"""A sentence made short: whole phrases are left out, as an editor would, but none that changes what is said.

`phrases` says how likely an editor leaves a phrase out, `safe_cuts` how likely the sentence is good and true without
it, and `cut_rules` what is never left out.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retold.digest.anchors import Anchors
from retold.digest.cut_rules import may_go
from retold.digest.phrases import CLOSING_COMMAS, COMMAS, Phrase, Phrases
from retold.digest.safe_cuts import probability
from retold.english.lexicon import content_words, stem
from retold.types import EntityType, Mention, Reading, Sentence, Span

LEAST = 0.15
"""A phrase may be left out if an editor would do so with at least this probability."""
SAFE = 0.88
"""A phrase may be left out if the sentence is good and true without it with at least this probability."""
TOGETHER = 0.8
"""The same for all phrases that are left out of a sentence, as the product of theirs."""
DOUBT_WEIGHT = 2.0
"""Weight of the doubt that a sentence is good and true without a phrase, beside the surprise of leaving it out."""
OVER_COST = 0.5
"""Cost of each word beyond the wanted length, beside the surprise of what is left out (-log of its probability)."""
KEPT_WEIGHT = 0.2
"""Weight of the surprise of what is kept: a sentence that is short enough is not made shorter."""
HEADLINE_WORTH = 0.6
"""What a word of the headline adds to the cost of leaving a phrase out."""
NUMBER_WORTH = 0.4
"""The same for a number."""
SHORTEST = 6
"""Words that are left, at least."""

Ways = dict[int, tuple[float, tuple[int, ...]]]
"""For each number of words that can be left, the least cost and the heads of what is left out."""
_ASIDES = ("acl", "advcl", "appos", "nmod", "obl")
_IN_NOUN_PHRASE = ("appos", "flat", "compound", "nmod", "acl")
_AFTER_COMMA = re.compile(r"\s*(?:according|and|but|or|so|which|who)\b")
"""What keeps its comma."""
_NUMBER = re.compile(
    r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|hundreds?|thousands?|millions?|billions?)\b"
)


class Cuts:
    """Shortens the sentences of one reading. Words of the headline and numbers are worth more than others."""

    def __init__(self, reading: Reading) -> None:
        self._headline = frozenset(map(stem, content_words(reading.article.metadata.headline)))
        self._known: dict[Span, tuple[Phrases, list[tuple[Phrase, float]]]] = {}
        self._names: defaultdict[int, list[Mention]] = defaultdict(list)
        for chain in reading.chains:
            for mention in chain.mentions:
                self._names[mention.sentence].append(mention)
        self._new_people = frozenset(c.mentions[0].span for c in reading.chains if c.type is EntityType.PERSON)
        anchors = Anchors(reading)
        self._needed: defaultdict[int, set[str]] = defaultdict(set)
        for s in reading.sentences:
            for key, giver in anchors.needs(s).items() if not s.clutter else ():
                self._needed[giver].add(key)

    def of(self, sentence: Sentence, text: str, start: int, most: int, *, is_text: bool) -> tuple[Span, ...]:
        """What can be left out of a sentence from `start` on, so that about `most` words are left; empty if nothing.

        In a text (`is_text`), what a later sentence refers to stays.
        """
        if sentence.cut_scores is None or len(text[start:].split()) <= most:
            return ()
        if sentence.span not in self._known:
            offset = sentence.span.start
            spans = [n.span for n in self._names.get(sentence.index, ()) if sentence.span.covers(n.span)]
            phrases = Phrases(text, sentence.words, [Span(s.start - offset, s.end - offset) for s in spans])
            new = [Span(s.start - offset, s.end - offset) for s in spans if s in self._new_people]
            self._known[sentence.span] = phrases, list(removable(phrases, sentence.cut_scores, new))
        phrases, found = self._known[sentence.span]
        if is_text and (needed := self._needed.get(sentence.index)):
            found = [(p, safe) for p, safe in found if needed.isdisjoint(_stems(phrases.span(p).of(text)))]
        return shorten(phrases, found, start, most, lambda span: self._worth(span.of(text)))

    def _worth(self, words: str) -> float:
        return HEADLINE_WORTH * len(self._headline & _stems(words)) + NUMBER_WORTH * bool(_NUMBER.search(words))


def _stems(words: str) -> frozenset[str]:
    return frozenset(map(stem, content_words(words)))


def removable(
    phrases: Phrases, scores: NDArray[np.float32], new_people: Sequence[Span] = ()
) -> Iterator[tuple[Phrase, float]]:
    """The phrases that can be left out, and how likely the sentence is good and true without each of them.

    `scores`: as `Sentence.cut_scores`. `new_people`: as in `may_go`. None if the main verb has no subject: the tree is
    wrong then.
    """
    if phrases.root < 0 or not _has_subject(phrases):
        return
    for phrase in phrases.all():
        if may_go(phrases, phrase, new_people) and phrases.chance(phrase) >= LEAST:
            safe = probability(phrases, phrase, scores)
            if safe >= SAFE:
                yield phrase, safe


@dataclass(frozen=True, slots=True)
class _Option:
    """A phrase that can be left out: how likely that is safe, and what it costs that it is gone, or that it stays."""

    phrase: Phrase
    safe: float
    gone: float
    stays: float


def shorten(
    phrases: Phrases, found: Sequence[tuple[Phrase, float]], start: int, most: int, worth: Callable[[Span], float]
) -> tuple[Span, ...]:
    """What is left out of the words from the code point `start` on, at the least cost, for `most` words or a few more.

    `found`: phrases that can be left out, as those that are `removable`. `worth`: what a phrase is worth to the reader
    beyond its words; it is added to its cost.
    """
    options: dict[int, _Option] = {}
    for phrase, safe in found:
        if phrases.span(phrase).start >= start:
            chance = phrases.chance(phrase)
            gone = -math.log(chance) - DOUBT_WEIGHT * math.log(safe) + worth(phrases.span(phrase))
            options[phrase.head] = _Option(phrase, safe, gone, -math.log(1 - chance + 1e-6) * KEPT_WEIGHT)
    while options:
        ways = _ways(phrases, phrases.root, start, options)
        enough = {size: way for size, way in ways.items() if size >= SHORTEST}
        if not enough:
            return ()
        size = min(enough, key=lambda k: (enough[k][0] + OVER_COST * max(0, k - most), k))
        out = [options[head] for head in enough[size][1]]
        if math.prod(option.safe for option in out) >= TOGETHER:
            return tuple(sorted(_with_marks(phrases, option.phrase, start) for option in out))
        del options[min(out, key=lambda option: option.safe).phrase.head]
    return ()


def _ways(phrases: Phrases, root: int, start: int, options: Mapping[int, _Option]) -> Ways:
    """The cheapest way to leave each number of words."""
    order = sorted(range(len(phrases.words)), key=lambda i: -len(phrases.path(i)))
    found: dict[int, Ways] = {}
    for i in order:
        ways: Ways = {int(phrases.is_word[i] and phrases.words[i].span.start >= start): (0.0, ())}
        for child in phrases.children[i]:
            below = found.pop(child)
            if child in options:
                gone = options[child].gone
                below = {k: (cost + options[child].stays, out) for k, (cost, out) in below.items()}
                if 0 not in below or below[0][0] > gone:
                    below[0] = gone, (child,)
            ways = _joined(ways, below)
        found[i] = ways
    return found[root]


def _joined(ways: Ways, below: Ways) -> Ways:
    best: Ways = {}
    for k, (cost, out) in ways.items():
        for k2, (cost2, out2) in below.items():
            total = cost + cost2
            if k + k2 not in best or total < best[k + k2][0]:
                best[k + k2] = total, out + out2
    return best


def _has_subject(phrases: Phrases) -> bool:
    """Whether the main verb has a subject that the tree has found."""
    own = phrases.children[phrases.root]
    return any(phrases.words[k].relation.startswith(("nsubj", "csubj", "expl")) for k in own)


def _with_marks(phrases: Phrases, phrase: Phrase, start: int) -> Span:
    """The place of a phrase with the spaces and commas that go with it."""
    text, span = phrases.text, phrases.span(phrase)
    before, after = text[start : span.start].rstrip(), text[span.end :].lstrip()
    if not before:  # it opens the sentence
        rest = after[1:].lstrip() if after[:1] in CLOSING_COMMAS else after
        return Span(span.start, len(text) - len(rest))
    begin = start + len(before)
    if before[-1] not in COMMAS:
        return Span(begin, span.end)
    begin -= 1
    begin -= len(text[start:begin]) - len(text[start:begin].rstrip())
    closes = after[:1] in CLOSING_COMMAS and (after[:1] == before[-1] or before[-1] in "(–—-")
    closes = closes and not _ends_aside(phrases, phrase, start)
    closes = closes and _clause_goes_on(phrases, phrase)
    noun_end = phrases.words[phrases.words[phrase.head].head].span.end
    closes = closes and not _AFTER_COMMA.match(after[1:]) and "," not in text[noun_end:begin]  # "Lee, 43, a teacher,"
    return Span(begin, len(text) - len(after) + 1) if closes else Span(begin, span.end)


def _clause_goes_on(phrases: Phrases, phrase: Phrase) -> bool:
    """Whether the clause with the phrase goes on after it. Else the comma is that of a new one: "…, Lee said."."""
    above = phrases.words[phrase.head].head
    clause = {above, phrases.words[above].head}
    while _is_in_noun_phrase(phrases, above):  # "streaming service Palmview, which …, said"
        above = phrases.words[above].head
        clause.add(phrases.words[above].head)
    return any(
        clause.intersection(phrases.path(k)) for k in range(phrase.last + 1, len(phrases.words)) if phrases.is_word[k]
    )


def _is_in_noun_phrase(phrases: Phrases, index: int) -> bool:
    """Whether a word hangs from a noun, or from a participle that does: "the lawyer acting for the officer"."""
    word = phrases.words[index]
    if word.relation.startswith(("obl", "obj")) and word.head >= 0:
        return phrases.words[word.head].relation.startswith("acl")
    return word.relation.startswith(_IN_NOUN_PHRASE)


def _ends_aside(phrases: Phrases, phrase: Phrase, start: int) -> bool:
    """Whether the comma after a phrase closes a longer aside: ", from Haugen, near the coast,"."""
    above = phrases.path(phrase.head)[1:]
    return any(
        p.head in above
        and phrases.words[p.head].relation.startswith(_ASIDES)
        and p.last == phrase.last
        and start < phrases.span(p).start < phrases.span(phrase).start
        and phrases.before(p) in COMMAS
        for p in phrases.all()
    )
