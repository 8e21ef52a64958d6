"""A sentence made short: whole phrases are left out, as an editor would, but none that changes what is said.

`cut_rules` says which phrases may go, `phrases` how likely an editor leaves each of them out.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Callable

from retold.digest.anchors import Anchors
from retold.digest.cut_rules import Known, may_go
from retold.digest.phrases import CLOSING_COMMAS, COMMAS, Phrase, Phrases, probability, shipped
from retold.english.lexicon import content_words, stem
from retold.types import EntityType, Mention, Reading, Sentence, Span

LEAST = 0.4
"""Probability from which a phrase may be left out."""
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
_AFTER_COMMA = re.compile(r"\s*(?:according|and|but|or|so|which|who)\b")
"""What keeps its comma."""
_NUMBER = re.compile(
    r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|hundreds?|thousands?|millions?|billions?)\b"
)


class Cuts:
    """Shortens the sentences of one reading. Words of the headline and numbers are worth more than others."""

    def __init__(self, reading: Reading) -> None:
        self._headline = frozenset(map(stem, content_words(reading.article.metadata.headline)))
        self._names: defaultdict[int, list[Mention]] = defaultdict(list)
        for chain in reading.chains:
            for mention in chain.mentions:
                self._names[mention.sentence].append(mention)
        self._new_people = {c.mentions[0].span for c in reading.chains if c.type is EntityType.PERSON}
        anchors = Anchors(reading)
        self._needed = frozenset(key for s in reading.sentences if not s.clutter for key in anchors.needs(s))

    def of(self, sentence: Sentence, text: str, start: int, most: int, *, is_text: bool) -> tuple[Span, ...]:
        """What can be left out of a sentence from `start` on, so that about `most` words are left; empty if nothing.

        In a text (`is_text`), what a later sentence refers to stays, if it can.
        """
        if len(text[start:].split()) <= most:
            return ()
        offset = sentence.span.start
        inside = [n for n in self._names.get(sentence.index, ()) if sentence.span.covers(n.span)]
        spans = [Span(n.span.start - offset, n.span.end - offset) for n in inside]
        known = Known(
            [span for span, n in zip(spans, inside, strict=True) if n.type is EntityType.PLACE],
            [span for span, n in zip(spans, inside, strict=True) if n.span in self._new_people],
        )
        phrases = Phrases(text, sentence.words, spans)
        return shorten(phrases, known, start, most, lambda span: self._worth(span.of(text), is_text))

    def _worth(self, words: str, is_text: bool) -> float:
        content = set(map(stem, content_words(words)))
        needed = is_text and bool(self._needed & content)
        return HEADLINE_WORTH * len(self._headline & content) + NUMBER_WORTH * bool(_NUMBER.search(words)) + needed


def shorten(phrases: Phrases, known: Known, start: int, most: int, worth: Callable[[Span], float]) -> tuple[Span, ...]:
    """What is left out of the words from the code point `start` on, at the least cost, for `most` words or a few more.

    `worth`: what a phrase is worth to the reader beyond its words; it is added to its cost. Empty if the heads form no
    tree, or nothing can be left out.
    """
    root = phrases.root
    if root < 0 or not _has_subject(phrases, start):
        return ()
    weights = shipped()
    costs: dict[int, tuple[Phrase, float, float]] = {}
    for phrase in phrases.all():
        if phrases.span(phrase).start < start or not may_go(phrases, phrase, known):
            continue
        p = probability(phrases.features(phrase), weights)
        if p >= LEAST:
            gone = -math.log(p) + worth(phrases.span(phrase))
            costs[phrase.head] = phrase, gone, -math.log(1 - p + 1e-6) * KEPT_WEIGHT
    ways = _ways(phrases, root, start, costs)
    enough = {size: way for size, way in ways.items() if size >= SHORTEST}
    if not enough:
        return ()
    size = min(enough, key=lambda k: (enough[k][0] + OVER_COST * max(0, k - most), k))
    return tuple(sorted(_with_marks(phrases, costs[i][0], start) for i in enough[size][1]))


def _ways(phrases: Phrases, root: int, start: int, costs: dict[int, tuple[Phrase, float, float]]) -> Ways:
    """The cheapest way to leave each number of words."""
    order = sorted(range(len(phrases.words)), key=lambda i: -len(phrases.path(i)))
    found: dict[int, Ways] = {}
    for i in order:
        ways: Ways = {int(phrases.is_word[i] and phrases.words[i].span.start >= start): (0.0, ())}
        for child in phrases.children[i]:
            options = found.pop(child)
            if child in costs:
                _, gone, stays = costs[child]
                options = {k: (cost + stays, out) for k, (cost, out) in options.items()}
                if 0 not in options or options[0][0] > gone:
                    options[0] = gone, (child,)
            ways = _joined(ways, options)
        found[i] = ways
    return found[root]


def _joined(ways: Ways, options: Ways) -> Ways:
    best: Ways = {}
    for k, (cost, out) in ways.items():
        for k2, (cost2, out2) in options.items():
            total = cost + cost2
            if k + k2 not in best or total < best[k + k2][0]:
                best[k + k2] = total, out + out2
    return best


def _has_subject(phrases: Phrases, start: int) -> bool:
    """Whether the main verb has a subject that the tree has found."""
    return any(
        phrases.words[k].relation.startswith(("nsubj", "csubj", "expl")) and phrases.words[k].span.start >= start
        for k in phrases.children[phrases.root]
    )


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
    noun_end = phrases.words[phrases.words[phrase.head].head].span.end
    closes = closes and not _AFTER_COMMA.match(after[1:]) and "," not in text[noun_end:begin]  # "Lee, 43, a teacher,"
    return Span(begin, len(text) - len(after) + 1) if closes else Span(begin, span.end)


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
