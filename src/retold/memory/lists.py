"""Lists for readers: stories, rising names, publishers, quotations, names."""

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
from retold.memory import mentions
from retold.memory.days import date_of
from retold.memory.entity_ids import entity_id
from retold.memory.evidence import Sentences, source
from retold.memory.graph import TOPIC_STORIES
from retold.memory.story_view import story_record
from retold.records.memory import Card, Entity, Listed, Publisher, Quoted, Rising, Said, Source, Story
from retold.store.appearances import Appearance
from retold.store.articles import Articles
from retold.store.clusters import StoryRow
from retold.store.entities import EntityRow
from retold.store.filter import Filter
from retold.store.name_tables import NameTables
from retold.store.story_lists import UNDATED, Place, StoryLists
from retold.types import EntityType, Evidence

TAKEAWAYS, ENTITIES = 2, 6
"""Takeaways and names of a card."""
WEEK = 7.0
"""Rising names are those of this many days, the latest."""
QUOTED_ARTICLES = 40
"""Articles in which quotations are looked for, the latest."""

NO_PLACE = "is no place in a list; use `next` of the answer before as it is"

_T = TypeVar("_T")


class Lists:
    """Reads lists. Use it within one reading transaction."""

    def __init__(self, story_lists: StoryLists, articles: Articles, names: NameTables, sentences: Sentences) -> None:
        self._story_lists, self._articles, self._names, self._sentences = story_lists, articles, names, sentences
        self._lock = threading.Lock()
        self._results: dict[str, tuple[int, Any]] = {}

    def page(self, where: Filter, after: str | None, limit: int) -> Listed[Story]:
        """Stories by day, the latest first; of one day those with the most tellings first."""
        rows, following = self._rows(where, after, limit)
        members = self._articles.ids_by_story({r.key for r in rows})
        return Listed(tuple(story_record(r, members[r.key]) for r in rows), following)

    def cards(self, where: Filter, after: str | None, limit: int) -> Listed[Card]:
        """The same stories as `page`, with takeaways, publishers and names."""
        rows, following = self._rows(where, after, limit)
        members = self._articles.by_story([r.key for r in rows])
        leads = {r.key: next((a for a in members[r.key] if a.headline == r.headline), members[r.key][0]) for r in rows}
        entities = self._most_salient([a.key for a in leads.values()])
        publishers = self._story_lists.names([r.key for r in rows])
        cards = []
        for row in rows:
            lead = leads[row.key]
            takeaways = [
                Said(claim.text, claim.evidence, source(lead))
                for claim in self._sentences.digest(lead.key).takeaways[:TAKEAWAYS]
            ]
            story = story_record(row, [a.id for a in members[row.key]])
            cards.append(
                Card(story, tuple(takeaways), tuple(publishers.get(row.key, ())), tuple(entities.get(lead.key, ())))
            )
        return Listed(tuple(cards), following)

    def _rows(self, where: Filter, after: str | None, limit: int) -> tuple[list[StoryRow], str | None]:
        """Stories, and where the next part begins."""
        rows = self._story_lists.stories(where, _place(after), limit + 1)
        return rows[:limit], _cursor(Place.of(rows[limit - 1])) if len(rows) > limit else None

    def rising(self, stamp: int, limit: int) -> list[Rising]:
        """Names and topics with more stories in the latest week than their past predicts, the highest score first."""
        return self.once(f"rising {limit}", stamp, lambda: self._rising(limit))

    def publishers(self, stamp: int) -> list[Publisher]:
        """Publishers, by name."""
        return self.once("publishers", stamp, self._publishers)

    def _publishers(self) -> list[Publisher]:
        rows = self._story_lists.publishers()
        return [Publisher(name, articles, _date(first), _date(last)) for name, articles, first, last in rows if name]

    def quotes(self, entity: int, limit: int) -> tuple[list[Quoted], list[Quoted]]:
        """Quotations by an entity, and quotations of others that name it; of the latest articles, each text once."""
        row = self._names.entities.get([entity])[entity]
        rows = {a.key: a for a in self._articles.rows(self._names.entities.latest_articles(row, QUOTED_ARTICLES))}
        appearances: dict[int, list[Appearance]] = {}
        for a in self._names.appearances.in_articles(rows):
            appearances.setdefault(a.article, []).append(a)
        entities = mentions.entities_by_form(self._names, [a for own in appearances.values() for a in own])
        speakers = self._names.entities.get(set(entities.values()))
        by: list[Quoted] = []
        about: list[Quoted] = []
        seen: set[str] = set()
        for article in sorted(rows.values(), key=lambda a: (-(a.day or 0.0), a.id)):
            own = appearances[article.key]
            chains = {a.chain: entities[a.form] for a in own}
            places = mentions.starts(a for a in own if entities[a.form] == entity)
            digest = self._sentences.digest(article.key)
            for quote in digest.quotes:
                text = quote.span.of(digest.article.body)
                speaker = chains.get(quote.speaker or "")
                names_it = any(quote.span.start <= at < quote.span.end for at in places)
                if text in seen or not (speaker == entity or names_it):
                    continue
                seen.add(text)
                evidence = Evidence(article.id, *quote.span, text)
                named = speakers[speaker] if speaker is not None else None
                quoted = _quoted(evidence, named, quote.said_by or "", source(article))
                (by if speaker == entity else about).append(quoted)
        return by[:limit], about[:limit]

    def frequent(self, kind: str, limit: int) -> list[Entity]:
        """The entities of most stories. Topics are listed only if `kind` is "topic"."""
        return list(self.names(kind, None, limit).items)

    def names(self, kind: str, after: str | None, limit: int) -> Listed[Entity]:
        """The same entities as `frequent`, part by part."""
        rows: list[EntityRow] = []
        at = _entity_place(after)
        while len(rows) <= limit and (part := self._names.entities.by_stories(kind, at, 2 * limit)):
            rows += [r for r in part if kind or r.type != EntityType.TOPIC]
            at = (part[-1].stories, part[-1].id)
        following = f"{rows[limit - 1].stories}.{rows[limit - 1].id}" if len(rows) > limit else None
        return Listed(tuple(_short(r) for r in rows[:limit]), following)

    def shared(self, pairs: Sequence[tuple[int, int]]) -> dict[tuple[int, int], int]:
        """How many stories two entities share, for each pair."""
        known = self._names.entities.get({e for pair in pairs for e in pair})
        counted = {}
        for a, b in pairs:
            rare, frequent = sorted((a, b), key=lambda e: known[e].stories if e in known else 0)
            counted[a, b] = self._story_lists.shared(rare, frequent)
        return counted

    def _rising(self, limit: int) -> list[Rising]:
        last = self._story_lists.last_day()
        if last is None:
            return []
        late_stories, late = self._story_lists.entities(math.floor(last) + 1 - WEEK, math.floor(last) + 1)
        ids = np.flatnonzero(late >= trend.LEAST)
        rows = self._names.entities.get([int(e) for e in ids])
        kept = [
            int(e)
            for e in ids
            if int(e) in rows and (rows[int(e)].type != EntityType.TOPIC or rows[int(e)].stories >= TOPIC_STORIES)
        ]
        counts = late[kept] if kept else late[:0]
        past = np.array([rows[e].stories for e in kept], dtype=np.int64) - counts
        expected, score = trend.scores(counts, late_stories, past, self._story_lists.total() - late_stories)
        order = sorted(range(len(kept)), key=lambda i: (-round(float(score[i]), 6), rows[kept[i]].name))[:limit]
        return [
            Rising(_short(rows[kept[i]]), int(counts[i]), round(float(expected[i]), 3), round(float(score[i]), 3))
            for i in order
            if score[i] > 0
        ]

    def _most_salient(self, articles: Sequence[int]) -> dict[int, list[Entity]]:
        """The most salient entities of each article, without topics."""
        appearances = sorted(self._names.appearances.in_articles(articles), key=lambda a: (-a.salience, a.chain))
        entities = mentions.entities_by_form(self._names, appearances)
        rows = self._names.entities.get(set(entities.values()))
        by_article: dict[int, dict[int, Entity]] = {}
        for a in appearances:
            row = rows[entities[a.form]]
            records = by_article.setdefault(a.article, {})
            if row.type != EntityType.TOPIC and len(records) < ENTITIES:
                records.setdefault(row.id, _short(row))
        return {article: list(records.values()) for article, records in by_article.items()}

    def once(self, name: str, stamp: int, make: Callable[[], _T]) -> _T:
        """The result of `make`, remembered until the memory has another `stamp`."""
        with self._lock:
            cached = self._results.get(name)
        if cached is None or cached[0] != stamp:
            cached = (stamp, make())
            with self._lock:
                self._results[name] = cached
        result: _T = cached[1]
        return result


def _quoted(evidence: Evidence, speaker: EntityRow | None, said_by: str, article: Source) -> Quoted:
    if speaker is None:
        return Quoted(evidence.exact, None, "", said_by, evidence, article)
    return Quoted(evidence.exact, entity_id(speaker.id), speaker.name, said_by, evidence, article)


def _short(row: EntityRow) -> Entity:
    """An entity without what takes long to find: dates, articles, names and roles."""
    return Entity(entity_id(row.id), row.name, row.type, row.stories, 0, None, None)


def _date(day: float | None) -> str | None:
    return date_of(day) if day is not None else None


def _cursor(place: Place) -> str:
    return f"{'u' if place.day == UNDATED else int(place.day)}.{place.tellings}.{place.key}"


def _entity_place(cursor: str | None) -> tuple[int, int]:
    """The stories and the number of the entity that ended the part before."""
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
