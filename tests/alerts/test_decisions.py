"""Which stories an alert reports, and why it passes over the others: a row for each branch."""

from __future__ import annotations

from dataclasses import replace

import pytest

from retold.alerts.decisions import AlertState, Candidate, Decision, PassReason, StoryToReport, decide, people
from retold.records.alerts import AlertQuery, StoryMember

MADE = "2026-11-23T12:00:00Z"
MADE_DAY = 20_780.5
EARLIER, LATER = "2026-11-20T12:00:00Z", "2026-11-24T12:00:00Z"
NORTHLINK, MOE, LEE, OSLO = 1, 2, 3, 4

ONE = AlertQuery(entity="Northlink")
FIRST_MEETINGS = AlertQuery(entity="Northlink", new_only=True)
PAIR = AlertQuery(entity="Northlink", other="Erik Moe", new_only=True)
NEW_STORIES = AlertQuery(query="tax", new_only=True)


def state(query: AlertQuery = ONE, **changes: object) -> AlertState:
    """An alert that has seen all articles up to number 10."""
    entity = NORTHLINK if query.entity else None
    other = MOE if query.other else None
    people = frozenset({NORTHLINK, MOE, LEE})
    return replace(AlertState(query, MADE, MADE_DAY, 10, MADE, entity, other, people=people), **changes)  # type: ignore[arg-type]


def story(
    seen: dict[str, int | None] | None = None,
    fits: bool = True,
    day: float | None = MADE_DAY,
    entities: tuple[int, ...] = (),
    articles: tuple[StoryMember, ...] = (StoryMember(11, "a", LATER), StoryMember(12, "b", LATER)),
) -> Candidate:
    """Story 1 of two new articles, "a" and "b"."""
    return Candidate(1, day, fits, articles, seen or {}, frozenset(entities))


OLD = (StoryMember(1, "a", EARLIER), StoryMember(2, "b", EARLIER))
ONE_NEW = (StoryMember(1, "a", EARLIER), StoryMember(12, "b", LATER))


@pytest.mark.parametrize(
    ("candidate", "alert", "reported"),
    [
        pytest.param(story(), state(), StoryToReport(1, ("a", "b")), id="new"),
        pytest.param(story(articles=ONE_NEW), state(), StoryToReport(1, ("a", "b")), id="one article is new"),
        pytest.param(
            story(articles=OLD),
            state(last_article=-1, news_since=MADE, backfill=True),
            StoryToReport(1, ("a", "b")),
            id="backfill",
        ),
        pytest.param(
            story(articles=OLD),
            state(news_since="2026-11-18T00:00:00Z"),
            StoryToReport(1, ("a", "b")),
            id="fits since a judgement, and came within the days that count",
        ),
        pytest.param(
            story(entities=(NORTHLINK, MOE, OSLO)),
            state(FIRST_MEETINGS),
            StoryToReport(1, ("a", "b"), (MOE,), frozenset({NORTHLINK, MOE, OSLO})),
            id="meets somebody for the first time; a place does not count",
        ),
        pytest.param(
            story({"a": None}, entities=(NORTHLINK, LEE), articles=ONE_NEW),
            state(FIRST_MEETINGS, met=frozenset({MOE})),
            StoryToReport(1, ("a", "b"), (LEE,), frozenset({NORTHLINK, LEE})),
            id="a story that was there brings somebody new",
        ),
        pytest.param(
            story(entities=(NORTHLINK, MOE, LEE)),
            state(PAIR, met=frozenset({LEE})),
            StoryToReport(1, ("a", "b"), (MOE,), frozenset({NORTHLINK, MOE, LEE})),
            id="the two meet for the first time",
        ),
        pytest.param(story(day=20_780.0), state(NEW_STORIES), StoryToReport(1, ("a", "b")), id="begins on the day"),
        pytest.param(story(day=None), state(NEW_STORIES), StoryToReport(1, ("a", "b")), id="no date, came since"),
        pytest.param(
            story(day=1.0), state(NEW_STORIES, backfill=True), StoryToReport(1, ("a", "b")), id="old, with backfill"
        ),
    ],
)
def test_a_story_is_reported(candidate: Candidate, alert: AlertState, reported: StoryToReport) -> None:
    decision = decide([candidate], alert)
    assert decision == Decision((reported,), met=decision.met)
    assert decision.met == reported.met - alert.met


