"""What a reader looks through: stories at a glance, what rises, who publishes, what was said."""

from __future__ import annotations

import math
import re
import sys
import threading
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import numpy as np

from retold.corpus import trend
from retold.errors import QueryError
from retold.memory.evidence import Sentences, source
from retold.memory.graph import RECURS, day_of, label
from retold.memory.story_view import story_of
from retold.records.memory import Card, Entity, Listed, Publisher, Quoted, Rising, Said, Source, Story
from retold.store.appearances import Appearance
from retold.store.articles import Articles
from retold.store.clusters import StoryRow
from retold.store.entities import EntityRow
from retold.store.filter import Filter
from retold.store.name_tables import NameTables
from retold.store.story_lists import UNDATED, Place, StoryLists
from retold.types import EntityType, Evidence

TAKEAWAYS, PEOPLE = 2, 6
"""Takeaways and names of a card."""
WEEK = 7.0
"""Days, the latest, in which something rises."""
LOOKED = 40
"""Articles, the latest, that are looked through for quotations."""

NO_PLACE = "is no place in a list; take `next` from the answer before, as it is"

_T = TypeVar("_T")


class Lists:
    """Reads lists; to be used within one reading transaction."""

    def __init__(self, listing: StoryLists, articles: Articles, names: NameTables, sentences: Sentences) -> None:
        self._listing, self._articles, self._names, self._sentences = listing, articles, names, sentences
        self._lock = threading.Lock()
        self._made: dict[str, tuple[int, Any]] = {}

    def stories(self, where: Filter, after: str | None, limit: int) -> tuple[list[StoryRow], str | None]:
        """Stories, the latest day first, of a day what most tell first; and where the next begin."""
        rows = self._listing.stories(where, _place(after), limit + 1)
        return rows[:limit], _cursor(Place.of(rows[limit - 1])) if len(rows) > limit else None

    def listed(self, where: Filter, after: str | None, limit: int) -> Listed[Story]:
        """The same as records."""
        rows, following = self.stories(where, after, limit)
        members = self._articles.ids_by_story({r.key for r in rows})
        return Listed(tuple(story_of(r, members[r.key]) for r in rows), following)

    def cards(self, where: Filter, after: str | None, limit: int) -> Listed[Card]:
        """The same at a glance."""
        rows, following = self.stories(where, after, limit)
        members = self._articles.by_story([r.key for r in rows])
        leads = {r.key: next((a for a in members[r.key] if a.headline == r.headline), members[r.key][0]) for r in rows}
        people = self._people([a.key for a in leads.values()])
        names = self._listing.names([r.key for r in rows])
        cards = []
        for row in rows:
            lead = leads[row.key]
            said = [
                Said(c.text, c.evidence, source(lead)) for c in self._sentences.digest(lead.key).takeaways[:TAKEAWAYS]
            ]
            story = story_of(row, [a.id for a in members[row.key]])
            cards.append(Card(story, tuple(said), tuple(names.get(row.key, ())), tuple(people.get(lead.key, ()))))
        return Listed(tuple(cards), following)

    def rising(self, stamp: int, limit: int) -> list[Rising]:
        """Names, and topics, that the latest week tells more of than their own past, the most telling first."""
        return self.once(f"rising {limit}", stamp, lambda: self._rising(limit))

    def publishers(self, stamp: int) -> list[Publisher]:
        """Who publishes, by name."""
        return self.once(
            "publishers",
            stamp,
            lambda: [
                Publisher(n, c, _date(first), _date(last)) for n, c, first, last in self._listing.publishers() if n
            ],
        )

    def quotes(self, entity: int, limit: int) -> tuple[list[Quoted], list[Quoted]]:
        """What the latest articles quote an entity with, and what others say that names it, the latest first."""
        row = self._names.entities.get([entity])[entity]
        rows = {a.key: a for a in self._articles.rows(self._names.entities.latest_articles(row, LOOKED))}
        appearances: dict[int, list[Appearance]] = {}
        for a in self._names.appearances.in_articles(rows):
            appearances.setdefault(a.article, []).append(a)
        forms = {f.id: f.entity for f in self._names.forms.get({a.form for own in appearances.values() for a in own})}
        speakers = self._names.entities.get(set(forms.values()))
        by: list[Quoted] = []
        about: list[Quoted] = []
        told: set[str] = set()
        for article in sorted(rows.values(), key=lambda a: (-(a.day or 0.0), a.id)):
            chains = {a.chain: forms[a.form] for a in appearances[article.key]}
            places = [
                int(s)
                for a in appearances[article.key]
                if forms[a.form] == entity
                for s in np.frombuffer(a.spans, dtype="<i4")[::2]
            ]
            digest = self._sentences.digest(article.key)
            for quote in digest.quotes:
                text = quote.span.of(digest.article.body)
                mine = chains.get(quote.speaker or "") == entity
                if text in told or not (mine or any(quote.span.start <= at < quote.span.end for at in places)):
                    continue
                told.add(text)
                evidence = Evidence(article.id, *quote.span, text)
                speaker = speakers.get(chains.get(quote.speaker or "", 0))
                (by if mine else about).append(_quoted(evidence, speaker, source(article)))
        return by[:limit], about[:limit]

    def frequent(self, kind: str, limit: int) -> list[Entity]:
        """The entities of most stories, topics only where they are asked for."""
        return list(self.names(kind, None, limit).items)

    def names(self, kind: str, after: str | None, limit: int) -> Listed[Entity]:
        """The same, part by part."""
        found: list[EntityRow] = []
        at = _entity_place(after)
        while len(found) <= limit and (rows := self._names.entities.by_stories(kind, at, 2 * limit)):
            found += [r for r in rows if kind or r.type != EntityType.TOPIC]
            at = (rows[-1].stories, rows[-1].id)
        following = f"{found[limit - 1].stories}.{found[limit - 1].id}" if len(found) > limit else None
        return Listed(tuple(_light(r) for r in found[:limit]), following)

    def shared(self, pairs: Sequence[tuple[int, int]]) -> dict[tuple[int, int], int]:
        """Stories that two entities have in common, for each pair."""
        known = self._names.entities.get({e for pair in pairs for e in pair})
        counted = {}
        for a, b in pairs:
            rare, frequent = sorted((a, b), key=lambda e: known[e].stories if e in known else 0)
            counted[a, b] = self._listing.shared(rare, frequent)
        return counted

    def _rising(self, limit: int) -> list[Rising]:
        last = self._listing.last_day()
        if last is None:
            return []
        told, late = self._listing.entities(math.floor(last) + 1 - WEEK, math.floor(last) + 1)
        ids = np.flatnonzero(late >= trend.LEAST)
        rows = self._names.entities.get([int(e) for e in ids])
        kept = [
            int(e)
            for e in ids
            if int(e) in rows and (rows[int(e)].type != EntityType.TOPIC or rows[int(e)].stories >= RECURS)
        ]
        counts = late[kept] if kept else late[:0]
        past = np.array([rows[e].stories for e in kept], dtype=np.int64) - counts
        expected, score = trend.scores(counts, told, past, self._listing.total() - told)
        order = sorted(range(len(kept)), key=lambda i: (-round(float(score[i]), 6), rows[kept[i]].name))[:limit]
        return [
            Rising(_light(rows[kept[i]]), int(counts[i]), round(float(expected[i]), 3), round(float(score[i]), 3))
            for i in order
            if score[i] > 0
        ]

    def _people(self, articles: Sequence[int]) -> dict[int, list[Entity]]:
        """Whom articles name most, topics aside."""
        own = sorted(self._names.appearances.in_articles(articles), key=lambda a: (-a.salience, a.chain))
        forms = {f.id: f.entity for f in self._names.forms.get({a.form for a in own})}
        rows = self._names.entities.get(set(forms.values()))
        found: dict[int, dict[int, Entity]] = {}
        for a in own:
            row = rows[forms[a.form]]
            held = found.setdefault(a.article, {})
            if row.type != EntityType.TOPIC and len(held) < PEOPLE:
                held.setdefault(row.id, _light(row))
        return {article: list(e.values()) for article, e in found.items()}

    def once(self, name: str, stamp: int, make: Callable[[], _T]) -> _T:
        """What was made of the database as it is, held until it changes."""
        with self._lock:
            held = self._made.get(name)
        if held is None or held[0] != stamp:
            held = (stamp, make())
            with self._lock:
                self._made[name] = held
        found: _T = held[1]
        return found


