"""What the tellings of a story say alike, and where they differ on a number or a name."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from retold.lexicon import NUMBERS, content_words, stem

SAME = 0.6
"""Share of the shorter sentence's content words that the other has, from which both say one thing."""
LEAST = 4
"""Content words that they must have in common."""
CLOSE = 0.5
"""The same share, from which a number in one can be held against a number in the other."""
FAR = 3
"""Words between a number and what it counts, at most."""

_NUMBER = re.compile(
    r"(?P<money>[$€£¥])?\s?(?P<value>\d+(?:[.,]\d+)*|\b(?:" + "|".join(NUMBERS) + r")\b)(?:[\s-](?P<scale>hundred|thousand|million|billion|trillion|bn|m)\b)?"
    r"(?P<percent>\s?%|\s(?:percent|per cent)\b)?(?P<rest>(?:[\s-][^\W\d_][\w'’-]*){0,3})",
    re.IGNORECASE,
)
_SCALES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "m": 1e6, "billion": 1e9, "bn": 1e9, "trillion": 1e12}
_TIMES = frozenset(
    """january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec
    am pm gmt est et bst day week month year hour minute second o'clock yearold old century season game edition""".split()
)
"""What counts time, an age or a turn: two numbers of it say nothing against each other."""
_GRAMMAR = frozenset("of the a an and or to in on at by for from with more most other than as is are was were be been has have had who which that were".split())


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of a telling, with the entities that it names: (entity, type)."""

    telling: int
    text: str
    names: frozenset[tuple[int, str]] = frozenset()

    @property
    def words(self) -> frozenset[str]:
        return frozenset(stem(w) for w in content_words(self.text) if not w[0].isdigit() and w not in NUMBERS)


@dataclass(frozen=True, slots=True)
class Contradiction:
    """`of`: what is counted ("people"), or the type of the names that differ; `sides`: what is said of it, each by statements, by index."""

    of: str
    sides: tuple[tuple[str, tuple[int, ...]], ...]


def groups(statements: Sequence[Statement]) -> list[list[int]]:
    """Statements that say one thing, by index, the first of each first; in order."""
    words = [s.words for s in statements]
    found: list[list[int]] = []
    for i, own in enumerate(words):
        near = [(_share(own, words[g[0]]), -k) for k, g in enumerate(found)]
        best = max(near, default=(0.0, 0))
        if best[0] >= SAME:
            found[-best[1]].append(i)
        else:
            found.append([i])
    return found


def _share(a: frozenset[str], b: frozenset[str]) -> float:
    both = len(a & b)
    return both / max(1, min(len(a), len(b))) if both >= LEAST else 0.0


def contradictions(statements: Sequence[Statement]) -> list[Contradiction]:
    """Where tellings differ: the same thing counted otherwise in sentences on the same, or another
    name in its place; those that most tellings bear on first."""
    words = [s.words for s in statements]
    counts = [_counts(s.text) for s in statements]
    numbers: defaultdict[str, defaultdict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    called: dict[str, str] = {}
    names: list[Contradiction] = []
    for i, j in combinations(range(len(statements)), 2):
        if statements[i].telling == statements[j].telling:
            continue
        share = _share(words[i], words[j])
        if share >= CLOSE:
            for unit in counts[i].keys() & counts[j].keys():
                (one, word), (other, _) = counts[i][unit], counts[j][unit]
                if one != other:
                    called.setdefault(unit, word)
                    numbers[unit][one].add(i)
                    numbers[unit][other].add(j)
        if share >= SAME:
            names += _named(statements, i, j)
    found = [Contradiction(called[unit], tuple(sorted(((v, tuple(sorted(s))) for v, s in sides.items()), key=lambda x: x[1]))) for unit, sides in numbers.items()]
    found.sort(key=lambda c: (-len({statements[i].telling for _, s in c.sides for i in s}), c.of))
    return found + list(dict.fromkeys(names))


def _counts(text: str) -> dict[str, tuple[str, str]]:
    """What is counted once in a sentence, by its stem or sign: the number, and what it counts, as they stand there."""
    found: dict[str, dict[float, tuple[str, str]]] = {}
    for match in _NUMBER.finditer(text):
        unit, value = _unit(match), _value(match)
        if unit and value is not None:
            said = match.group()[: match.start("rest") - match.start()].strip()
            found.setdefault(stem(unit), {})[value] = (said, unit)
    return {unit: next(iter(said.values())) for unit, said in found.items() if len(said) == 1}


def _value(match: re.Match[str]) -> float | None:
    text = match["value"].lower()
    try:
        number = float(NUMBERS.get(text, text).replace(",", ""))
    except ValueError:
        return None
    return number * _SCALES.get((match["scale"] or "").lower(), 1.0)


def _unit(match: re.Match[str]) -> str:
    """The noun that a number counts, as near as it can be told without a tree: the first content word behind it."""
    if match["money"]:
        return match["money"]
    if match["percent"]:
        return "%"
    for word in re.findall(r"[^\W\d_][\w'’]*", match["rest"])[:FAR]:
        plain = stem(word.lower())
        if plain in _TIMES or word.lower() in _TIMES:
            return ""
        if word.lower() not in _GRAMMAR:
            return word.lower() if not word[0].isupper() else ""
    return ""


def _named(statements: Sequence[Statement], i: int, j: int) -> list[Contradiction]:
    """Sentences alike but for one name, of which each telling knows only its own."""
    a, b = statements[i], statements[j]
    all_a = {n for s in statements if s.telling == a.telling for n in s.names}
    all_b = {n for s in statements if s.telling == b.telling for n in s.names}
    only_a, only_b = a.names - all_b, b.names - all_a
    if len(only_a) != 1 or len(only_b) != 1 or not a.names & b.names:
        return []
    (one,), (other,) = only_a, only_b
    if one[1] != other[1] or one[1] not in ("person", "organization", "place"):
        return []
    return [Contradiction(one[1], ((str(one[0]), (i,)), (str(other[0]), (j,))))]
