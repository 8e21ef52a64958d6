"""The quantities in a text: numbers that count or measure something."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from retold.english.calendar import MONTHS, SHORTENED_MONTHS
from retold.english.lexicon import FUNCTION_WORDS, NUMBERS, TOKEN, stem
from retold.types import Span

_ROUGH = frozenset(
    "about around almost nearly some roughly approximately over under more fewer less estimated least".split()
)
"""Words before a number that is not exact."""
_UNITS = "|".join(k for k in NUMBERS if k not in ("zero", "one"))
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_NUMBER = re.compile(
    rf"""
    (?<![\w.,/–-])
    (?P<sign>[$€£¥₹₦]|[A-Z]{{1,3}}[$€£¥])?\s?
    (?P<value>
        \d+(?:[.,]\d+)*
        | (?:{_TENS})-(?:one|two|three|four|five|six|seven|eight|nine)\b
        | \b(?:{_UNITS}|one)\b
        | \b(?:no|zero)(?=\s[a-z])
    )
    (?P<scale>[\s-]?(?:hundred|thousand|million|billion|trillion|bn|mn|m|k|crore|lakh)\b)?
    (?P<percent>\s?%|[\s-](?:percent|per\ cent|percentage\ points?)\b)?
    """,
    re.IGNORECASE | re.VERBOSE,
)
_SCALES = {
    "hundred": 1e2, "thousand": 1e3, "k": 1e3, "lakh": 1e5, "million": 1e6, "m": 1e6, "mn": 1e6, "crore": 1e7,
    "billion": 1e9, "bn": 1e9, "trillion": 1e12,
}  # fmt: skip
MEASURES = frozenset(
    map(
        stem,
        """dollars euros pounds yen yuan rupees naira rand reais pesos zloty kronor kroner crowns francs won rubles
        roubles lira dirhams riyals shillings ringgit baht cents pence leu forints hryvnia soles kwacha cedis
        km kilometres kilometers miles metres meters feet inches tonnes tons kg kilos kilograms hectares acres litres
        liters barrels megawatts mw gigawatts gw degrees mph kmh seconds minutes hours days weeks months
        years""".split(),
    )
)
"""Stems of units. Numbers of them count no things."""
AROUND = 80
"""Code points on each side of a number that are looked at."""
LONGEST = 15
"""Digits of the longest number that is read."""
NEAR = 0.06
"""An exact number that was rounded differs by at most this part."""
ROUNDED = 1.2
"""A number that is called rough agrees with one that is at most this many times as large."""
_IS_NONE_BEHIND = re.compile(
    r"""
    [\s-](?:year|month|week|day)s?[\s-]olds?\b                                        # an age
    | -(?!(?:year|month|week|day|hour|minute|second|km|mile|metre|meter|tonne|ton)\b)  # a part of a word, a score
    | (?:st|nd|rd|th)\b | –\d | /\d | ['’] | \sto\s\d+\b(?!\s?(?:percent|%))           # an ordinal, a score
    """,
    re.IGNORECASE | re.VERBOSE,
)
_MONTH = "|".join((*MONTHS, *sorted(SHORTENED_MONTHS)))
_IS_WHEN_BEHIND = re.compile(
    rf"(?:st|nd|rd|th)?\s(?:of\s)?(?:{_MONTH})\b|\s?[ap]\.?m\b|\s?o['’]clock|:\d|\.\d\d\s?[ap]\.?m", re.I
)
_IS_WHEN_BEFORE = re.compile(
    rf"(?:\b(?:{_MONTH})\.?|\baged?|\bat\sage|\bNo\.?|\bchapter|\barticle|\broute|\bflight|\bphase|\bgroup)\s$", re.I
)
_WORDS = "|".join((*NUMBERS, "hundred", "thousand", "million", "billion"))
_CUT_BEFORE = re.compile(rf"(?:\b(?:{_WORDS})(?:\sand)?|\d)\s$", re.IGNORECASE)
_CUT_BEHIND = re.compile(rf"\s(?:(?:and\s)?(?:{_WORDS})\b|\d{{3}}\b)", re.IGNORECASE)
"""Another part of the same number: "one hundred and fifty", "1 200"."""
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d$|2[01]\d\d$")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in a text.

    `written`: as it stands there, with its sign. `counts`: whether it counts things; else it is an amount of money, a
    share or a measure. `noun`: what is counted, as the text has it; "" if that is not said next to it. `rough`: whether
    the text says that it is not exact. `step`: the smallest difference that its digits show.
    """

    span: Span
    value: float
    written: str
    counts: bool
    noun: str
    rough: bool
    step: float

    def agrees(self, other: Quantity) -> bool:
        """Whether two numbers of one quantity may both be right: equal, or one of them rounded."""
        return agree((self.value, self.step), (other.value, other.step), self.rough or other.rough)


def agree(one: tuple[float, float], other: tuple[float, float], rough: bool) -> bool:
    """Whether two numbers, each with the smallest difference that its digits show, may stand for one. `rough`: whether
    one of them is not exact."""
    least, most = sorted((one[0], other[0]))
    if least == most or (rough and least > 0 and most <= ROUNDED * least):
        return True
    coarser = max(one[1], other[1])
    return coarser != 1.0 and most - least <= min(coarser / 2, NEAR * most)


@lru_cache(maxsize=4096)
def quantities(text: str) -> tuple[Quantity, ...]:
    """The quantities of a sentence, in order. Days, times, ages, years, ordinals and scores are none."""
    return tuple(q for match in _NUMBER.finditer(text) if (q := _quantity(text, match)) is not None)


def _quantity(text: str, match: re.Match[str]) -> Quantity | None:
    before = text[max(0, match.start() - AROUND) : match.start()]
    behind = text[match.end() : match.end() + AROUND]
    if _IS_WHEN_BEFORE.search(before) or _IS_WHEN_BEHIND.match(behind) or _IS_NONE_BEHIND.match(behind):
        return None
    if _CUT_BEFORE.search(before) or _CUT_BEHIND.match(behind):
        return None
    is_bare = match["scale"] is None and not match["sign"] and not match["percent"]
    if is_bare and _YEAR.match(match["value"]):
        return None
    value = value_of(match["value"], match["scale"] or "")
    noun, unit = _noun(behind)
    counts = not match["percent"] and not match["sign"] and unit not in MEASURES
    if counts and re.fullmatch(r"\d+\.\d{3}", match["value"]):  # "1.200 people"
        return None
    if value is None or (value == 0 and not (counts and noun)) or (match["value"].lower() == "one" and not noun):
        return None
    rough = bool(_ROUGH.intersection(w.casefold() for w in TOKEN.findall(before)[-2:]))
    written = match.group().strip()
    span = Span(match.start(), match.end())
    return Quantity(
        span, value, written, counts, noun if counts else "", rough, step_of(match["value"], match["scale"] or "")
    )


def value_of(written: str, scale: str = "") -> float | None:
    """The value of a number in digits or words; None for one that is no number, or has more than `LONGEST` digits.

    `scale`: "thousand", "bn" or "" behind it.
    """
    word = written.casefold()
    if word in ("no", "zero"):
        return 0.0
    ten, _, unit = word.partition("-")
    if ten in NUMBERS and unit in NUMBERS:
        word = str(int(NUMBERS[ten]) + int(NUMBERS[unit]))
    digits = NUMBERS.get(word, word).replace(",", "")
    if len(digits) > LONGEST:
        return None
    try:
        return float(digits) * _SCALES.get(scale.strip(" -").casefold(), 1.0)
    except ValueError:
        return None


def step_of(written: str, scale: str = "") -> float:
    """The smallest difference that the digits of a number show: 0.1 of "3.2", 1,000 of "4,000"."""
    digits = written.replace(",", "")
    factor = _SCALES.get(scale.strip(" -").casefold(), 1.0)
    if "." in digits:
        return factor * 10.0 ** -len(digits.rpartition(".")[2])
    zeros = len(digits) - len(digits.rstrip("0")) if 2 < len(digits) <= LONGEST and digits.isdecimal() else 0
    return factor * 10.0**zeros


def _noun(behind: str) -> tuple[str, str]:
    """The noun phrase behind a number, up to three words, and the stem of its first word."""
    behind = re.sub(r"^-", " ", behind)
    found = re.match(
        r"(?:\s(?:of\s(?:the|its|their|his)|other|more|new)\b)?\s((?:[a-z][\w’'-]*)(?:\s[a-z][\w’'-]*){0,2})", behind
    )
    if found is None:
        return "", ""
    kept = []
    for word in found[1].split():
        if word in FUNCTION_WORDS:
            break
        kept.append(word)
    return (" ".join(kept), stem(kept[0])) if kept else ("", "")
