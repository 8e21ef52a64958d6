"""The timeline: claims by the day, month or year that they name."""

from __future__ import annotations

from retold.digest.writer import ClaimWriter
from retold.proof import gives
from retold.types import Claim, Dated, Precision, Reading, Sentence, Span, When

_ISO_LENGTH = {Precision.DAY: 10, Precision.MONTH: 7, Precision.YEAR: 4}
"""Characters of an ISO 8601 date with that precision."""

_ASIDES = ("acl", "advcl", "appos", "parataxis")
"""Relations of clauses and names that only add something to a claim (Universal Dependencies)."""

MOST = 20
"""Entries of a timeline at most."""
DEPTH = 20
"""Steps up a tree at most, because a wrong tree may have a cycle."""


def build(reading: Reading, writer: ClaimWriter) -> tuple[Dated, ...]:
    """Claims with their dates, oldest first.

    Only for sentences that can stand alone; if one has several dates, the finest is used. The schema has
    days, months and years, so a week becomes its month and a quarter its year. Longer times are left out.
    """
    best: dict[int, When] = {}
    for time in reading.times:
        when = coarse(time.when)
        known = best.get(time.sentence)
        if when is None or (known is not None and _ISO_LENGTH[when.precision] <= _ISO_LENGTH[known.precision]):
            continue
        if _belongs_to_claim(reading.sentences[time.sentence], time.span):
            best[time.sentence] = when
    claims: dict[int, Claim] = {}
    for index in best:
        written = writer.write(reading.sentences[index])
        if written is not None and gives(
            iso(best[index]), [e.exact for e in written.claim.evidence], reading.article.metadata.published_day
        ):
            claims[index] = written.claim
    kept = sorted(claims, key=lambda i: (-reading.sentences[i].salience, i))[:MOST]
    order = sorted(kept, key=lambda i: (best[i].first, i))
    return tuple(Dated(iso(best[i]), best[i].precision, claims[i]) for i in order)


def _belongs_to_claim(sentence: Sentence, span: Span) -> bool:
    """Whether a date belongs to the claim, and not to an aside such as "Acme, which was founded in 1901, …"."""
    start = span.start - sentence.span.start
    at = next((i for i, w in enumerate(sentence.words) if w.span.end > start), -1)
    for _ in range(DEPTH):
        if at < 0:
            return True
        if sentence.words[at].relation.startswith(_ASIDES):
            return False
        at = sentence.words[at].head
    return False


def iso(when: When) -> str:
    """ISO 8601, as long as the precision: "2026-02-26", "2026-02", "2026"."""
    return when.first.isoformat()[: _ISO_LENGTH[when.precision]]


def coarse(when: When) -> When | None:
    """The same time as a day, a month or a year; None if it is longer than a year."""
    if when.precision in _ISO_LENGTH:
        return when if when.first.year == when.last.year else None
    if when.first.year != when.last.year:
        return None
    if when.first.month == when.last.month:
        return When(when.first, when.last, Precision.MONTH)
    return When(when.first, when.last, Precision.YEAR)
