"""Kept articles as people read them: with their story, and the people and topics in them."""

from __future__ import annotations

from dataclasses import replace

from retold.errors import UnknownError
from retold.memory import mentions
from retold.memory.entity_view import EntityView
from retold.memory.evidence import Sentences, source
from retold.memory.story_view import story_record
from retold.records.memory import ArticleDetail, Related
from retold.store.articles import Articles
from retold.store.clusters import Clusters
from retold.store.name_tables import NameTables
from retold.types import EntityType


class ArticleView:
    """Reads kept articles. Use it within one reading transaction."""

    def __init__(
        self, articles: Articles, clusters: Clusters, names: NameTables, sentences: Sentences, entities: EntityView
    ) -> None:
        self._articles, self._clusters, self._names = articles, clusters, names
        self._sentences, self._entities = sentences, entities

    def article(self, article: str) -> ArticleDetail:
        """A kept article by its id. Raises `UnknownError`."""
        related = self.related(article)
        versions = self._articles.versions(article)
        row = next(v for v in reversed(versions) if v.story is not None)
        story = self._clusters.story(row.story)
        assert story is not None
        members = self._articles.of_story(row.story)
        return ArticleDetail(
            source(row),
            row.version,
            len(versions),
            story_record(story, [a.id for a in members]),
            dict(self._sentences.digest(row.key).values),
            tuple(related),
            tuple(source(a) for a in members if a.key != row.key),
        )

    def related(self, article: str) -> list[Related]:
        """The entities of an article by its id, the most salient first. Raises `UnknownError`.

        Their roles are those that other articles give, copies left out. A topic that no other story has is left out.
        """
        key = self._articles.current_key(article)
        if key is None:
            raise UnknownError("no article of that id is kept", article)
        copies = self._clusters.articles_of_telling(self._clusters.tellings([key])[key])
        appearances = sorted(self._names.appearances.in_articles([key]), key=lambda a: (-a.salience, a.chain))
        entities = mentions.entities_by_form(self._names, appearances)
        rows = self._names.entities.get(set(entities.values()))
        related = []
        for appearance in appearances:
            row = rows[entities[appearance.form]]
            if row.type == EntityType.TOPIC and row.stories < 2:
                continue
            roles = self._entities.roles(row.id, without=copies)
            related.append(Related(appearance.chain, replace(self._entities.entity(row.id), roles=roles)))
        return related
