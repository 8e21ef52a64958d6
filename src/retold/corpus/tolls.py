"""The tolls in a text: how many people are dead, injured, missing or arrested; and where articles differ on them.

What is not certainly the toll of the happening is left out: parts of it, ranges, fears and denials, other times. If an
article's first toll is left out, it has none of that kind: a later one may be of something else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from retold.corpus.comparison import SAME_DAYS, TIMES
from retold.corpus.quantities import AROUND, Quantity, agree, quantities
from retold.english.lexicon import NUMBERS
from retold.english.noun_kinds import NounKind, noun_kinds

OPEN = 1.5
"""A toll of "more than 40" agrees with one that is at most this many times as large."""

_PEOPLE = frozenset(
    """people persons passengers civilians soldiers officers men women children residents tourists workers migrants
    victims demonstrators protesters protestors policemen students pupils fighters citizens villagers fishermen miners
    crew bodies riders troops refugees travellers travelers bystanders worshippers worshipers guards employees staff
    inmates prisoners patients holidaymakers pilgrims spectators commuters militants rebels insurgents journalists
    sailors pedestrians motorists shoppers guests firefighters lives""".split()
)
_BETWEEN = frozenset("confirmed reported known to as now with suffered sustained".split())
_PASSIVE = frozenset("were was are is be been being left found".split())
_KINDS = {
    "dead": frozenset("dead killed died deaths fatalities bodies slain perished".split()),
    "injured": frozenset("injured hurt wounded injuries".split()),
    "missing": frozenset("missing unaccounted".split()),
    "arrested": frozenset("arrested detained arrests".split()),
}
_ACTIVE = frozenset("killed injured hurt wounded arrested detained slain".split())
"""Forms that may be active: "two policemen killed a man"."""
_AFTER = frozenset(
    """in by when after as on at and during near outside while or overnight over late early from inside across around
    along off this that last along for""".split()
)
"""Words that may stand behind a form of `_ACTIVE` if it is passive."""
_BEFORE = {
    "dead": re.compile(r"\b(?:kill(?:ed|ing|s)?|the\slives\sof)\s$", re.IGNORECASE),
    "injured": re.compile(r"\b(?:injur(?:ed|ing|es)|wound(?:ed|ing|s)|hurting)\s$", re.IGNORECASE),
    "arrested": re.compile(r"\b(?:arrest(?:ed|ing|s)|detain(?:ed|ing|s))\s$", re.IGNORECASE),
}
_LIVES = re.compile(r"\b(?:claim(?:ed|ing|s)|took|taking|costing|cost)\s$", re.IGNORECASE)
_TOLL = re.compile(
    r"\b(?:death\s)?toll\b(?:\s\w+){0,2}\s(?:at|to|is|was|of|reached|stands\sat|stood\sat)\s$", re.IGNORECASE
)
_BOUND = re.compile(r"\b(?:(at\sleast|no\sfewer\sthan|no\sless\sthan)|(more\sthan|over))\s$", re.IGNORECASE)
_ABOUT = re.compile(r"\b(?:about|around|some|nearly|almost|roughly|approximately|an\sestimated)\s$", re.IGNORECASE)
_NO_ONE = re.compile(
    r"\b(?:no\sone|nobody|none)\s(?:else\s)?(?:(?:was|were|is|are|has\sbeen|have\sbeen)\s)?(?:\w+ly\s)?"
    r"(?P<one>killed|dead|died|hurt|injured|wounded)(?:\sor\s(?P<other>killed|hurt|injured|wounded))?\b",
    re.IGNORECASE,
)

_IS_PART = re.compile(
    r"\s(?:of\s(?:the|them|those|these|its|their|his|her|whom|which)\b|others?\b|more\b)", re.IGNORECASE
)
_IS_PART_BEFORE = re.compile(
    r"\b(?:another|additional|further|other|among(?:\s\w+){0,2}|including|of\swhom|none\sof|one\sof|fewer\sthan|less\sthan"
    r"|no\smore\sthan|up\sto|as\smany\sas|(?:mother|father|parents?|widow|family|couple|group|team)\sof)"
    r"\s(?:\w+\s)?$"
    r"|\b(?:in|per)\s$|\bbetween\b[^.;,]*$|\d\s(?:to|or|and)\s$",
    re.IGNORECASE,
)
_AND = re.compile(r"\b(?P<word>[\w’'-]+)\sand\s(?:(?:his|her|their|its|at\sleast|about)\s)?$", re.IGNORECASE)
_LIST = re.compile(rf"(?:\s[\w.’'-]+){{1,3}}\sand\s(?:\d|(?:{'|'.join(NUMBERS)})\b)", re.IGNORECASE)
_NAME = re.compile(r"[\w,’'”\")]\s[A-Z][\w’'-]*\s$|^[A-Z][a-z]+\s$")
"""A name directly before a number: "the Boeing 737"."""
_OTHER = re.compile(
    r"""
    \b(?:
        # another time
        ago|previous\w*|(?:last|this|a|per|every|each|past)\ (?:year|month|week|day|season|decade)|(?:19|20)\d\d|earlier
        |before|history|annually|since|decades?|past|anniversary|vigil|memor\w+|similar|separate|9/11
        |(?:in|last)\ (?:january|february|march|april|june|july|august|september|october|november|december)
        # an update
        |first\ hours|so\ far|early\ count|updat\w+|gone\ up|(?:raised|up)\ from
        |(?:rose|risen|rises|climb\w*|raised)\b.{0,40}\bto
        # what is not so, or not sure
        |den(?:y|ies|ied|ying)|false\w*|rumou?rs?|reject\w*|claims?\ that|fear\w*|could|would|might|may|if|threat\w*
        |plan\w*|plot\w*|foil\w*|drill\w*|simulat\w*|accus\w*|charged|convicted|suspect\w*|alleg\w*|warn\w*|aim\w*|attempt\w*
        |expect\w*|not\ true|unconfirmed|alive|safe|parole|doubts?|knows?|rarely
    )\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_TOKEN = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+|[,;:.()–—!?]")


