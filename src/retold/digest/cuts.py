"""A sentence made short: words are left out, as an editor would, but none that changes what is said.

The reading network says how likely each way to leave words out is (`word_paths`), `bonds` which words must stay, and
`soundness` how likely what is left is good English, true, and to the point.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from retold.digest.bonds import Bond, bonds, broken, days, introductions, names_beside
from retold.digest.clarity import Clarity
from retold.digest.soundness import probability
from retold.digest.trees import SentenceTree
from retold.digest.word_paths import Path, WordPaths, left_out
from retold.english.lexicon import content_words, stem
from retold.english.quotation_marks import quoted_spans
from retold.types import EntityType, Mention, Reading, Sentence, Span

SOUND = 0.88
"""A sentence is shortened if what is left is sound with at least this probability."""
LONGER = 10
"""Words beyond the wanted length that are tried, at most."""
TRIES = 6
"""How often words that must stay are put back, at most."""
MORE = 2
"""Words beyond the wanted length that a sentence may have for who somebody is, and for the day of the news."""
NEEDED = 0.3
"""Chance that a later sentence refers to a word, from which the word stays."""
UNCLEAR_COST = 2.0
"""What keeping a word costs that the reader cannot understand, times the chance of that."""
HEADLINE_WORTH = 0.5
"""What leaving out a word of the headline costs, as the logarithm of a probability."""
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_ENDS = frozenset(".!?…”’\"')")


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of a sentence before it is shortened.

    `wanted`: who those are whom it names first, and the day of the news. `needed`: words to which a later sentence
    refers. `unclear`: what it costs to leave out each word that a reader may not understand: less than nothing.
    """

    tree: SentenceTree
    paths: WordPaths
    bonds: list[Bond]
    wanted: list[Bond]
    needed: frozenset[int]
    unclear: list[float]


