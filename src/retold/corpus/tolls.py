"""The tolls in a text: how many people are dead, injured, missing or arrested."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from retold.corpus.quantities import AROUND, ROUNDED, Quantity, quantities
from retold.english.lexicon import NUMBERS

TIMES = 4.0
"""Two tolls may be of one happening if one is at most this many times the other."""
SAME_DAYS = 1.0
"""Articles that were published more days apart do not differ: the later one knows later tolls."""
WORDS_BEHIND = 7
"""Words behind a number in which the word that makes it a toll may stand."""

_PEOPLE = frozenset(
    """people persons passengers civilians soldiers officers men women children residents tourists workers migrants
    victims demonstrators protesters protestors policemen students pupils fighters citizens villagers fishermen miners
    crew bodies riders troops refugees travellers travelers bystanders worshippers worshipers guards employees staff
    inmates prisoners patients holidaymakers pilgrims spectators commuters militants rebels insurgents journalists
    sailors pedestrians motorists shoppers others guests firefighters""".split()
)
_BETWEEN = frozenset(
    """were was are is have has had been be being confirmed reported known to as so far now with suffered
    sustained""".split()
)
_BEHIND = {
    "dead": frozenset("dead killed died deaths fatalities bodies slain perished die".split()),
    "injured": frozenset("injured hurt wounded injuries".split()),
    "missing": frozenset("missing unaccounted".split()),
    "arrested": frozenset("arrested detained arrests".split()),
}
_KILLED = "|".join(word for words in _BEHIND.values() for word in words)
_ROUGH = (
    r"(?:\s(?:at\sleast|more\sthan|as\smany\sas|up\sto|about|around|some|nearly|almost|over|the\slives\sof"
    r"|an\sestimated))*\s$"
)
_BEFORE = {
    "dead": re.compile(
        rf"\b(?:kill(?:ed|ing|s)?|claim(?:ed|ing)|took|taking|costing|cost|leaving){_ROUGH}", re.IGNORECASE
    ),
    "injured": re.compile(rf"\b(?:injur(?:ed|ing|es)|wound(?:ed|ing|s)|hurt(?:ing)?){_ROUGH}", re.IGNORECASE),
    "arrested": re.compile(rf"\b(?:arrest(?:ed|ing|s)|detain(?:ed|ing|s)){_ROUGH}", re.IGNORECASE),
}
_NEEDS_LIVES = re.compile(r"\b(?:claim(?:ed|ing)|took|taking|costing|cost|leaving)\b", re.IGNORECASE)
_TOLL = re.compile(r"\b(?:death\stoll|toll|number\sof\s(?:dead|deaths))\b[^.;,]{0,40}\s$", re.IGNORECASE)
_NO_ONE = re.compile(
    r"\b(?:no\sone|nobody|none)\b[^.;,]{0,20}\b(killed|died|dead|hurt|injured|wounded)\b",
    re.IGNORECASE,
)
_MORE = re.compile(r"\b(?:at\sleast|more\sthan|over|up\sto|as\smany\sas)\s$", re.IGNORECASE)
_ABOUT = re.compile(
    r"\b(?:more\sthan|over|up\sto|as\smany\sas|about|around|some|nearly|almost|roughly|approximately|an\sestimated)\s$",
    re.IGNORECASE,
)
_PART = re.compile(r"\s(?:of\s(?:the|them|those|these|its|their|his|her|whom|which)\b|others?\b|more\b)", re.IGNORECASE)
_LIST = re.compile(rf"(?:\s(?!(?:{_KILLED})\b)[\w.’'-]+){{1,3}}\sand\s(?:\d|{'|'.join(NUMBERS)})", re.IGNORECASE)
"""The first part of a list: "10 tourists and two pilots"."""
_PART_BEFORE = re.compile(
    r"\b(?:another|additional|further|other|among(?:\s\w+){0,2}|including|of\swhom|none\sof|one\sof)\s(?:\w+\s)?$",
    re.IGNORECASE,
)
_OTHER_TIME = re.compile(
    r"""
    \b(?:
        ago|previous\w*|(?:last|this|a|per|every|each)\ year|last\ (?:month|week|season)|(?:19|20)\d\d|earlier|before
        |history|annually
        |first\ hours|so\ far|early\ count|updat\w+|gone\ up|(?:raised|up)\ from
        |(?:rose|risen|rises|climb\w*|raised)\b.{0,40}\bto
    )\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""Another time, or an update."""
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|[,;:.()–—]")


@dataclass(frozen=True, slots=True)
class Toll:
    """How many people are `kind`: "dead", "injured", "missing" or "arrested". `written`: as the text has it."""

    kind: str
    value: float
    written: str
    rough: bool
    step: float

    def differs(self, other: Toll) -> bool:
        """Whether two tolls of one happening differ by more than rounding, and are near enough to be of one."""
        least, most = sorted((self.value, other.value))
        if least == most or most - least < max(self.step, other.step) or (least and most > TIMES * least):
            return False
        return not ((self.rough or other.rough) and most <= ROUNDED * least)


@dataclass(frozen=True, slots=True)
class TollDifference:
    """Where articles differ on a toll. `sides`: each value as it is written, with the article and the number of the
    sentence of each that gives it."""

    kind: str
    sides: tuple[tuple[str, tuple[tuple[int, int], ...]], ...]


def differing(
    articles: Sequence[Sequence[str]], days: Sequence[float | None], check: Callable[[], None] = lambda: None
) -> list[TollDifference]:
    """Where articles on one happening differ on a toll.

    `articles`: the sentences of each; `days`: when each was published, in days since 1970. Two of the same day differ
    if their first tolls do, and neither has the other's number of people anywhere. `check` is called for each article;
    it may raise.
    """
    first: list[dict[str, tuple[int, Toll]]] = []
    known: list[frozenset[float]] = []
    for sentences in articles:
        check()
        first.append(main_tolls(sentences))
        known.append(frozenset[float]().union(*map(people, sentences)))
    found = []
    for kind in _BEHIND:
        told = [(a, *own[kind]) for a, own in enumerate(first) if kind in own]
        apart: set[int] = set()
        for (a, _, one), (b, _, other) in combinations(told, 2):
            one_day = (first_day := days[a]) is None or (day := days[b]) is None or abs(first_day - day) <= SAME_DAYS
            if one_day and one.differs(other) and one.value not in known[b] and other.value not in known[a]:
                apart |= {a, b}
        sides: dict[float, tuple[str, list[tuple[int, int]]]] = {}
        for a, number, toll in told:
            if a in apart:
                sides.setdefault(toll.value, (toll.written, []))[1].append((a, number))
        if len(sides) > 1:
            found.append(TollDifference(kind, tuple((written, tuple(by)) for written, by in sides.values())))
    return found


def tolls(text: str) -> tuple[Toll, ...]:
    """The tolls of a sentence. Parts of a toll, and tolls of another time, are left out."""
    if _OTHER_TIME.search(text):
        return ()
    found = [toll for q in quantities(text) if (toll := _toll(text, q)) is not None]
    for match in _NO_ONE.finditer(text):
        word = match[1].casefold()
        kind = next(kind for kind, words in _BEHIND.items() if word in words)
        found.append(Toll(kind, 0.0, "none", False, 1.0))
    return tuple(found)


def people(text: str) -> frozenset[float]:
    """All numbers of people in a sentence."""
    counted = {q.value for q in quantities(text) if q.counts and q.noun.split(" ")[0] in _PEOPLE}
    return frozenset(counted | {toll.value for toll in tolls(text)})


def main_tolls(sentences: Sequence[str]) -> dict[str, tuple[int, Toll]]:
    """The first toll of each kind in an article, with the number of its sentence."""
    found: dict[str, tuple[int, Toll]] = {}
    for number, text in enumerate(sentences):
        for toll in tolls(text):
            found.setdefault(toll.kind, (number, toll))
    return found


def _toll(text: str, quantity: Quantity) -> Toll | None:
    before = text[max(0, quantity.span.start - AROUND) : quantity.span.start]
    behind = text[quantity.span.end : quantity.span.end + AROUND]
    if not quantity.counts or _PART.match(behind) or _PART_BEFORE.search(before) or _LIST.match(behind):
        return None
    kind = _kind(before, behind)
    if kind is None:
        return None
    more = _MORE.search(before)
    written = f"{more.group().strip().casefold()} {quantity.written}" if more else quantity.written
    written = written if quantity.value else "none"
    return Toll(kind, quantity.value, written, bool(_ABOUT.search(before)), quantity.step)


def _kind(before: str, behind: str) -> str | None:
    words = list(_clause(behind))
    people = bool(words) and (words[0] in _PEOPLE or (len(words) > 1 and words[1] in _PEOPLE))
    for kind, pattern in _BEFORE.items():
        match = pattern.search(before)
        if match and (people or not words or words[0] in ("lives", "and")):
            if _NEEDS_LIVES.match(match.group()) and "the lives of" not in match.group() and "lives" not in words[:1]:
                continue
            return kind
    if _TOLL.search(before):
        return "dead"
    for place, word in enumerate(words):
        for kind, known in _BEHIND.items():
            if word in known and all(_may_stand_between(w) for w in words[:place]):
                return kind
    if "lost their lives" in " ".join(words) and people:
        return "dead"
    return None


def _may_stand_between(word: str) -> bool:
    return word in _BETWEEN or word in _PEOPLE


def _clause(behind: str) -> Iterator[str]:
    """Words behind a number, up to the next stop, in lower case; nationalities and other names are left out."""
    for count, match in enumerate(_WORD.finditer(behind)):
        word = match.group()
        if not word[0].isalpha() or count >= WORDS_BEHIND:
            return
        if word[0].islower():
            yield word