@pytest.mark.parametrize(
    ("candidate", "alert", "reason", "see"),
    [
        pytest.param(
            story({"a": 7}), state(), PassReason.REPORTED_BEFORE, (("b", 7),), id="an article of it was reported"
        ),
        pytest.param(
            story({"a": 9, "b": 7}, articles=(*ONE_NEW, StoryMember(13, "c", LATER))),
            state(),
            PassReason.REPORTED_BEFORE,
            (("c", 7),),
            id="two reported stories became one: the first message counts",
        ),
        pytest.param(
            story({"a": 7}, fits=False), state(), PassReason.REPORTED_BEFORE, (("b", 7),), id="reported, fits no more"
        ),
        pytest.param(story(fits=False), state(), PassReason.NO_MATCH, (), id="does not fit, and may fit later"),
        pytest.param(
            story({"a": None}, fits=False), state(), PassReason.NO_MATCH, (("b", None),), id="known, fits no more"
        ),
        pytest.param(
            story({"a": None}), state(), PassReason.KNOWN_BEFORE, (("b", None),), id="known before, not reported"
        ),
        pytest.param(
            story({"a": None}), state(NEW_STORIES), PassReason.KNOWN_BEFORE, (("b", None),), id="known, by words alone"
        ),
        pytest.param(story(articles=OLD), state(), PassReason.NO_NEWS, (), id="no article is new, but one may come"),
        pytest.param(
            story({"a": None}, entities=(NORTHLINK, LEE), articles=OLD),
            state(FIRST_MEETINGS),
            PassReason.NO_NEWS,
            (),
            id="a meeting without news",
        ),
        pytest.param(
            story(entities=(NORTHLINK, MOE, OSLO)),
            state(FIRST_MEETINGS, met=frozenset({MOE})),
            PassReason.NOBODY_NEW,
            (("a", None), ("b", None)),
            id="meets nobody new",
        ),
        pytest.param(
            story(entities=(NORTHLINK, MOE)),
            state(PAIR, met=frozenset({MOE})),
            PassReason.NOT_NEW_TOGETHER,
            (("a", None), ("b", None)),
            id="the two were together before",
        ),
        pytest.param(
            story(day=20_779.0),
            state(NEW_STORIES),
            PassReason.BEGAN_BEFORE,
            (("a", None), ("b", None)),
            id="began the day before",
        ),
        pytest.param(
            story(day=None, articles=ONE_NEW),
            state(NEW_STORIES),
            PassReason.BEGAN_BEFORE,
            (("a", None), ("b", None)),
            id="no date, and an article that was there",
        ),
    ],
)
def test_a_story_is_passed_over(
    candidate: Candidate, alert: AlertState, reason: PassReason, see: tuple[tuple[str, int | None], ...]
) -> None:
    decision = decide([candidate], alert)
    assert (decision.report, decision.passed, decision.see) == ((), ((1, reason),), see)


def test_a_table_row_has_each_reason() -> None:
    rows = test_a_story_is_passed_over.pytestmark[0].args[1]  # type: ignore[attr-defined]
    assert {row.values[2] for row in rows} == set(PassReason)


def test_the_first_story_by_day_meets_first() -> None:
    """Of two stories with the same meeting, the later one brings nothing new. A story without a date is the last."""
    entities = frozenset({NORTHLINK, MOE})
    stories = [
        Candidate(number, day, True, (StoryMember(20 + number, f"a{number}", LATER),), {}, entities)
        for number, day in ((1, None), (2, 20_782.0), (3, 20_781.0))
    ]
    decision = decide(stories, state(FIRST_MEETINGS))
    assert [report.story for report in decision.report] == [3]
    assert decision.passed == ((2, PassReason.NOBODY_NEW), (1, PassReason.NOBODY_NEW))
    assert decision.see == (("a2", None), ("a1", None))
    assert decision.met == entities


@pytest.mark.parametrize(
    ("query", "entities", "met"),
    [
        (FIRST_MEETINGS, (NORTHLINK, OSLO), {NORTHLINK, OSLO}),
        (FIRST_MEETINGS, (MOE, OSLO), set()),
        (ONE, (NORTHLINK, OSLO), set()),
    ],
)
def test_acquaintances_are_remembered_for_first_meetings_alone(
    query: AlertQuery, entities: tuple[int, ...], met: set[int]
) -> None:
    assert decide([story({"a": 7}, entities=entities)], state(query)).met == met


def test_somebody_can_meet_persons_and_organizations() -> None:
    assert people({1: "organization", 2: "person", 3: "place", 4: "topic", 5: "event"}) == {1, 2}


@pytest.mark.parametrize("reason", PassReason)
def test_a_reason_reads_as_a_part_of_a_sentence(reason: PassReason) -> None:
    assert reason[0].islower()
    assert not reason.endswith(".")