class Cuts:
    """Shortens the sentences of one reading."""

    def __init__(self, reading: Reading, clarity: Clarity) -> None:
        self._clarity = clarity
        self._headline = frozenset(map(stem, content_words(reading.article.metadata.headline)))
        self._known: dict[Span, _Known] = {}
        self._found: dict[tuple[Span, int, int, bool], tuple[Span, ...]] = {}
        self._names: defaultdict[int, list[Mention]] = defaultdict(list)
        for chain in reading.chains:
            for mention in chain.mentions:
                self._names[mention.sentence].append(mention)
        self._new_people = frozenset(c.mentions[0].span for c in reading.chains if c.type is EntityType.PERSON)
        self._times: defaultdict[int, list[Span]] = defaultdict(list)
        for time in reading.times:
            self._times[time.sentence].append(time.span)
        self._opening = next((s.index for s in reading.sentences if not s.clutter), -1)
        self._needed: defaultdict[int, set[str]] = defaultdict(set)
        for s in reading.sentences:
            for reference in clarity.references(s) if not s.clutter else ():
                for teller, chance in reference.told_by.items():
                    if reference.chance * chance >= NEEDED:
                        self._needed[teller].add(reference.stem)

    def of(self, sentence: Sentence, text: str, start: int, most: int, *, is_text: bool) -> tuple[Span, ...]:
        """What can be left out of a sentence from `start` on, so that about `most` words are left; empty if nothing.

        In a text (`is_text`), what a later sentence refers to stays, who somebody is at first mention, and the day of
        the news. Elsewhere the last two go if the sentence is too long with them.
        """
        if sentence.steps is None or len(text[start:].split()) <= most:
            return ()
        key = (sentence.span, start, most, is_text)
        if key not in self._found:
            self._found[key] = self._shorten(sentence, text, start, most, is_text)
        return self._found[key]

    def _shorten(self, sentence: Sentence, text: str, start: int, most: int, is_text: bool) -> tuple[Span, ...]:
        if sentence.span not in self._known:
            self._known[sentence.span] = self._read(sentence, text)
        known = self._known[sentence.span]
        paths, first = known.paths.copy(), next((i for i, w in enumerate(sentence.words) if w.span.start >= start), 0)
        paths.start_at(first)
        if is_text:
            paths.keep(i for i in known.needed if i >= first)
        else:
            paths.weigh(known.unclear)
        path = shorten(known.tree, paths.copy(), [*known.bonds, *known.wanted], most, first)
        if not is_text and known.wanted and (path is None or paths.size(path) > most + MORE):
            path = shorten(known.tree, paths, known.bonds, most, first) or path
        return left_out(text, sentence.words, path, start) if path is not None else ()

    def _read(self, sentence: Sentence, text: str) -> _Known:
        assert sentence.steps is not None  # `of` has looked
        offset = sentence.span.start

        def within(spans: Sequence[Span]) -> list[Span]:
            return [Span(s.start - offset, s.end - offset) for s in spans if sentence.span.covers(s)]

        mentions = [m.span for m in self._names.get(sentence.index, ())]
        names = within(mentions)
        tree = SentenceTree(text, sentence.words)
        paths = WordPaths(text, sentence.words, sentence.steps)
        wholes = [*names, *within(self._times.get(sentence.index, ())), *(Span(*q) for q in quoted_spans(text))]
        wholes += [Span(*match.span()) for match in _BRACKETS.finditer(text)]
        for place in wholes:
            found = [i for i, w in enumerate(sentence.words) if w.span.overlaps(place)]
            if len(found) > 1:
                paths.keep_together(found[0], found[-1])
        stems = [stem(w) for w in tree.lower]
        paths.weigh([HEADLINE_WORTH * (s in self._headline) for s in stems])
        new = within([s for s in mentions if s in self._new_people])
        needed = self._needed.get(sentence.index, set())
        later = frozenset(i for i, s in enumerate(stems) if s in needed)
        always = [*bonds(tree, sentence.attributions), *names_beside(tree, new)]
        wanted = introductions(tree, new)
        if sentence.index == self._opening:
            wanted += days(tree)
        unclear = {r.place.start - offset: r.chance for r in self._clarity.references(sentence)}
        costs = [-UNCLEAR_COST * unclear.get(w.span.start, 0.0) for w in sentence.words]
        return _Known(tree, paths, always, wanted, later, costs)


def shorten(tree: SentenceTree, paths: WordPaths, found: Sequence[Bond], most: int, first: int = 0) -> Path | None:
    """The soundest way to leave `most` words, or a few more; None if there is none that is sound.

    Where a word is gone that must stay, it is put back. `first`: the first word that can be kept.
    """
    if tree.root < 0:
        return None
    for _ in range(TRIES):
        path = _soundest(tree, paths, most, first)
        if path is None:
            return None
        must_stay = [word for word in broken(found, path.kept) if word >= first]
        if not must_stay:
            return path
        paths.keep(must_stay)
    return None


def _soundest(tree: SentenceTree, paths: WordPaths, most: int, first: int) -> Path | None:
    """The soundest of the paths of at most `most` words; else the shortest that is sound; None if none is."""
    ways = {size: path for size, path in paths.best(most + LONGER).items() if _is_real(tree, path, first)}
    sound = {size: probability(tree, path, first) for size, path in ways.items() if size <= most}
    best = max(sound, key=sound.__getitem__, default=0)
    if best and sound[best] >= SOUND:
        return ways[best]
    longer = (ways[size] for size in sorted(ways) if size > most)
    return next((path for path in longer if probability(tree, path, first) >= SOUND), None)


def _is_real(tree: SentenceTree, path: Path, first: int) -> bool:
    """Whether a path leaves out more than marks, and ends as a sentence does."""
    is_gone = any(tree.is_word[i] for i in set(range(first, len(tree.words))).difference(path.kept))
    return is_gone and tree.lower[path.kept[-1]][-1] in _ENDS