def _quoted(evidence: Evidence, speaker: EntityRow | None, article: Source) -> Quoted:
    if speaker is None:
        return Quoted(evidence.exact, None, "", evidence, article)
    return Quoted(evidence.exact, label(speaker.id), speaker.name, evidence, article)


def _light(row: EntityRow) -> Entity:
    """An entity by its name, without what takes long to find."""
    return Entity(label(row.id), row.name, row.type, row.stories, 0, None, None)


def _date(day: float | None) -> str | None:
    return day_of(day) if day is not None else None


def _cursor(place: Place) -> str:
    return f"{'u' if place.day == UNDATED else int(place.day)}.{place.tellings}.{place.key}"


def _entity_place(cursor: str | None) -> tuple[int, int]:
    """Stories and number of the entity that a part ended with."""
    if not cursor:
        return sys.maxsize, 0
    if not re.fullmatch(r"\d{1,18}\.\d{1,18}", cursor, re.ASCII):
        raise QueryError(NO_PLACE, cursor)
    stories, number = cursor.split(".")
    return int(stories), int(number)


def _place(cursor: str | None) -> Place | None:
    if not cursor:
        return None
    if not re.fullmatch(r"(?:u|-?\d{1,9})\.\d{1,18}\.\d{1,18}", cursor, re.ASCII):
        raise QueryError(NO_PLACE, cursor)
    day, tellings, key = cursor.split(".")
    return Place(UNDATED if day == "u" else float(day), int(tellings), int(key))
