"""What alerts read of a memory: names, stories and their changes, articles, and the words that show something."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from retold.corpus import topics
from retold.memory.evidence import Sentences
from retold.memory.lookup import Lookup
from retold.memory.search import window
from retold.records.alerts import StoryFilter, StoryMember
from retold.records.digest_json import KeptDigest
from retold.store.alert_candidates import AlertCandidates
from retold.store.articles import ArticleRow, Articles
from retold.store.clusters import Clusters, StoryRow
from retold.store.database import Database
from retold.store.entities import EntityRow
from retold.store.full_text import FullText, Query
from retold.store.name_tables import name_tables
from retold.types import EntityType, Evidence


class AlertReader:
    """Reads a memory for alerts. Use it within one transaction, so that all answers are of one state."""

    def __init__(self, database: Database, sentences: Sentences) -> None:
        self._names, self._full_text = name_tables(database), FullText(database)
        self._articles, self._clusters = Articles(database), Clusters(database)
        self._lookup, self._candidates = Lookup(self._names), AlertCandidates(database)
        self._sentences = sentences

    # Names

    def form(self, name: str) -> int | None:
        """The form that a name or an id means now; None if nobody has that name."""
        return self._lookup.form(name) if self._lookup.entities(name) else None

    def name(self, entity: str) -> str:
        """The name of an entity by its id ("E12"); the id itself if there is no such entity."""
        number = next(iter(self._lookup.entities(entity)), -1)
        row = self._names.entities.get([number]).get(number)
        return row.name if row else entity

    def entities_of_forms(self, forms: Collection[int]) -> dict[int, int]:
        """The entity of each form, as judgements have it now."""
        return {row.id: row.entity for row in self._names.forms.get(forms)}

    def entities(self, entities: Collection[int]) -> dict[int, EntityRow]:
        """Entities by their numbers."""
        return self._names.entities.get(entities)

    def types(self, entities: Collection[int]) -> Mapping[int, str]:
        """The types of entities."""
        return self._candidates.types(entities)

    def topics(self, labels: Collection[str]) -> tuple[int, ...]:
        """The topics of these labels, by number."""
        blocks = self._names.forms.in_blocks([f"= # {topics.key(label)}" for label in labels])
        forms = self._names.forms.get({form for ids in blocks.values() for form in ids})
        return tuple(sorted({row.entity for row in forms if row.type == EntityType.TOPIC}))

    def entities_in(self, articles: Sequence[ArticleRow]) -> set[int]:
        """All entities that articles name."""
        appearances = self._names.appearances.in_articles([article.key for article in articles])
        return {row.entity for row in self._names.forms.get({appearance.form for appearance in appearances})}

    # Stories

    def latest(self) -> tuple[int, int]:
        """The number of the memory's last change, and the key of its last article."""
        return self._candidates.latest()

    def stories(self, since: int, where: StoryFilter) -> list[int]:
        """Stories that changed after the change `since`, and fit. -1: all stories."""
        return self._candidates.stories(since, where)

    def stories_of(self, articles: Collection[int], publisher: str = "") -> set[int]:
        """The stories of articles. `publisher`: only of its articles."""
        return self._candidates.stories_of(articles, publisher)

    def members(self, stories: Collection[int], publisher: str = "") -> dict[int, list[StoryMember]]:
        """The articles of stories, the first published first. `publisher`: only its articles."""
        return self._candidates.members(stories, publisher)

    def days(self, stories: Collection[int]) -> dict[int, float | None]:
        """The first day of stories, in days since 1970; None for a story without a date."""
        return self._candidates.days(stories)

    def entities_of_stories(self, stories: Collection[int]) -> dict[int, frozenset[int]]:
        """The entities of stories."""
        return self._candidates.entities(stories)

    def story(self, story: int) -> StoryRow | None:
        """One story."""
        return self._clusters.story(story)

    # Articles and their words

    def articles(self, story: int) -> list[ArticleRow]:
        """The articles of a story."""
        return self._articles.of_story(story)

    def articles_with(self, query: Query, articles: list[int] | None = None) -> set[int]:
        """Of `articles`, or of all, those that have the words of a search, and none that it leaves out."""
        return self._full_text.among(query, articles)

    def digest(self, article: int) -> KeptDigest:
        """The digest of an article by its key."""
        return self._sentences.digest(article)

    def sentences(self, story: int, entities: Sequence[int], limit: int) -> tuple[list[Evidence], bool]:
        """Up to `limit` sentences of a story that name all `entities`, else one for each of them.

        The second value says whether one sentence names all.
        """
        return self._sentences.within(story, entities, limit)

    def snippet(self, article: ArticleRow, terms: Sequence[str]) -> Evidence:
        """The place of an article where most of the terms stand."""
        body = self._sentences.body(article.key)
        start, end = window(body, terms)
        return Evidence(article.id, start, end, body[start:end])
