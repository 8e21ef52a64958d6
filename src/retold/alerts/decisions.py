"""Which stories an alert reports, and why it passes over the others. Pure: records in, a decision out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from retold.records.alerts import AlertQuery, StoryMember


class PassReason(StrEnum):
    """Why an alert does not report a story, in words for the log."""

    REPORTED_BEFORE = "one of its articles was in a story that the alert reported before"
    NO_MATCH = "it does not have all that the alert looks for"
    KNOWN_BEFORE = "the alert knew an article of it and did not report it then"
    NO_NEWS = "none of its articles is new"
    NOT_NEW_TOGETHER = "the two entities were together before"
    NOBODY_NEW = "the entity meets nobody new in it"
    BEGAN_BEFORE = "it began before the alert was made"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A story that changed.

    `day`: of its first article, in days since 1970. `fits`: whether it has what the alert looks for. `seen`: those of
    its articles that the alert has seen, each with the message that reported it, or None. `entities`: the entities of
    the story; needed for `new_only` alone.
    """

    story: int
    day: float | None
    fits: bool
    articles: tuple[StoryMember, ...]
    seen: Mapping[str, int | None]
    entities: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class AlertState:
    """What an alert knows before it decides."""

    query: AlertQuery
    made: str
    """When the alert was made, RFC 3339."""
    made_day: float
    """The same, in days since 1970."""
    last_article: int
    """The key of the last article that there was when the alert last ran."""
    news_since: str
    """Articles added from this time on are news even if they were there when the alert last ran. RFC 3339."""
    entity: int | None = None
    other: int | None = None
    met: frozenset[int] = frozenset()
    """Entities that `entity` was seen with."""
    people: frozenset[int] = frozenset()
    """Entities that `entity` can meet: see `people`."""
    backfill: bool = False
    """Whether stories from before the alert was made are reported, too."""


@dataclass(frozen=True, slots=True)
class StoryToReport:
    """A story to report.

    `new`: entities that the alert's entity meets for the first time; `met`: all entities it is seen with.
    """

    story: int
    articles: tuple[str, ...]
    new: tuple[int, ...] = ()
    met: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Decision:
    """What an alert does about the candidates.

    `report`: stories to report, in order. `see`: articles to remember as seen, each with the message that it belongs
    to, or None. `met`: entities that the alert's entity was seen with and that are not remembered yet.
    `passed`: each story that is not reported, with the reason.
    """

    report: tuple[StoryToReport, ...] = ()
    see: tuple[tuple[str, int | None], ...] = ()
    met: frozenset[int] = frozenset()
    passed: tuple[tuple[int, PassReason], ...] = ()


@dataclass(slots=True)
class _Draft:
    report: list[StoryToReport] = field(default_factory=list)
    see: list[tuple[str, int | None]] = field(default_factory=list)
    met: set[int] = field(default_factory=set)
    passed: list[tuple[int, PassReason]] = field(default_factory=list)


def decide(candidates: Iterable[Candidate], state: AlertState) -> Decision:
    """Decides for each story, the first by day first.

    A story is reported once: if one of its articles was reported, it is not reported again, even if stories merged or
    split since, or another article comes first in it now.

    A story is reported if it fits and has news: an article that came since the alert last ran, or after
    `AlertState.news_since`, the days within which names may still be judged to be the same. So a person's judgement
    that two names are one does not report what both did years ago.
    """
    draft = _Draft()
    for candidate in sorted(candidates, key=lambda c: (c.day is None, c.day or 0.0, c.story)):
        unseen = [article.id for article in candidate.articles if article.id not in candidate.seen]
        messages = [message for message in candidate.seen.values() if message is not None]
        has_entity = state.query.new_only and state.entity in candidate.entities
        met = candidate.entities if has_entity else frozenset()
        new = _new_entities(candidate, state, draft.met)
        reason = _pass_reason(candidate, state, new)
        if reason is None:
            draft.report.append(
                StoryToReport(candidate.story, tuple(article.id for article in candidate.articles), new, met)
            )
        else:
            draft.passed.append((candidate.story, reason))
            if _is_settled(candidate, reason):
                draft.see += [(article, min(messages, default=None)) for article in unseen]
        draft.met |= met
    return Decision(tuple(draft.report), tuple(draft.see), frozenset(draft.met - state.met), tuple(draft.passed))


def people(types: Mapping[int, str]) -> frozenset[int]:
    """Of entities with their types, those that somebody can meet: persons and organizations.

    Places do not count: nearly every story has one.
    """
    return frozenset(entity for entity, kind in types.items() if kind in ("person", "organization"))


def _pass_reason(candidate: Candidate, state: AlertState, new: tuple[int, ...]) -> PassReason | None:
    """Why a story is not reported; None if it is."""
    if any(message is not None for message in candidate.seen.values()):
        return PassReason.REPORTED_BEFORE
    if not candidate.fits:
        return PassReason.NO_MATCH
    if candidate.seen and not _looks_for_meetings(state.query):
        return PassReason.KNOWN_BEFORE
    if not _has_news(candidate, state):
        return PassReason.NO_NEWS
    if _looks_for_meetings(state.query) and not new:
        return PassReason.NOT_NEW_TOGETHER if state.query.other else PassReason.NOBODY_NEW
    if state.query.new_only and not state.query.entity and not state.backfill and not _begins(candidate, state):
        return PassReason.BEGAN_BEFORE
    return None


def _is_settled(candidate: Candidate, reason: PassReason) -> bool:
    """Whether the articles of a story that is not reported are remembered as seen.

    A story without news, or one that does not fit and is new to the alert, may still be reported later.
    """
    return reason is not PassReason.NO_NEWS and (reason is not PassReason.NO_MATCH or bool(candidate.seen))


def _looks_for_meetings(query: AlertQuery) -> bool:
    """Whether news is a first meeting. Then a story that was there before can bring it with a new article."""
    return query.new_only and bool(query.entity)


def _has_news(candidate: Candidate, state: AlertState) -> bool:
    return any(a.key > state.last_article or a.added >= state.news_since for a in candidate.articles)


def _new_entities(candidate: Candidate, state: AlertState, met: Collection[int]) -> tuple[int, ...]:
    """Entities that the alert's entity meets in this story for the first time.

    `met`: entities that it met in stories decided before.
    """
    if not _looks_for_meetings(state.query):
        return ()
    unknown = candidate.entities - state.met - frozenset(met) - {state.entity}
    return tuple(sorted(unknown & ({state.other} if state.other is not None else state.people)))


def _begins(candidate: Candidate, state: AlertState) -> bool:
    """Whether a story began after the alert was made.

    Its date decides, to the day; if it has none, the times at which its articles were kept.
    """
    if candidate.day is not None:
        return candidate.day >= float(int(state.made_day))
    return all(article.added >= state.made for article in candidate.articles)
