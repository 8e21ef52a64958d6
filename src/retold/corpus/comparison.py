"""What the tellings of a story say alike, and where they differ on a number or a name."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations

from retold.english.calendar import MONTHS, SHORTENED_MONTHS
from retold.english.lexicon import NUMBERS, content_words, stem

SAME = 0.6
"""Share of the shorter sentence's content words that the other has, from which both say one thing."""
LEAST = 4
"""Content words that they must have in common."""
CLOSE = 0.5
"""The same share, from which a number in one can be held against a number in the other."""
WINDOW = 3
"""Content words on each side of a number that tell what it is about."""
NEARLY, TIMES = 1.3, 4.0
"""How many times the other one of two numbers can be that count one thing: whatever is said about them, and in like words."""
FAR = 3
"""Words between a number and what it counts, at most."""

_NUMBER = re.compile(
    r"(?P<money>[$€£¥])?\s?(?P<value>\d+(?:[.,]\d+)*|\b(?:"
    + "|".join(NUMBERS)
    + r")\b)(?:[\s-]?(?P<scale>hundred|thousand|million|billion|trillion|bn|m)\b)?"
    r"(?P<percent>\s?%|\s(?:percent|per cent)\b)?(?P<rest>(?:[\s-][^\W\d_][\w'’-]*){0,3})",
    re.IGNORECASE,
)
_SCALES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "m": 1e6, "billion": 1e9, "bn": 1e9, "trillion": 1e12}
_TIMES = (
    frozenset(MONTHS)
    | SHORTENED_MONTHS
    | frozenset(
        """am pm gmt est et bst day week month year hour minute second o'clock yearold old century season game
    edition""".split()
    )
)
"""What counts time, an age or a turn: two numbers of it say nothing against each other."""
_GRAMMAR = frozenset(
    "of the a an and or to in on at by for from with more most other than as is are was were be been has have had who which that were".split()
)


def told(text: str) -> frozenset[str]:
    """Stems of the content words of a text, without its numbers."""
    return frozenset(stem(w) for w in content_words(text) if not w[0].isdigit() and w not in NUMBERS)


