"""What the article dates: claims by the day, month or year that they name."""

from __future__ import annotations

from retold.digest.writer import Writer
from retold.types import Claim, Dated, Precision, Reading, Sentence, Span, When

_WRITTEN = {Precision.DAY: 10, Precision.MONTH: 7, Precision.YEAR: 4}
"""Characters of an ISO 8601 date that say as much as a precision does."""

_ASIDES = ("acl", "advcl", "appos", "parataxis")
"""Relations of clauses and names that only add to a claim (Universal Dependencies)."""

MOST = 20
"""Entries at most: a chronicle is no timeline."""


def build(reading: Reading, writer: Writer) -> tuple[Dated, ...]:
    """Dated claims, oldest first; of two that date the same sentence the finer one stays.

    Only sentences that stand on their own are told. A week is told by its month and
    a quarter by its year, as the schema knows days, months and years; what is wider
    than a year is no date.
    """
    best: dict[int, When] = {}
    for time in reading.times:
        when = coarse(time.when)
        known = best.get(time.sentence)
        if when is None or (known is not None and _WRITTEN[when.precision] <= _WRITTEN[known.precision]):
            continue
        if _of_the_claim(reading.sentences[time.sentence], time.span):
            best[time.sentence] = when
    told: dict[int, Claim] = {}
    for index in best:
        written = writer.write(reading.sentences[index])
        if written is not None:
            told[index] = written.claim
    keep = sorted(told, key=lambda i: (-reading.sentences[i].salience, i))[:MOST]
    order = sorted(keep, key=lambda i: (best[i].first, i))
    return tuple(Dated(iso(best[i]), best[i].precision, told[i]) for i in order)


def _of_the_claim(sentence: Sentence, span: Span) -> bool:
    """Whether a date is of what the sentence claims, and not of an aside: "Acme, which was founded in 1901, …"."""
    start = span.start - sentence.span.start
    at = next((i for i, w in enumerate(sentence.words) if w.span.end > start), -1)
    for _ in range(MOST):
        if at < 0:
            return True
        if sentence.words[at].relation.startswith(_ASIDES):
            return False
        at = sentence.words[at].head
    return False


def iso(when: When) -> str:
    """ISO 8601, as long as the precision: "2026-02-26", "2026-02", "2026"."""
    return when.first.isoformat()[: _WRITTEN[when.precision]]


def coarse(when: When) -> When | None:
    """The same time as a day, a month or a year; None where it is wider."""
    if when.precision in _WRITTEN:
        same = when.first.year == when.last.year
        return when if same else None
    if when.first.year != when.last.year:
        return None
    if when.first.month == when.last.month:
        return When(when.first, when.last, Precision.MONTH)
    return When(when.first, when.last, Precision.YEAR)
