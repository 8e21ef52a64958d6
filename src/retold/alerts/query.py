"""What the names in an alert's query mean, and which stories fit the query."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

from retold.alerts.decisions import Candidate
from retold.digest import media_topics
from retold.memory.alert_reader import AlertReader
from retold.records.alerts import AlertQuery, StoryFilter
from retold.store.alert_storage import AlertStorage
from retold.store.alerts import AlertRow
from retold.store.full_text import Query

FEW_STORIES = 500
"""Up to this many stories, search only their articles for words. Above it, search all articles first."""
ENTITY_ID = re.compile(r"[eE]\d{1,18}")


class StoryFinder:
    """Finds stories for alerts. Use it within one transaction."""

    def __init__(self, storage: AlertStorage, reader: AlertReader) -> None:
        self._messages, self._reader = storage.messages, reader

    def with_names(self, query: AlertQuery) -> AlertQuery:
        """A query with names instead of ids ("E12")."""
        entity, other, theme = (
            self._reader.name(text) if ENTITY_ID.fullmatch(text) else text
            for text in (query.entity, query.other, query.theme)
        )
        return replace(query, entity=entity, other=other, theme=theme)

    def bind(self, row: AlertRow, query: AlertQuery | None = None) -> AlertRow:
        """The alert with its names bound to forms, if the memory knows them by now.

        A name that is bound stays bound, even if somebody else gets the same name. `query`: the alert's query as it was
        written, with ids; by default the one that is kept.
        """
        query = query or row.query
        entity = row.entity if row.entity is not None else self._form(query.entity)
        other = row.other if row.other is not None else self._form(query.other)
        return replace(row, entity=entity, other=other)

    def entities(self, row: AlertRow) -> tuple[int | None, int | None]:
        """The two entities of a bound alert as they are now: judgements may have changed them since."""
        entities = self._reader.entities_of_forms([form for form in (row.entity, row.other) if form is not None])
        return (
            entities.get(row.entity) if row.entity is not None else None,
            entities.get(row.other) if row.other is not None else None,
        )

    def themes(self, theme: str) -> tuple[int, ...]:
        """The topics that a theme means: its own and, for a Media Topic, all topics below it."""
        return self._reader.topics(_labels(theme))

    def unknown(self, row: AlertRow) -> tuple[str, ...]:
        """The names of an alert that the memory does not know yet."""
        bound, query = self.bind(row), row.query
        missing = [n for n, form in ((query.entity, bound.entity), (query.other, bound.other)) if n and form is None]
        if query.theme and not _media_topics(query.theme) and not self.themes(query.theme):
            missing.append(query.theme)
        return tuple(missing)

    def fitting(self, row: AlertRow, since: int) -> set[int]:
        """Stories that changed after the change `since` and fit a bound alert. -1: all stories that fit."""
        query = row.query
        entity, other = self.entities(row)
        if (query.entity and entity is None) or (query.other and other is None):
            return set()
        topics = self.themes(query.theme) if query.theme else None
        if topics == ():
            return set()
        entities = tuple(e for e in (entity, other) if e is not None)
        stories = self._reader.stories(since, StoryFilter(entities, topics, query.publisher, query.kind))
        return self._with_words(stories, query) if query.query else set(stories)

    def articles_with_words(self, query: AlertQuery, story: int) -> list[int]:
        """Articles of a story that have the query's words, the first published first."""
        members = self._reader.members([story], query.publisher).get(story, [])
        articles = self._reader.articles_with(Query.parsed(query.query), [member.key for member in members])
        return [member.key for member in members if member.key in articles]

    def candidates(self, row: AlertRow, since: int) -> list[Candidate]:
        """Stories that changed after the change `since`, and fit a bound alert or have an article that it saw."""
        fitting = self.fitting(row, since)
        stories = fitting | set(self._messages.stories_seen(row.id, since))
        members, days = self._reader.members(stories), self._reader.days(stories)
        seen = self._messages.articles(row.id, [m.id for articles in members.values() for m in articles])
        entities = self._reader.entities_of_stories(stories) if row.query.new_only else {}
        return [
            Candidate(
                story,
                days[story],
                story in fitting,
                tuple(articles),
                {article.id: seen[article.id] for article in articles if article.id in seen},
                entities.get(story, frozenset()),
            )
            for story, articles in members.items()
        ]

    def _form(self, name: str) -> int | None:
        return self._reader.form(name) if name else None

    def _with_words(self, stories: Collection[int], query: AlertQuery) -> set[int]:
        """Of stories, those in which one article has the words. If the query names a publisher, one of its articles."""
        words = Query.parsed(query.query)
        if len(stories) > FEW_STORIES:
            return self._reader.stories_of(self._reader.articles_with(words), query.publisher) & set(stories)
        members = self._reader.members(stories, query.publisher)
        story_of = {article.key: story for story, articles in members.items() for article in articles}
        return {story_of[article] for article in self._reader.articles_with(words, sorted(story_of))}


def _media_topics(theme: str) -> list[media_topics.Topic]:
    """The Media Topics of a label or qcode."""
    known, text = media_topics.topics(), theme.strip()
    return [known[text]] if text in known else [t for t in known.values() if t.label.casefold() == text.casefold()]


def _labels(theme: str) -> list[str]:
    """The labels of a theme, given by label, qcode or name, and of the Media Topics below it."""
    topics = _media_topics(theme)
    below = [t.label for t in media_topics.topics().values() if any(topic.qcode in t.parents for topic in topics)]
    return [*([topic.label for topic in topics] or [theme.strip().removeprefix("user:")]), *below]