@dataclass(frozen=True, slots=True)
class Toll:
    """How many people are `kind`: "dead", "injured", "missing" or "arrested".

    `written`: as the text has it. `bound`: "least" or "more" if more may be, else "". `rough`: whether it is not exact.
    """

    kind: str
    value: float
    written: str
    bound: str = ""
    rough: bool = False
    step: float = 1.0

    def agrees(self, other: Toll) -> bool:
        """Whether two tolls of one happening may both be right, as far as rounding goes."""
        lower, higher = sorted((self, other), key=lambda toll: toll.value)
        if lower.bound == "least" and not higher.bound:
            return True
        if lower.bound == "more" and higher.value <= OPEN * lower.value:
            return True
        return agree((self.value, self.step), (other.value, other.step), self.rough or other.rough)

    def differs(self, other: Toll) -> bool:
        """Whether two tolls differ, and are near enough to be of one happening."""
        least, most = sorted((self.value, other.value))
        return not self.agrees(other) and (not least or most <= TIMES * least)


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
    if their first tolls do, and neither has the other's number of people anywhere. Where a day is not known, one of
    them may know later tolls. `check` is called for each article; it may raise.
    """
    first: list[dict[str, tuple[int, Toll]]] = []
    known: list[frozenset[float]] = []
    for sentences in articles:
        check()
        first.append(main_tolls(sentences))
        known.append(frozenset[float]().union(*map(people, sentences)))
    found = []
    for kind in _KINDS:
        told = [(a, *own[kind]) for a, own in enumerate(first) if kind in own]
        apart: set[int] = set()
        for (a, _, one), (b, _, other) in combinations(told, 2):
            day, next_day = days[a], days[b]
            of_one_day = day is not None and next_day is not None and abs(day - next_day) <= SAME_DAYS
            if of_one_day and one.differs(other) and one.value not in known[b] and other.value not in known[a]:
                apart |= {a, b}
        sides: dict[float, tuple[str, list[tuple[int, int]]]] = {}
        for a, number, toll in sorted(told, key=lambda one: bool(one[2].bound)):  # "ten" names "at least 10", too
            if a in apart:
                sides.setdefault(toll.value, (toll.written, []))[1].append((a, number))
        if len(sides) > 1:
            ordered = sorted(((min(by), written, by) for written, by in sides.values()))
            found.append(TollDifference(kind, tuple((written, tuple(sorted(by))) for _, written, by in ordered)))
    return found


def main_tolls(sentences: Sequence[str]) -> dict[str, tuple[int, Toll]]:
    """The first toll of each kind in an article, with the number of its sentence. None of a kind of which an earlier
    sentence has a toll that is left out."""
    found: dict[str, tuple[int, Toll]] = {}
    lost: set[str] = set()
    for number, text in enumerate(sentences):
        own = _tolls(text)
        if _OTHER.search(text):
            lost |= {toll.kind for toll in own} - found.keys()
            continue
        for toll in own:
            if toll.kind not in lost:
                found.setdefault(toll.kind, (number, toll))
    return found


def tolls(text: str) -> tuple[Toll, ...]:
    """The tolls of a sentence."""
    return () if _OTHER.search(text) else _tolls(text)


def people(text: str) -> frozenset[float]:
    """All numbers of people in a sentence."""
    counted = {q.value for q in quantities(text) if q.counts and q.noun.split(" ")[0] in _PEOPLE}
    return frozenset(counted | {toll.value for toll in _tolls(text)})


def _tolls(text: str) -> tuple[Toll, ...]:
    found = [toll for q in quantities(text) if (toll := _toll(text, q)) is not None]
    for match in _NO_ONE.finditer(text):
        words = {match["one"].casefold(), (match["other"] or "").casefold()}
        found += [Toll(kind, 0.0, "none") for kind, known in _KINDS.items() if words & known]
    # "Three victims died in hospital, taking the toll to 15"
    return tuple(sorted(found, key=lambda toll: not _is_total(text, toll)))


def _is_total(text: str, toll: Toll) -> bool:
    place = text.find(toll.written)
    return place > 0 and bool(_TOLL.search(text[max(0, place - AROUND) : place]))


def _toll(text: str, quantity: Quantity) -> Toll | None:
    before = text[max(0, quantity.span.start - AROUND) : quantity.span.start]
    behind = text[quantity.span.end : quantity.span.end + AROUND]
    bound, about = _BOUND.search(before), _ABOUT.search(before)
    hedge = bound or about
    plain = before if hedge is None else before[: hedge.start()]
    if not quantity.counts or _is_part(plain, before, behind):
        return None
    kind = _kind(plain, behind)
    if kind is None:
        return None
    more = "" if bound is None else "least" if bound[1] else "more"
    written = f"{bound.group().strip().casefold()} {quantity.written}" if bound else quantity.written
    return Toll(kind, quantity.value, written if quantity.value else "none", more, about is not None, quantity.step)


def _is_part(plain: str, before: str, behind: str) -> bool:
    """Whether a number is that of a part, of a range or of something else. `plain`: `before` without "at least"."""
    if _IS_PART.match(behind) or _IS_PART_BEFORE.search(before):
        return True
    first = next(iter(_clause(behind)), "")
    if _NAME.search(plain) and first not in _PEOPLE:
        return True
    listed = _LIST.match(behind)
    if listed is not None and not _has_kind(_clause(listed.group())):
        return True
    joined = _AND.search(plain)
    return joined is not None and _is_person(joined["word"])


def _is_person(word: str) -> bool:
    """Whether a word may be a person's name, or says what people are: "driver", "adults"."""
    return word[0].isupper() or word in _PEOPLE or word == "couple" or NounKind.PERSON in noun_kinds(word)