@dataclass(frozen=True, slots=True)
class Called:
    """An entity that a sentence names; `beside`: stems of the words next to it there."""

    entity: int
    type: str
    beside: frozenset[str] = field(default=frozenset(), compare=False)


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of a telling, with the entities that it names."""

    telling: int
    text: str
    names: frozenset[Called] = frozenset()

    @property
    def words(self) -> frozenset[str]:
        return told(self.text)


@dataclass(frozen=True, slots=True)
class Contradiction:
    """`of`: what is counted ("people"), or the type of the names that differ; `sides`: what is said of it, each by statements, by index."""

    of: str
    sides: tuple[tuple[str, tuple[int, ...]], ...]
    named: bool = False
    """Whether the sides are entities, by number."""


@dataclass(frozen=True, slots=True)
class _Count:
    """A number in a sentence: as it is written, what it counts, and the stems of the words about it."""

    value: float
    said: str
    unit: str
    about: frozenset[str]

    def against(self, other: _Count) -> bool:
        """Whether two numbers that differ seem to count one thing: nearly as many, or as much and said in like words."""
        if self.value == other.value or not min(self.value, other.value):
            return False
        ratio = max(self.value, other.value) / min(self.value, other.value)
        return ratio <= NEARLY or (ratio <= TIMES and bool(self.about & other.about))


def groups(statements: Sequence[Statement]) -> list[list[int]]:
    """Statements that say one thing, by index, the first of each first; in order."""
    return alike([s.words for s in statements])


def alike(words: Sequence[frozenset[str]], least: int = LEAST) -> list[list[int]]:
    """Sets of words that say one thing as the first of their group does, with at least `least` words in common; by index, in order."""
    found: list[list[int]] = []
    for i, own in enumerate(words):
        near = [(_share(own, words[g[0]], least), -k) for k, g in enumerate(found)]
        best = max(near, default=(0.0, 0))
        if best[0] >= SAME:
            found[-best[1]].append(i)
        else:
            found.append([i])
    return found


def _share(a: frozenset[str], b: frozenset[str], least: int = LEAST) -> float:
    both = len(a & b)
    return both / max(1, min(len(a), len(b))) if both >= least else 0.0


def contradictions(statements: Sequence[Statement]) -> list[Contradiction]:
    """Where tellings differ: the same thing counted otherwise in sentences on the same, or another
    name in its place; those that most tellings bear on first."""
    words = [s.words for s in statements]
    counts = [_counts(s.text) for s in statements]
    numbers: list[tuple[tuple[int, _Count], tuple[int, _Count]]] = []
    names: list[Contradiction] = []
    for i, j in combinations(range(len(statements)), 2):
        if statements[i].telling == statements[j].telling:
            continue
        share = _share(words[i], words[j])
        if share >= CLOSE:
            both = sorted(counts[i].keys() & counts[j].keys())
            numbers += [((i, counts[i][u]), (j, counts[j][u])) for u in both if counts[i][u].against(counts[j][u])]
        if share >= SAME:
            names += _named(statements, i, j)
    found = [Contradiction(said[0][1].unit, _sides(said)) for said in _joined(numbers)]
    found.sort(key=lambda c: (-len({statements[i].telling for _, s in c.sides for i in s}), c.of))
    return found + list(dict.fromkeys(names))


def _joined(pairs: Sequence[tuple[tuple[int, _Count], tuple[int, _Count]]]) -> list[list[tuple[int, _Count]]]:
    """Counts that are held against one another, in one way or another, together."""
    groups: list[dict[tuple[int, str], tuple[int, _Count]]] = []
    for pair in pairs:
        own = {(i, count.unit): (i, count) for i, count in pair}
        for group in [g for g in groups if g.keys() & own.keys()]:
            own |= group
            groups.remove(group)
        groups.append(own)
    return [[group[k] for k in sorted(group)] for group in groups]


def _sides(said: Sequence[tuple[int, _Count]]) -> tuple[tuple[str, tuple[int, ...]], ...]:
    by_value: defaultdict[float, list[tuple[int, str]]] = defaultdict(list)
    for i, count in said:
        by_value[count.value].append((i, count.said))
    sides = [(min(by)[1], tuple(sorted({i for i, _ in by}))) for by in by_value.values()]
    return tuple(sorted(sides, key=lambda side: side[1]))


def _counts(text: str) -> dict[str, _Count]:
    """What is counted just once in a sentence, by its stem or sign."""
    found: dict[str, dict[float, _Count]] = {}
    for match in _NUMBER.finditer(text):
        unit, value = _unit(match), _value(match)
        if unit and value is not None and (match["value"].lower() != "one" or match["scale"]):
            said = match.group()[: match.start("rest") - match.start()].strip()
            near = (
                content_words(text[max(0, match.start() - 60) : match.start()])[-WINDOW:]
                + content_words(text[match.start("rest") : match.end() + 60])[:WINDOW]
            )
            about = frozenset(stem(w) for w in near if w not in NUMBERS and not w[0].isdigit()) - {stem(unit)}
            found.setdefault(stem(unit), {})[value] = _Count(value, said, unit, about)
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
    if match["rest"].startswith("-"):  # "a 5-yard pass" counts nothing
        return ""
    for word in re.findall(r"[^\W\d_][\w'’]*", match["rest"])[:FAR]:
        plain = stem(word.lower())
        if plain in _TIMES or word.lower() in _TIMES:
            return ""
        if word.lower() not in _GRAMMAR:
            return word.lower() if not word[0].isupper() else ""
    return ""


def _named(statements: Sequence[Statement], i: int, j: int) -> list[Contradiction]:
    """Sentences alike but for one person, of whom each telling knows only its own, in the same words' company."""
    a, b = statements[i], statements[j]
    theirs, mine = (frozenset(n for s in statements if s.telling == t.telling for n in s.names) for t in (b, a))
    only_a, only_b = a.names - theirs, b.names - mine
    if len(only_a) != 1 or len(only_b) != 1 or not a.names & b.names:
        return []
    (one,), (other,) = only_a, only_b
    if one.type != other.type or one.type != "person" or not one.beside & other.beside:
        return []
    return [Contradiction(one.type, ((str(one.entity), (i,)), (str(other.entity), (j,))), named=True)]
