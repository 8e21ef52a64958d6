"""The timeline: claims by the day, month or year that they name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from retold.digest.dependence import points_back
from retold.digest.event_times import EventTimes
from retold.digest.writer import ClaimWriter
from retold.english.times.tense import Attachment, Clauses, Direction
from retold.proof import dates_event
from retold.types import Claim, Dated, Precision, Reading, TimeExpression, When

_ISO_LENGTH = {Precision.DAY: 10, Precision.MONTH: 7, Precision.YEAR: 4}
"""Characters of an ISO 8601 date with that precision."""

_ASIDES = ("acl", "advcl", "appos", "parataxis")
"""Relations of clauses and names that only add something to a claim (Universal Dependencies)."""
_SAME_TIME = frozenset("when as while after".split())
"""What begins a clause that says when the claim happens: "when a crane fell on Wednesday"."""
_PARTS_OF_DAY = ("morning", "afternoon", "evening", "night", "day", "week")
_EVENTS = frozenset(
    """accident attack battle bombing collision coup crackdown crash earthquake election explosion fire flood interview
    massacre operation raid referendum riot shooting siege storm strike survey trial vote war""".split()
)
"""What happens once, so that its year is also the year of what happened in it."""
_APPROXIMATE = re.compile(r"(?i)(?:more than|over|nearly|almost|at least|up to) ")

MOST = 20
"""Entries of a timeline at most."""
DEPTH = 20
"""Steps up a tree at most, because a wrong tree may have a cycle."""


def build(reading: Reading, writer: ClaimWriter, told: Sequence[Claim] = ()) -> tuple[Dated, ...]:
    """Claims with their dates, oldest first.

    Only for sentences that can stand alone, or that the retelling (`told`) has and that do not begin with a pronoun;
    if one has several dates, the finest is used, and the day on which somebody said it only if there is no other. Only
    days, months and years have entries, and no year that is only counted: "last week", "two years ago".
    """
    events = EventTimes(reading)
    best: dict[int, tuple[When, TimeExpression]] = {}
    ranks: dict[int, int] = {}
    for time in reading.times:
        when = time.when
        is_counted = when.precision is Precision.YEAR and time.span.of(reading.article.body).endswith("ago")
        if when.precision not in _ISO_LENGTH or is_counted:
            continue
        rank = 0 if events.tells_of_report(time) else _ISO_LENGTH[when.precision]
        if rank > ranks.get(time.sentence, -1) and _dates_claim(reading, events, time):
            best[time.sentence], ranks[time.sentence] = (when, time), rank
    in_text = {claim.evidence[0].start: claim for claim in told if not points_back(claim.text)}
    claims: dict[int, Claim] = {}
    day = reading.article.metadata.published_day
    for index, (when, time) in best.items():
        sentence = reading.sentences[index]
        written = writer.write(sentence)
        claim = written.claim if written is not None else in_text.get(sentence.span.start)
        if claim is None or not _is_told(claim.text, time, reading.article.body):
            continue
        if dates_event(iso(when), sentence.span.of(reading.article.body), day):
            claims[index] = claim
    kept = sorted(claims, key=lambda i: (-reading.sentences[i].salience, i))[:MOST]
    order = sorted(kept, key=lambda i: (best[i][0].first, i))
    return tuple(Dated(iso(best[i][0]), best[i][0].precision, claims[i]) for i in order)


def _dates_claim(reading: Reading, events: EventTimes, time: TimeExpression) -> bool:
    """Whether a time says when the claim happened.

    It belongs to a verb or to the event of a verb, and not to another noun ("the 2016 sketch", "a tour in 2009") nor
    to an aside such as "Acme, which was founded in 1901, …". A day may belong to a noun: "after a fire on Sunday".
    """
    sentence, body = reading.sentences[time.sentence], reading.article.body
    clauses, place = events.attachment(time)
    if (
        place.verb < 0
        or (place.attribute and not _is_in_event(clauses, place))
        or _APPROXIMATE.match(time.span.of(body))
    ):
        return False
    if place.nouns and not place.attribute and not _dates_noun(clauses, place, time):
        return False
    preposition = clauses.preposition(place.time)
    if preposition in ("than", "from", "until", "till", "for") or (preposition == "since" and place.nouns):
        return False
    if preposition == "of" and place.nouns and clauses.forms[place.nouns[0]] not in _PARTS_OF_DAY:
        return False  # "near the site of the attacks of 11 September 2001"
    if not _fits_verb(reading, events, time):
        return False
    if events.tells_of_report(time):
        return True
    at = place.nouns[0] if place.nouns else place.verb
    path: set[str] = set()
    for _ in range(DEPTH):
        if at < 0:
            return True
        path.add(clauses.base(at))
        if {"ccomp", "conj"} <= path and time.when.precision is Precision.YEAR:
            return False  # "She called it a mistake, but noted that he had supported it in 2003"
        if sentence.words[at].relation.startswith(_ASIDES) and not _is_same_time(clauses, at):
            return False
        at = sentence.words[at].head
    return False


def _is_in_event(clauses: Clauses, place: Attachment) -> bool:
    """Whether a year belongs to the event in which the claim happened: "were found in a 2015 raid"."""
    if len(place.nouns) != 1 or clauses.forms[place.nouns[0]] not in _EVENTS:
        return False
    noun = place.nouns[0]
    return clauses.base(noun) == "obl" and clauses.preposition(noun) in ("in", "during", "after")


def _fits_verb(reading: Reading, events: EventTimes, time: TimeExpression) -> bool:
    """Whether the verb may tell of that time: "admits a quarrel 25 years ago" and "the 2031 notes fell" do not."""
    published = reading.article.metadata.published
    direction = events.direction(time)
    if time.span.of(reading.article.body).endswith("ago"):
        return direction is Direction.PAST
    if not published or direction is Direction.UNKNOWN:
        return True
    day = date.fromisoformat(published[:10])
    return time.when.first <= day if direction is Direction.PAST else time.when.last >= day


def _dates_noun(clauses: Clauses, place: Attachment, time: TimeExpression) -> bool:
    """Whether a time that belongs to a noun dates the claim as well: a day, "next month", "a video in August"."""
    if time.when.precision is Precision.DAY or (time.relative and not clauses.preposition(place.time)):
        return True
    return len(place.nouns) == 1 and clauses.base(place.nouns[0]) in ("obj", "nsubj")


def _is_same_time(clauses: Clauses, verb: int) -> bool:
    """Whether an aside tells of the time of the claim itself: "when it fell on Wednesday", "touching 88 on Monday"."""
    if clauses.base(verb) != "advcl":
        return False
    marks = [clauses.forms[i] for i in clauses.children(verb, "mark", "advmod", "case")]
    return any(m in _SAME_TIME for m in marks) or (not marks and clauses.forms[verb].endswith("ing"))


def _is_told(text: str, time: TimeExpression, body: str) -> bool:
    """Whether a claim still has the words of its time, or a date in their place."""
    first, told = time.when.first, text.casefold()
    last_word = time.span.of(body).split()[-1]
    forms = (last_word, f"{first.day} {first:%B}", f"{first:%B} {first.year}", str(first.year))
    return any(form.casefold() in told for form in forms)


def iso(when: When) -> str:
    """ISO 8601, as long as the precision: "2026-02-26", "2026-02", "2026"."""
    return when.first.isoformat()[: _ISO_LENGTH[when.precision]]
