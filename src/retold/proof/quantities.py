"""Whether the numbers of a claim keep their signs, their scales and the things that they count."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from retold.proof.words import Token

NEAR = 3
"""Words after a number among which is what it counts."""

_SIGNS = {"$": "dollar", "€": "euro", "£": "pound", "¥": "yen"}
_SCALES = {"m": "million", "bn": "billion", "tn": "trillion", "k": "thousand"}
_SCALE_WORDS = frozenset("hundred thousand million billion trillion".split())
_NUMBERS = dict(
    zip("one two three four five six seven eight nine ten eleven twelve".split(), range(1, 13), strict=True)
)


@dataclass(frozen=True, slots=True)
class _Quantity:
    """A number with its scale ("million"), its unit ("dollar", "percent") and the words after it."""

    number: str
    scale: str
    unit: str
    things: tuple[str, ...]


def misplaced(claim: Sequence[Token], source: Sequence[Token]) -> Iterator[str]:
    """The numbers of `claim` that the source does not have, or has with another scale, unit or thing."""
    given = list(_quantities(source))
    for own in _quantities(claim):
        places = [q for q in given if q.number == own.number]
        if not any(q.scale == own.scale and (q.unit == own.unit or not own.unit) for q in places):
            yield own.number
        elif own.things and not any(own.things[0] in q.things for q in places):
            yield from [own.number] * any(own.things[0] in q.things for q in given)


def _quantities(text: Sequence[Token]) -> Iterator[_Quantity]:
    for i, token in enumerate(text):
        word, _, joined = token.lower.partition("-")  # "two-year"
        number = str(_NUMBERS[word]) if word in _NUMBERS else token.text.replace(",", "")
        if not number[:1].isdigit():
            continue
        after = [t.lower for t in text[i + 1 : i + 3 + NEAR]]
        scale = _SCALES.get(after[0], after[0]) if after else ""
        scale = scale if scale in _SCALE_WORDS else ""
        rest = after[1:] if scale else after
        unit = _SIGNS.get(text[i - 1].text, "") if i else ""
        if not unit and rest:
            unit = _unit(rest)
        rest_of_text = text[i + 1 + bool(scale) : i + 1 + bool(scale) + NEAR]
        following = takewhile(lambda t: t.is_word or t.text == "%", rest_of_text)
        things = tuple(_singular(w) for w in (joined, *(t.lower for t in following if t.is_content)) if w)
        yield _Quantity(number, scale, unit, things)


def _unit(after: Sequence[str]) -> str:
    """The unit that the words after a number name; empty if they name none."""
    if after[0] in {"%", "percent"} or list(after[:2]) == ["per", "cent"]:
        return "percent"
    return next((unit for unit in _SIGNS.values() if _singular(after[0]) == unit), "")


def _singular(word: str) -> str:
    return word.removesuffix("s") if len(word) > 3 else word
