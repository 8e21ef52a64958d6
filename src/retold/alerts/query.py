"""What an alert's names mean, and which stories it must look at."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

from retold.alerts.decisions import Candidate
from retold.corpus import topics
from retold.digest import themes
from retold.memory.lookup import Lookup
from retold.records.alerts import AlertQuery
from retold.store.alert_candidates import AlertCandidates, StoryFilter
from retold.store.alerts import AlertRow
from retold.store.database import Database
from retold.store.full_text import FullText, Query
from retold.store.messages import MessageTable
from retold.store.name_tables import name_tables
from retold.types import EntityType

FEW = 500
"""Stories up to which just their articles are looked through for words; beyond, all that have the words are found first."""


class StoryFinder:
    """Reads the database; to be used within one transaction."""

    def __init__(self, database: Database) -> None:
        self._names, self._words = name_tables(database), FullText(database)
        self._naming = Lookup(self._names)
        self._matching, self._tellings = AlertCandidates(database), MessageTable(database)

    @property
    def matching(self) -> AlertCandidates:
        """The rows beneath."""
        return self._matching

    def spelt(self, wanted: AlertQuery) -> AlertQuery:
        """What is asked for with names in place of ids ("E12")."""
        entity, other, theme = (
            self._name(n) if re.fullmatch(r"[eE]\d{1,18}", n) else n
            for n in (wanted.entity, wanted.other, wanted.theme)
        )
        return replace(wanted, entity=entity, other=other, theme=theme)

    def bound(self, row: AlertRow, wanted: AlertQuery | None = None) -> AlertRow:
        """The alert with its names bound to forms where somebody bears them by now. Once bound it stays so, whoever comes to bear the name.
        `wanted`: what it asks for as it was written, maybe with ids."""
        w = wanted or row.wanted
        entity = row.entity if row.entity is not None else self._form(w.entity)
        other = row.other if row.other is not None else self._form(w.other)
        return replace(row, entity=entity, other=other)

    def entities(self, row: AlertRow) -> tuple[int | None, int | None]:
        """The entities of a bound alert as they are now: judgements may have joined or parted them since."""
        found = {f.id: f.entity for f in self._names.forms.get([e for e in (row.entity, row.other) if e is not None])}
        return (
            found.get(row.entity) if row.entity is not None else None,
            found.get(row.other) if row.other is not None else None,
        )

    def themes(self, theme: str) -> tuple[int, ...]:
        """The topics that a theme means: its own, and where it is a Media Topic all below it."""
        labels = _labels(theme)
        forms = self._names.forms.in_blocks([f"= # {topics.key(label)}" for label in labels])
        return tuple(
            sorted(
                {
                    f.entity
                    for f in self._names.forms.get({f for ids in forms.values() for f in ids})
                    if f.type == EntityType.TOPIC
                }
            )
        )

    def unknown(self, row: AlertRow) -> tuple[str, ...]:
        """Names of an alert that nobody and nothing bears yet."""
        bound = self.bound(row)
        w = row.wanted
        missing = [n for n, form in ((w.entity, bound.entity), (w.other, bound.other)) if n and form is None]
        return tuple(missing + ([w.theme] if w.theme and not _topics(w.theme) and not self.themes(w.theme) else []))

    def fitting(self, row: AlertRow, since: int) -> set[int]:
        """Stories that changed after a change and are what a bound alert asks for."""
        w = row.wanted
        entity, other = self.entities(row)
        if (w.entity and entity is None) or (w.other and other is None):
            return set()
        own = self.themes(w.theme) if w.theme else None
        if own == ():
            return set()
        where = StoryFilter(tuple(e for e in (entity, other) if e is not None), own, w.publisher, w.kind)
        found = self._matching.stories(since, where)
        return self._said(found, w) if w.query else set(found)

    def articles_for(self, wanted: AlertQuery, story: int) -> list[int]:
        """Articles of a story that have the words that are asked for, the first published first."""
        members = self._matching.members([story], wanted.publisher).get(story, [])
        having = self._words.among(Query.parsed(wanted.query), [m.key for m in members])
        return [m.key for m in members if m.key in having]

    def candidates(self, row: AlertRow, fitting: Collection[int], stories: Collection[int]) -> list[Candidate]:
        """Stories as deciding sees them."""
        members, days = self._matching.members(stories), self._matching.days(stories)
        seen = self._tellings.articles(row.id, [m.id for own in members.values() for m in own])
        entities = self._matching.entities(stories) if row.wanted.new_only else {}
        return [
            Candidate(
                s,
                days[s],
                s in fitting,
                tuple(own),
                {m.id: seen[m.id] for m in own if m.id in seen},
                entities.get(s, frozenset()),
            )
            for s, own in members.items()
        ]

    def _form(self, name: str) -> int | None:
        return self._naming.form(name) if name and self._naming.entities(name) else None

    def _name(self, entity: str) -> str:
        """The name of an entity by its id; the id itself where there is none."""
        number = next(iter(self._naming.entities(entity)), -1)
        found = self._names.entities.get([number]).get(number)
        return found.name if found else entity

    def _said(self, stories: list[int], wanted: AlertQuery) -> set[int]:
        """Of stories those in which one article, of the publisher if one is asked for, has the words."""
        if len(stories) > FEW:
            return self._matching.of_articles(self._words.among(Query.parsed(wanted.query)), wanted.publisher) & set(
                stories
            )
        members = self._matching.members(stories, wanted.publisher)
        story = {m.key: s for s, own in members.items() for m in own}
        return {story[k] for k in self._words.among(Query.parsed(wanted.query), sorted(story))}


def _topics(theme: str) -> list[themes.Topic]:
    """The Media Topics of a label or qcode."""
    known, text = themes.topics(), theme.strip()
    return [known[text]] if text in known else [t for t in known.values() if t.label.casefold() == text.casefold()]


def _labels(theme: str) -> list[str]:
    """The labels of a theme, given by label, qcode or name, and of the Media Topics below it."""
    own = _topics(theme)
    below = [t.label for t in themes.topics().values() if any(o.qcode in t.parents for o in own)]
    return [*([o.label for o in own] or [theme.strip().removeprefix("user:")]), *below]
