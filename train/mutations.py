"""Mutations: true claims made false in one place, which a checker must reject.

Each kind changes one thing that a reader relies on: a name for another name of the article, a number, a date, a
negation, who did it to whom, or the end of the sentence for the end of another one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random

from retold.english.quotation_marks import quoted_spans
from retold.types import Claim, Reading, Span

_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_MONTHS = "January February March April June July August September October November December".split()
"""Without May, which is a verb, too."""
_DATE = re.compile(rf"\b(?:{'|'.join(_DAYS + _MONTHS)})\b|\b(?:19|20)\d\d\b")
_NUMBER = re.compile(r"(?<![\w.,])\d[\d,.]*\d|(?<![\w.,])\d|\b(?:two|three|four|five|six|seven|eight|nine|ten)\b")
_NUMBER_WORDS = "two three four five six seven eight nine ten".split()
_AUXILIARY = re.compile(r"\b(?:is|was|are|were|has|have|had|will|would|can|could|should)\b(?! not\b)")
_NOT = re.compile(r"\s(?:not|never)\b")
_NEXT_WORD = re.compile(r"\s*\w+")
_JOINED = re.compile(r"[\s,]*(?:and|or|,|with|&|-)?[\s,]*")
"""What is between two names that do the same, so that exchanging them changes nothing."""
_HEAD = re.compile(r"(?:\S+\s+){5,12}?(?=(?:for|in|at|by|to|with|after|from|on)\s)")
_TAIL = re.compile(r"(?<=\s)(?:for|in|at|by|to|with|after|from|on)\s(?:[^\s,]+\s+){2,7}[^\s,]+[.]$")


@dataclass(frozen=True, slots=True)
class Mutant:
    """A claim made false: its text, and the spans of the words that are false now."""

    kind: str
    text: str
    changed: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class _NameInClaim:
    start: int
    end: int
    chain: str
    type: str


def mutants(claim: Claim, reading: Reading, others: Sequence[str], random: Random) -> Iterator[Mutant]:
    """One mutant of each kind that can be made from the claim. `others`: the claims of the same article."""
    makers: tuple[Callable[[], Mutant | None], ...] = (
        lambda: _other_name(claim, reading, random),
        lambda: _other_number(claim, random),
        lambda: _other_date(claim, random),
        lambda: _negation(claim),
        lambda: _swap(claim, reading),
        lambda: _splice(claim, others, random),
    )
    for make in makers:
        mutant = make()
        if mutant is not None and mutant.text != claim.text:
            yield mutant


def _replaced(claim: Claim, kind: str, start: int, end: int, words: str) -> Mutant:
    return Mutant(kind, claim.text[:start] + words + claim.text[end:], (Span(start, start + len(words)),))


def _evidence_text(claim: Claim) -> str:
    return " ".join(e.exact for e in claim.evidence)


def _names_in(claim: Claim, reading: Reading) -> list[_NameInClaim]:
    """The names of the article's chains in the claim, in order; none overlap."""
    names: list[_NameInClaim] = []
    for chain in reading.chains:
        for name in {chain.name, *chain.aliases}:
            match = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", claim.text)
            if match and not any(n.start < match.end() and match.start() < n.end for n in names):
                names.append(_NameInClaim(*match.span(), chain.id, chain.type.value))
    return sorted(names, key=lambda n: n.start)


def _other_name(claim: Claim, reading: Reading, random: Random) -> Mutant | None:
    """A name for one of the same type that the evidence does not have."""
    evidence = _evidence_text(claim)
    options = [
        (name.start, name.end, chain.name)
        for name in _names_in(claim, reading)
        for chain in reading.chains
        if chain.id != name.chain
        and chain.type.value == name.type
        and not any(word in evidence for word in chain.name.split())
    ]
    return _replaced(claim, "name", *random.choice(options)) if options else None


def _other_number(claim: Claim, random: Random) -> Mutant | None:
    numbers = [m for m in _NUMBER.finditer(claim.text) if not _DATE.fullmatch(m.group())]
    if not numbers:
        return None
    chosen, evidence = random.choice(numbers), _evidence_text(claim)
    for _ in range(20):
        if chosen.group().isalpha():
            new = random.choice(_NUMBER_WORDS)
        else:
            new = re.sub(r"\d", lambda _: str(random.randint(1, 9)), chosen.group())
        if not re.search(rf"(?<!\w){re.escape(new)}(?!\w)", evidence):
            return _replaced(claim, "number", *chosen.span(), new)
    return None


def _other_date(claim: Claim, random: Random) -> Mutant | None:
    """A weekday, month or year for another one that the evidence does not have."""
    dates = list(_DATE.finditer(claim.text))
    if not dates:
        return None
    chosen, evidence = random.choice(dates), _evidence_text(claim)
    same_kind = next(
        (words for words in (_DAYS, _MONTHS) if chosen.group() in words), [str(y) for y in range(1985, 2020)]
    )
    options = [word for word in same_kind if word not in evidence]
    return _replaced(claim, "date", *chosen.span(), random.choice(options)) if options else None


def _negation(claim: Claim) -> Mutant | None:
    """The claim without its "not", or with one; words in quotation marks are left alone."""
    text, quotes = claim.text, quoted_spans(claim.text)
    removed = _NOT.search(text)
    if removed and not any(start <= removed.start() < end for start, end in quotes):
        start = removed.start()
        follows = _NEXT_WORD.match(text, removed.end())
        size = len(follows.group()) if follows else 0
        return Mutant("negation", text[:start] + text[removed.end() :], (Span(start, start + size),))
    auxiliaries = (m for m in _AUXILIARY.finditer(text) if not any(start <= m.start() < end for start, end in quotes))
    auxiliary = next(auxiliaries, None)
    if auxiliary is None:
        return None
    place = auxiliary.end()
    follows = _NEXT_WORD.match(text, place)
    size = len(" not") + (len(follows.group()) if follows else 0)
    return Mutant("negation", text[:place] + " not" + text[place:], (Span(place, place + size),))


def _swap(claim: Claim, reading: Reading) -> Mutant | None:
    """Two names of one type exchanged, if they are not just joined ("Ann and Bo")."""
    names, text = _names_in(claim, reading), claim.text
    for i, first in enumerate(names):
        for second in names[i + 1 :]:
            between = text[first.end : second.start]
            if first.chain != second.chain and first.type == second.type and not _JOINED.fullmatch(between):
                a, b = text[first.start : first.end], text[second.start : second.end]
                start = first.start + len(b) + len(between)
                changed = (Span(first.start, first.start + len(b)), Span(start, start + len(a)))
                return Mutant("swap", text[: first.start] + b + between + a + text[second.end :], changed)
    return None


def _splice(claim: Claim, others: Sequence[str], random: Random) -> Mutant | None:
    """The claim's first half with the end of another claim."""
    evidence = _evidence_text(claim)
    head = _HEAD.match(claim.text)
    matches = (_TAIL.search(other) for other in others if other != claim.text)
    tails = [match.group() for match in matches if match and match.group().rstrip(".") not in evidence]
    if head is None or not tails:
        return None
    return _replaced(claim, "splice", head.end(), len(claim.text), random.choice(tails))