def _has_kind(words: Iterable[str]) -> bool:
    return any(word in known for word in words for known in _KINDS.values())


def _kind(before: str, behind: str) -> str | None:
    words = _clause(behind)
    is_people = any(word in _PEOPLE for word in words[:2])
    if _TOLL.search(before) or (_LIVES.search(before) and words[:1] == ["lives"]):
        return "dead"
    ends = not words or words[0] in _AFTER
    for kind, pattern in _BEFORE.items():
        if pattern.search(before) and (is_people or ends):
            return kind
    if is_people and " ".join(words[:5]).endswith(("lost their lives", "lost their")) and "lives" in words[:6]:
        return "dead"
    for place, word in enumerate(words):
        for kind, known in _KINDS.items():
            if word in known:
                return kind if _is_said_of(words, place) else None
        if word not in _BETWEEN and word not in _PEOPLE and word not in _PASSIVE and word not in ("have", "has", "had"):
            return None
    return None


def _is_said_of(words: Sequence[str], place: int) -> bool:
    """Whether the word at a place says what the counted people are, and not what they did to others."""
    following = words[place + 1] if place + 1 < len(words) else ""
    if words[place] in ("dead", "missing", "injured", "wounded") and following in _PEOPLE:
        return True
    if words[place] in _ACTIVE and not _PASSIVE.intersection(words[:place]):
        return not following or following in _AFTER
    return not following or following in _AFTER or words[place] == "died"


def _clause(behind: str) -> list[str]:
    """Words behind a number up to the next stop, in lower case. Nationalities and names before the first other word are
    left out; a later one ends the clause as "a" would."""
    found: list[str] = []
    for match in _TOKEN.finditer(behind):
        word = match.group()
        if not word[0].isalpha():
            break
        if word[0].isupper():
            if found and found[-1] in _ACTIVE:
                found.append("a")
            continue
        found.append(word)
    return found
