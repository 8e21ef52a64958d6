"""Which sentences of a story's tellings say the same, and where tellings differ on a number or a name."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from retold.corpus import slots
from retold.corpus.quantities import ROUNDED, step_of, value_of
from retold.english.calendar import MONTHS, SHORTENED_MONTHS
from retold.english.lexicon import NUMBERS, content_words, is_irregular_past, is_negation, stem, words
from retold.types import EntityType

SAME = 0.6
"""Two sentences say one thing if the shorter one shares this part of its content words with the other."""
LEAST = 4
"""Content words that they must share at least."""
CLOSE, CLOSE_OF_LONGER = 0.5, 0.35
"""The numbers of two sentences are compared if the sentences share these parts of the words of the shorter and of the
longer one."""
SAID = 0.8
"""An article says what another one says if its sentence has this part of the content words."""
WINDOW = 3
"""Content words on each side of a number that say what it is about."""
TIMES = 4.0
"""Two numbers count one thing if one is at most this many times the other."""
SAME_DAYS = 1.0
"""Tellings that were published more days apart do not differ: the later one knows later figures."""
STEM = 4
"""Letters of a name that another form of it begins with, at least."""
FAR = 3
"""Words between a number and what it counts, at most."""

_NUMBER = re.compile(
    rf"""
    (?P<money>[$€£¥])?\s?
    (?P<value>
        \d+(?:[.,]\d+)*                                    # 12  4.3  1,200
        | \b(?:{"|".join(map(re.escape, NUMBERS))})\b       # twelve
    )
    (?:[\s-]?(?P<scale>hundred|thousand|million|billion|trillion|bn|m)\b)?
    (?P<percent>\s?%|\s(?:percent|per\ cent)\b)?
    (?P<rest>(?:[\s-][^\W\d_][\w'’-]*){{0,3}})             # up to three words behind it
    """,
    re.IGNORECASE | re.VERBOSE,
)
_TIMES = (
    frozenset(MONTHS)
    | SHORTENED_MONTHS
    | frozenset(
        """am pm gmt est et bst day week month year hour minute second o'clock yearold old century season game
    edition""".split()
    )
)
"""Units of time, age and turn. Two numbers of them do not contradict each other."""
_WHEN = frozenset(
    """last previous previously earlier ago prior before next since annual annually average already initial initially
    original originally revised then former first second third fourth quarter final""".split()
)
"""Words that move a number to another time. Two sentences of which only one has such a word are not compared."""
_ROUGH = frozenset(
    "about around almost nearly some roughly approximately over under more fewer less than up to estimated".split()
)
"""Words before a number that is not exact."""
_REPORTING = frozenset(stem(w) for w in "said says according told reported reports police officials".split())
"""Words that stand beside any number and say nothing about it."""
_ADJECTIVES = frozenset("new rival big large total annual net gross latest whole first second third public".split())
_GRAMMAR = frozenset(
    """of the a an and or to in on at by for from with more most other than as is are was were be been has have had
    who which that""".split()
)


def content_stems(text: str) -> frozenset[str]:
    """Stems of the content words of a text, without its numbers."""
    return frozenset(stem(w) for w in content_words(text) if not w[0].isdigit() and w not in NUMBERS)


@dataclass(frozen=True, slots=True)
class NamedEntity:
    """An entity that a sentence names, by its number. `beside`: stems of the words next to its name."""

    entity: int
    type: str
    beside: frozenset[str] = field(default=frozenset(), compare=False)


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of a telling, with the entities that it names.

    `exact`: the words of the article that it rests on; "" if they are those of `text`. `day`: when the telling was
    published, in days since 1970, None if not known.
    """

    telling: int
    text: str
    names: frozenset[NamedEntity] = frozenset()
    exact: str = ""
    day: float | None = None

    @property
    def words(self) -> frozenset[str]:
        return content_stems(self.text)

    def says(self, other: Statement) -> bool:
        """Whether this statement, with the words that it rests on, says all that another one says."""
        if self is other:
            return True
        own = frozenset(stem(w) for w in words(f"{self.text} {self.exact}"))
        wanted = frozenset(stem(w) for w in content_words(other.text))
        particular = frozenset[str]().union(*slots.particulars(other.text))
        return particular <= own and len(wanted & own) >= SAID * len(wanted) and _denies(self) == _denies(other)


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A difference between tellings.

    `of`: what is counted ("people"), or the type of the names that differ. `sides`: each value, with the
    statements that have it, by index.
    """

    of: str
    sides: tuple[tuple[str, tuple[int, ...]], ...]
    named: bool = False
    """Whether the values are numbers of entities."""


@dataclass(frozen=True, slots=True)
class _Count:
    """A number in a sentence: as it is written, what it counts, and the stems of the words about it.

    `step`: the smallest difference that its digits show. `beside`: those words about it that stand next to it, and
    next to a sign, in the same clause.
    """

    value: float
    written: str
    unit: str
    step: float
    rough: bool
    about: frozenset[str]
    beside: frozenset[str]

    def contradicts(self, other: _Count) -> bool:
        """Whether two numbers count one thing and cannot both be right."""
        least, most = sorted((self.value, other.value))
        if not least or least == most or most > TIMES * least:
            return False
        if most - least < max(self.step, other.step) or ((self.rough or other.rough) and most <= ROUNDED * least):
            return False
        if self.unit[0].isalpha():
            return bool(self.beside & other.about) and bool(other.beside & self.about)
        # A sign says how something is counted, not what.
        return len(self.about & other.about) >= 2 and bool(self.beside & other.beside)


_Particulars = Sequence[frozenset[str]]
_Counted = tuple[int, _Count]
"""A statement, by index, and a number in it."""


def groups(statements: Sequence[Statement]) -> list[list[int]]:
    """Groups of statements that say one thing, by index, in order; the first of each group first."""
    told = [slots.particulars(s.text) for s in statements]
    words = [s.words for s in statements]
    return group_alike(words, conflict=lambda i, j: _conflict(told[i], told[j]))


def group_alike(
    words: Sequence[frozenset[str]], least: int = LEAST, conflict: Callable[[int, int], bool] = lambda _, __: False
) -> list[list[int]]:
    """Groups of sets of words, by index, in order. A set joins the group whose first set it is most like, if the two
    share enough words, and `least` at least, and are not in `conflict`."""
    grouped: list[list[int]] = []
    for i, own in enumerate(words):
        near = [(_share(own, words[group[0]], least), -k) for k, group in enumerate(grouped)]
        near = [(share, k) for share, k in near if share >= SAME and not conflict(i, grouped[-k][0])]
        share, place = max(near, default=(0.0, 0))
        if share >= SAME:
            grouped[-place].append(i)
        else:
            grouped.append([i])
    return grouped


def _conflict(a: _Particulars, b: _Particulars) -> bool:
    """Whether each of two sentences has a name, or a number, or a day, that the other lacks."""
    return any(_lacks(own, other) and _lacks(other, own) for own, other in zip(a, b, strict=True))


def _lacks(own: frozenset[str], other: frozenset[str]) -> bool:
    """Whether `other` has something that is neither in `own` nor another form of it: "Afghan", "Afghanistan"."""
    return any(not any(_is_form(word, known) for known in own) for word in other - own)


def _is_form(a: str, b: str) -> bool:
    short, long = sorted((a, b), key=len)
    return len(short) >= STEM and long.startswith(short) and not short.isdecimal()


def _denies(statement: Statement) -> bool:
    return any(is_negation(w) for w in words(statement.text))


def _share(a: frozenset[str], b: frozenset[str], least: int = LEAST) -> float:
    """The part of the smaller set that the other has; 0 for fewer than `least` words."""
    both = len(a & b)
    return both / max(1, min(len(a), len(b))) if both >= least else 0.0


def _share_of_longer(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / max(1, len(a), len(b))


def contradictions(statements: Sequence[Statement], check: Callable[[], None] = lambda: None) -> list[Contradiction]:
    """Where tellings differ: numbers first, those that most tellings have first; then names.

    Two tellings of one day differ on a number if similar sentences, with the same names and days, count one thing
    differently. They differ on a name if two sentences are the same except for one person. `check` is called for each
    statement; it may raise.
    """
    stems = [s.words for s in statements]
    counts = [_counts(s.text) for s in statements]
    numbers: list[tuple[_Counted, _Counted]] = []
    names: list[Contradiction] = []
    by_telling = _names_by_telling(statements)
    for i, j in combinations(range(len(statements)), 2):
        if j == i + 1:
            check()
        if statements[i].telling == statements[j].telling:
            continue
        share, of_longer = _share(stems[i], stems[j]), _share_of_longer(stems[i], stems[j])
        if share >= CLOSE and of_longer >= CLOSE_OF_LONGER and _of_one_time(statements[i], statements[j]):
            both = sorted(counts[i].keys() & counts[j].keys())
            numbers += [((i, counts[i][u]), (j, counts[j][u])) for u in both if counts[i][u].contradicts(counts[j][u])]
        if of_longer >= SAME:
            names += _name_contradiction((i, statements[i]), (j, statements[j]), by_telling)
    found = [Contradiction(_heading(counted, statements), _sides(counted)) for counted in _joined(numbers)]
    found = [c for c in found if c.of]
    found.sort(key=lambda c: (-len({statements[i].telling for _, side in c.sides for i in side}), c.of))
    return found + list(dict.fromkeys(names))


def _of_one_time(a: Statement, b: Statement) -> bool:
    """Whether two sentences may speak of one event at one time."""
    if a.day is not None and b.day is not None and abs(a.day - b.day) > SAME_DAYS:
        return False
    (names, _, days), (other_names, _, other_days) = slots.particulars(a.text), slots.particulars(b.text)
    moved = [_WHEN.intersection(words(s.text)) for s in (a, b)]
    return moved[0] == moved[1] and not _conflict((names, days), (other_names, other_days)) and _denies(a) == _denies(b)


def _joined(pairs: Sequence[tuple[_Counted, _Counted]]) -> list[list[_Counted]]:
    """Numbers that contradict one another, directly or by others, together."""
    joined: list[dict[tuple[int, str], _Counted]] = []
    for pair in pairs:
        own = {(i, count.unit): (i, count) for i, count in pair}
        for group in [g for g in joined if g.keys() & own.keys()]:
            own |= group
            joined.remove(group)
        joined.append(own)
    return [[group[k] for k in sorted(group)] for group in joined]


def _heading(counted: Sequence[_Counted], statements: Sequence[Statement]) -> str:
    """What is counted: the noun behind a number, or before a number with a sign the first word that stands there in
    all sentences; "" if there is none."""
    unit = counted[0][1].unit
    if unit[0].isalpha():
        return unit
    before = [statements[i].text.partition(count.written)[0] for i, count in counted]
    shared = frozenset.intersection(*(content_stems(text) for text in before))
    shared -= frozenset[str]().union(*(slots.particulars(text)[0] for text in before))
    return next((w for w in content_words(before[0]) if stem(w) in shared and _may_be_noun(w)), "")


def _may_be_noun(word: str) -> bool:
    """Whether a word does not look like a form of a verb, and is not one of the usual adjectives."""
    return not word.endswith(("ed", "ing")) and not is_irregular_past(word) and word not in _ADJECTIVES


def _sides(counted: Sequence[_Counted]) -> tuple[tuple[str, tuple[int, ...]], ...]:
    by_value: defaultdict[float, list[tuple[int, str]]] = defaultdict(list)
    for i, count in counted:
        by_value[count.value].append((i, count.written))
    sides = [(min(by)[1], tuple(sorted({i for i, _ in by}))) for by in by_value.values()]
    return tuple(sorted(sides, key=lambda side: side[1]))


def _counts(text: str) -> dict[str, _Count]:
    """What a sentence counts, by the stem or sign of the unit. A unit with two different numbers is left out."""
    by_unit: dict[str, dict[float, _Count]] = {}
    for match in _NUMBER.finditer(text):
        scale = match["scale"] or ""
        unit, value = _unit(match), value_of(match["value"], scale)
        if unit and value is not None and (match["value"].lower() != "one" or match["scale"]):
            written = match.group()[: match.start("rest") - match.start()].strip()
            before = text[max(0, match.start() - 60) : match.start()]
            behind = text[match.start("rest") : match.end() + 60]
            left, right = (
                [stem(w) for w in content_words(part) if stem(w) not in {stem(unit), *_REPORTING} and w not in NUMBERS]
                for part in (before, behind)
            )
            count = _Count(
                value,
                written,
                unit,
                step_of(match["value"], scale),
                bool(_ROUGH.intersection(words(before)[-2:])),
                frozenset((*left[-WINDOW:], *right[:WINDOW])),
                frozenset((*left[-1:], *(right[:1] if unit[0].isalpha() or behind[:1] == " " else ()))),
            )
            by_unit.setdefault(stem(unit), {})[value] = count
    return {unit: next(iter(counts.values())) for unit, counts in by_unit.items() if len(counts) == 1}


def _unit(match: re.Match[str]) -> str:
    """What a number counts, guessed without a parse tree: the sign of a currency, or the first content word behind it.

    "" for a time, an age, a turn or a name.
    """
    if match["money"]:
        return match["money"]
    if match["percent"]:
        return "%"
    if match["rest"].startswith("-"):  # "a 5-yard pass" counts nothing
        return ""
    for word in re.findall(r"[^\W\d_][\w'’]*", match["rest"])[:FAR]:
        if stem(word.lower()) in _TIMES or word.lower() in _TIMES:
            return ""
        if word.lower() not in _GRAMMAR:
            return word.lower() if not word[0].isupper() else ""
    return ""


def _names_by_telling(statements: Sequence[Statement]) -> dict[int, set[NamedEntity]]:
    """All entities that each telling names."""
    names: dict[int, set[NamedEntity]] = {}
    for s in statements:
        names.setdefault(s.telling, set()).update(s.names)
    return names


def _name_contradiction(
    one_side: tuple[int, Statement], other_side: tuple[int, Statement], by_telling: Mapping[int, set[NamedEntity]]
) -> list[Contradiction]:
    """The contradiction of two sentences that are the same except for one person.

    Neither telling names the other's person, both sentences share an entity, and the same words stand beside the names.
    """
    (i, a), (j, b) = one_side, other_side
    only_a, only_b = a.names - by_telling[b.telling], b.names - by_telling[a.telling]
    if len(only_a) != 1 or len(only_b) != 1 or not a.names & b.names:
        return []
    (one,), (other,) = only_a, only_b
    if one.type != other.type or one.type != EntityType.PERSON or not one.beside & other.beside:
        return []
    return [Contradiction(one.type, ((str(one.entity), (i,)), (str(other.entity), (j,))), named=True)]
