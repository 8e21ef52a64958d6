"""Entities as people read them: names, roles and timelines."""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

from retold.corpus import comparison
from retold.memory import mentions
from retold.memory.days import Period, day_after, first_day
from retold.memory.entity_ids import entity_id
from retold.memory.evidence import Sentences, source
from retold.records.memory import Dated, Entity, Said
from retold.store.appearances import Appearance
from retold.store.articles import ArticleRow, Articles
from retold.store.name_tables import NameTables
from retold.types import Evidence

LATEST_ROLES = 60
"""Roles that are compared, the latest."""
ROLES = 6
"""Different roles that an entity shows, at most."""
TIMELINE_ARTICLES = 120
"""Articles of which a timeline is made, the latest, at least."""
PART = 500
"""Entities that are read from the database at a time."""


class EntityView:
    """Reads entities. Use it within one reading transaction."""

    def __init__(self, articles: Articles, names: NameTables, sentences: Sentences) -> None:
        self._articles, self._names, self._sentences = articles, names, sentences

    def entity(self, number: int, full: bool = False) -> Entity:
        """An entity. `full`: with its names and roles."""
        row = self._names.entities.get([number])[number]
        first, last, articles = self._names.entities.dates(row)
        if not full:
            return Entity(entity_id(number), row.name, row.type, row.stories, articles, first, last)
        forms = sorted(self._names.forms.of_entities([number]), key=lambda f: (-f.articles, f.id))
        aliases = tuple((entity_id(f.id), f.name) for f in forms if f.articles)
        return Entity(
            entity_id(number), row.name, row.type, row.stories, articles, first, last, aliases, self.roles(number)
        )

    def entities(self, kind: str, limit: int, full: bool = False) -> Iterator[Entity]:
        """Entities, those of most stories first. `limit` 0: all. `full`: with their names and roles."""
        after, left = (sys.maxsize, 0), limit or sys.maxsize
        while left and (rows := self._names.entities.by_stories(kind, after, min(left, PART))):
            for row in rows:
                yield self.entity(row.id, full)
            after, left = (rows[-1].stories, rows[-1].id), left - len(rows)

    def roles(self, number: int, without: Collection[int] = ()) -> tuple[Said, ...]:
        """What articles say that an entity is; each role once, the latest first. `without`: articles to leave out."""
        appearances = self._names.appearances.with_role(number, LATEST_ROLES)
        words = [comparison.content_stems(json.loads(a.role)["text"]) for a in appearances]
        groups = [[appearances[i] for i in group] for group in comparison.group_alike(words, least=1)]
        keys = {a.article for group in groups for a in group}
        rows = {row.key: row for row in self._articles.rows(sorted(keys))}
        roles = [
            self._role(others, rows) for group in groups if (others := [a for a in group if a.article not in without])
        ]
        return tuple(sorted(roles, key=lambda role: role.source.published or "", reverse=True)[:ROLES])

    def _role(self, appearances: Sequence[Appearance], rows: Mapping[int, ArticleRow]) -> Said:
        """One role that several articles give: in the words of the latest."""
        stories = len({rows[a.article].story for a in appearances})
        latest = max(appearances, key=lambda a: (rows[a.article].day or 0.0, len(a.role)))
        role, row = json.loads(latest.role), rows[latest.article]
        evidence: tuple[Evidence, ...] = ()
        if "start" in role:
            exact = self._sentences.body(row.key)[role["start"] : role["end"]]
            evidence = (Evidence(row.id, role["start"], role["end"], exact),)
        return Said(role["text"], evidence, source(row), stories)

    def timeline(self, number: int, period: Period, limit: int, offset: int = 0) -> list[Dated]:
        """Dated claims about an entity, by date, each fact once; the latest `limit`, after `offset` that are later.

        A claim is about the entity if its evidence has a mention of it.
        """
        forms = {f.id for f in self._names.forms.of_entities([number])}
        entity = self._names.entities.get([number])[number]
        keys = self._names.entities.latest_articles(entity, max(TIMELINE_ARTICLES, 3 * (offset + limit)))
        rows = sorted(self._articles.rows(keys), key=lambda a: (a.day is None, a.day or 0.0, a.id))
        by_date: defaultdict[str, list[Dated]] = defaultdict(list)
        for row in rows:
            appearances = self._names.appearances.in_articles([row.key])
            places = mentions.starts(a for a in appearances if a.form in forms)
            for dated in self._sentences.digest(row.key).timeline:
                claim = dated.claim
                about = any(e.start <= at < e.end for e in claim.evidence for at in places)
                if about and _overlaps(dated.date, period):
                    said = Said(claim.text, claim.evidence, source(row))
                    by_date[dated.date].append(Dated(dated.date, dated.precision.value, said))
        lines = [line for _, same_day in sorted(by_date.items()) for line in _each_once(same_day)]
        return lines[max(0, len(lines) - offset - limit) : max(0, len(lines) - offset)]


def _each_once(lines: Sequence[Dated]) -> list[Dated]:
    """Of lines that say one thing, the first."""
    words = [comparison.content_stems(line.said.text) for line in lines]
    return [lines[group[0]] for group in comparison.group_alike(words, least=1)]


def _overlaps(date: str, period: Period) -> bool:
    """Whether a day, a month or a year is at least partly in a period."""
    first, end = first_day(date), day_after(date)
    return (
        first is not None
        and end is not None
        and (period.since is None or end > period.since)
        and (period.until is None or first < period.until)
    )
