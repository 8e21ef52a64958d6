"""Which stories an alert tells. Pure: records in, a decision out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from retold.records.alerts import AlertQuery
from retold.store.alert_candidates import StoryMember


@dataclass(frozen=True, slots=True)
class Candidate:
    """A story that changed. `fits`: whether it is what the alert asks for; `seen`: of its articles those that the alert has seen, each
    with the telling of its story; `day`: of its first article, days since 1970; `entities`: those it has, where they matter."""

    story: int
    day: float | None
    fits: bool
    articles: tuple[StoryMember, ...]
    seen: Mapping[str, int | None]
    entities: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class AlertState:
    """What an alert knows before it looks. `made`: RFC 3339, and as days since 1970; `after`: the last article that it had seen;
    `late`: articles added from then on are news although it could have seen them; `entity`, `other`: the numbers of what is asked
    for; `met`: whom `entity` was seen with; `people`: of all entities those whom it can meet; `everything`: what was there
    before it was made is told, too."""

    wanted: AlertQuery
    made: str
    made_day: float
    after: int
    late: str
    entity: int | None = None
    other: int | None = None
    met: frozenset[int] = frozenset()
    people: frozenset[int] = frozenset()
    everything: bool = False


@dataclass(frozen=True, slots=True)
class StoryToTell:
    """A story to be told; `fresh`: whom the entity meets in it for the first time."""

    story: int
    articles: tuple[str, ...]
    fresh: tuple[int, ...] = ()
    met: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Decision:
    """Stories to be told, in order; articles to be seen, each with the telling it belongs to; whom the entity was seen with."""

    tell: tuple[StoryToTell, ...] = ()
    see: tuple[tuple[str, int | None], ...] = ()
    met: frozenset[int] = frozenset()


@dataclass(slots=True)
class _Draft:
    tell: list[StoryToTell] = field(default_factory=list)
    see: list[tuple[str, int | None]] = field(default_factory=list)
    met: set[int] = field(default_factory=set)


def decide(candidates: Iterable[Candidate], look: AlertState) -> Decision:
    """Each story is told once: one with an article that was told is not told again, whatever merged, split, or comes first in it now.

    A story is told where it fits and has news: an article that came since the alert last looked, or within the days before
    in which names may yet be joined (`Look.late`). So a person's judgement that two names are one
    does not tell what both did years ago.
    """
    draft = _Draft()
    for c in sorted(candidates, key=lambda c: (c.day is None, c.day or 0.0, c.story)):
        unseen = [a.id for a in c.articles if a.id not in c.seen]
        told = [t for t in c.seen.values() if t is not None]
        met = c.entities if look.wanted.new_only and look.entity in c.entities else frozenset()
        if told:
            draft.see += [(a, min(told)) for a in unseen]
        elif c.seen and not (c.fits and _meets(look.wanted)):
            draft.see += [(a, None) for a in unseen]
        elif c.fits and _news(c, look):
            fresh = _fresh(c, look, draft.met)
            if _wanted(c, look, fresh):
                draft.tell.append(StoryToTell(c.story, tuple(a.id for a in c.articles), fresh, met))
            else:
                draft.see += [(a, None) for a in unseen]
        draft.met |= met
    own = frozenset(draft.met - look.met)
    return Decision(tuple(draft.tell), tuple(draft.see), own)


def people(types: Mapping[int, str]) -> frozenset[int]:
    """Of entities with their types those whom somebody can meet: persons and organizations. A place is in every story."""
    return frozenset(e for e, kind in types.items() if kind in ("person", "organization"))


def _meets(wanted: AlertQuery) -> bool:
    """Whether what is new is a meeting: then a story that was there before can bring it with a new article."""
    return wanted.new_only and bool(wanted.entity)


def _news(c: Candidate, look: AlertState) -> bool:
    return any(a.key > look.after or a.added >= look.late for a in c.articles)


def _fresh(c: Candidate, look: AlertState, met: Collection[int]) -> tuple[int, ...]:
    """Whom the entity meets in a story for the first time."""
    if not _meets(look.wanted):
        return ()
    new = c.entities - look.met - frozenset(met) - {look.entity}
    return tuple(sorted(new & ({look.other} if look.other is not None else look.people)))


def _wanted(c: Candidate, look: AlertState, fresh: Sequence[int]) -> bool:
    if not look.wanted.new_only:
        return True
    if look.wanted.entity:
        return bool(fresh)
    return look.everything or _begun(c, look)


def _begun(c: Candidate, look: AlertState) -> bool:
    """Whether a story began after the alert was made: by its date, to the day, and where it has none by when its articles came."""
    if c.day is not None:
        return c.day >= float(int(look.made_day))
    return all(a.added >= look.made for a in c.articles)
