"""True claims made false in one place: what a checker must see.

Each kind changes one thing that a reader relies on: a name for another of the
article's, a number, a date, a negation, who did it to whom, or the end of the
sentence for the end of another.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random

from retold.english.quotation_marks import quoted_spans
from retold.types import Claim, Reading, Span

KINDS = ("name", "number", "date", "negation", "swap", "splice")
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_MONTHS = "January February March April June July August September October November December".split()
_DATE = re.compile(rf"\b(?:{'|'.join(_DAYS + _MONTHS)})\b|\b(?:19|20)\d\d\b")
_NUMBER = re.compile(r"(?<![\w.,])\d[\d,.]*\d|(?<![\w.,])\d|\b(?:two|three|four|five|six|seven|eight|nine|ten)\b")
_WORDS = "two three four five six seven eight nine ten".split()
_AUXILIARY = re.compile(r"\b(?:is|was|are|were|has|have|had|will|would|can|could|should)\b(?! not\b)")
_NOT = re.compile(r"\s(?:not|never)\b")


@dataclass(frozen=True, slots=True)
class Mutant:
    kind: str
    text: str
    changed: tuple[Span, ...]
    """The words that are false now."""


def mutants(claim: Claim, reading: Reading, others: Sequence[str], random: Random) -> Iterator[Mutant]:
    """One mutant of each kind that can be made of the claim; `others`: claims of the same article."""
    makers: dict[str, Callable[[], Mutant | None]] = {
        "name": lambda: _name(claim, reading, random),
        "number": lambda: _number(claim, random),
        "date": lambda: _date(claim, random),
        "negation": lambda: _negation(claim),
        "swap": lambda: _swap(claim, reading),
        "splice": lambda: _splice(claim, others, random),
    }
    for make in makers.values():
        made = make()
        if made is not None and made.text != claim.text:
            yield made


def _put(claim: Claim, kind: str, start: int, end: int, words: str) -> Mutant:
    return Mutant(kind, claim.text[:start] + words + claim.text[end:], (Span(start, start + len(words)),))


def _source(claim: Claim) -> str:
    return " ".join(e.exact for e in claim.evidence)


def _found(claim: Claim, reading: Reading) -> list[tuple[int, int, str, str]]:
    """Names in the claim: start, end, chain, type."""
    found = []
    for chain in reading.chains:
        for name in {chain.name, *chain.aliases}:
            at = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", claim.text)
            if at and not any(a < at.end() and at.start() < b for a, b, *_ in found):
                found.append((*at.span(), chain.id, chain.type.value))
    return sorted(found)


def _name(claim: Claim, reading: Reading, random: Random) -> Mutant | None:
    source = _source(claim)
    options = [
        (start, end, chain.name)
        for start, end, key, kind in _found(claim, reading)
        for chain in reading.chains
        if chain.id != key and chain.type.value == kind and not any(w in source for w in chain.name.split())
    ]
    return _put(claim, "name", *random.choice(options)) if options else None


def _number(claim: Claim, random: Random) -> Mutant | None:
    found = [m for m in _NUMBER.finditer(claim.text) if not _DATE.fullmatch(m.group())]
    if not found:
        return None
    chosen, source = random.choice(found), _source(claim)
    for _ in range(20):
        if chosen.group().isalpha():
            new = random.choice(_WORDS)
        else:
            new = re.sub(r"\d", lambda _: str(random.randint(1, 9)), chosen.group())
        if not re.search(rf"(?<!\w){re.escape(new)}(?!\w)", source):
            return _put(claim, "number", *chosen.span(), new)
    return None


def _date(claim: Claim, random: Random) -> Mutant | None:
    found = list(_DATE.finditer(claim.text))
    if not found:
        return None
    chosen, source = random.choice(found), _source(claim)
    kind = next((k for k in (_DAYS, _MONTHS) if chosen.group() in k), [str(y) for y in range(1985, 2020)])
    options = [w for w in kind if w not in source]
    return _put(claim, "date", *chosen.span(), random.choice(options)) if options else None


def _negation(claim: Claim) -> Mutant | None:
    marks = quoted_spans(claim.text)
    removed = _NOT.search(claim.text)
    if removed and not any(a <= removed.start() < b for a, b in marks):
        follows = re.compile(r"\s*\w+").match(claim.text, removed.end())
        size = len(follows.group()) if follows else 0
        text = claim.text[: removed.start()] + claim.text[removed.end() :]
        return Mutant("negation", text, (Span(removed.start(), removed.start() + size),))
    put = next((m for m in _AUXILIARY.finditer(claim.text) if not any(a <= m.start() < b for a, b in marks)), None)
    if put is None:
        return None
    follows = re.compile(r"\s*\w+").match(claim.text, put.end())
    text = claim.text[: put.end()] + " not" + claim.text[put.end() :]
    return Mutant("negation", text, (Span(put.end(), put.end() + 4 + (len(follows.group()) if follows else 0)),))


def _swap(claim: Claim, reading: Reading) -> Mutant | None:
    names = _found(claim, reading)
    for i, (start, end, key, kind) in enumerate(names):
        for first, last, other, same in names[i + 1 :]:
            between = claim.text[end:first]
            joined = re.fullmatch(r"[\s,]*(?:and|or|,|with|&|-)?[\s,]*", between)
            if key != other and kind == same and not joined:
                a, b = claim.text[start:end], claim.text[first:last]
                text = claim.text[:start] + b + between + a + claim.text[last:]
                shift = start + len(b) + len(between)
                return Mutant("swap", text, (Span(start, start + len(b)), Span(shift, shift + len(a))))
    return None


def _splice(claim: Claim, others: Sequence[str], random: Random) -> Mutant | None:
    """The claim's first half with the end of another claim."""
    source = _source(claim)
    head = re.match(r"(?:\S+\s+){5,12}?(?=(?:for|in|at|by|to|with|after|from|on)\s)", claim.text)
    tails = [
        m.group()
        for o in others
        if o != claim.text
        and (m := re.search(r"(?<=\s)(?:for|in|at|by|to|with|after|from|on)\s(?:[^\s,]+\s+){2,7}[^\s,]+[.]$", o))
    ]
    tails = [t for t in tails if t.rstrip(".") not in source]
    if head is None or not tails:
        return None
    tail = random.choice(tails)
    return _put(claim, "splice", head.end(), len(claim.text), tail)
