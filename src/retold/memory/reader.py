"""What a memory answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from retold.engine import Engine
from retold.errors import QueryError, UnknownError
from retold.export.graphs import GraphData
from retold.memory import export
from retold.memory.article_view import ArticleView
from retold.memory.days import ALWAYS, Period, parse_period
from retold.memory.entity_ids import entity_id, entity_number
from retold.memory.entity_view import EntityView
from retold.memory.evidence import Sentences
from retold.memory.graph import IntersectionGraph, LinkQuery
from retold.memory.judgements import judgement_records
from retold.memory.lists import Lists
from retold.memory.lookup import Lookup
from retold.memory.relations import RelationView
from retold.memory.search import Search, Searcher
from retold.memory.story_view import StoryView
from retold.records.digest_json import KeptDigest
from retold.records.json_values import plain
from retold.records.memory import (
    ArticleDetail,
    Card,
    Dated,
    Entity,
    Hit,
    Judged,
    Link,
    Listed,
    Neighbourhood,
    Path,
    Publisher,
    Quoted,
    Related,
    Relationship,
    Rising,
    Story,
    StoryDetail,
)
from retold.store import Database, integrity
from retold.store.articles import Articles
from retold.store.clusters import Clusters
from retold.store.counts import counts
from retold.store.filter import Filter
from retold.store.full_text import FullText
from retold.store.name_tables import name_tables
from retold.store.story_index import StoryIndex
from retold.store.story_lists import StoryLists
from retold.store.text import storable
from retold.store.vectors import Vectors
from retold.types import EntityType
from retold.types.relations import RelationType

_Rows = Iterator[dict[str, Any]]


class MemoryReader:
    """All questions to one database of articles. Each answer is of one state of the database.

    May be used from any thread, while other processes write. An entity is given by its id ("E12") or by any of its
    names. If several entities share a name, the one with the most stories is used. Dates are a year, a month or a day
    ("2026", "2026-02", "2026-02-26"); the last one is included.

    Raises `UnknownError` for an id or a name that the memory does not have, and `QueryError` for text that is not a
    date or not a place in a list.
    """

    def __init__(self, database: Database, engine: Engine) -> None:
        self._db, self._engine = database, engine
        self._articles, self._clusters, self._names = Articles(database), Clusters(database), name_tables(database)
        self._lookup = Lookup(self._names)
        self._sentences = Sentences(self._articles, self._names)
        self._story_index = StoryIndex(database)
        self._graph = IntersectionGraph(self._story_index, self._names, self._sentences)
        self._searcher = Searcher(FullText(database), Vectors(database), self._articles, self._sentences, engine.vector)
        self._story_lists = StoryLists(database)
        self._lists = Lists(self._story_lists, self._articles, self._names, self._sentences)
        self._entity_view = EntityView(self._articles, self._names, self._sentences)
        self._relations = RelationView(self._articles, self._names, self._sentences)
        parts = (self._articles, self._clusters, self._names, self._sentences, self._entity_view)
        self._story_view, self._article_view = StoryView(*parts, self._relations), ArticleView(*parts)

    # The database

    @property
    def version(self) -> int:
        """A number that changes with every change of the memory. What was made of the memory holds until then."""
        return self._story_lists.stamp()

    def counts(self) -> dict[str, int]:
        """How many articles, tellings, stories, entities and judgements there are."""
        with self._db.reading():
            return dict(self._lists.once("counts", self._story_lists.stamp(), lambda: counts(self._db)))

    def problems(self) -> list[str]:
        """What is wrong with the database, in words. Counts everything that is derived again. Empty if all is well."""
        return list(integrity.problems(self._db))

    # Articles

    def articles(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Ids and digests of all articles, in the order in which they were kept."""
        for key in self._articles.current():
            document = self._articles.document(key)
            yield KeptDigest(document).article.id, document

    def digest(self, article: str, version: int | None = None) -> dict[str, Any]:
        """The digest of an article as it was kept, schema `retold.digest/1.1`. `version`: the latest by default."""
        rows = [r for r in self._articles.versions(storable(article)) if version in (None, r.version)]
        if not rows:
            raise UnknownError(
                "no article of that id" + (f" and version {version}" if version else "") + " is kept", article
            )
        return self._articles.document(rows[-1].key)

    def article(self, article: str) -> ArticleDetail:
        """A kept article: its digest, its story, its people and topics."""
        with self._db.reading():
            return self._article_view.article(storable(article))

    def related(self, article: str) -> list[Related]:
        """The people and topics of an article, the most salient first, with the roles that other articles give them."""
        with self._db.reading():
            return self._article_view.related(storable(article))

    def search(
        self, text: str, where: Filter | None = None, by: str = "both", limit: int = 20, offset: int = 0
    ) -> list[Hit]:
        """Articles, best first.

        `text`: words that must all be there, "exact phrases", and -words to leave out. `by`: "words", "meaning" or
        "both". `where`: see `filtered`. `offset`: how many of the best to leave out.
        """
        with self._db.reading():
            return self._searcher.find(Search(text, where or Filter(), by, limit, offset))

    def filtered(
        self,
        since: str | None = None,
        until: str | None = None,
        publisher: str = "",
        theme: str = "",
        entity: str = "",
        kind: str = "",
    ) -> Filter:
        """A filter by dates, publisher, theme or topic, entity, and type of entity (`kind`)."""
        period = parse_period(since, until)
        entities = [self._lookup.resolve(theme, EntityType.TOPIC)] if theme else []
        entities += [self._lookup.resolve(entity)] if entity else []
        if publisher:
            same = (p.name for p in self.publishers() if p.name.casefold() == publisher.casefold())
            publisher = next(same, publisher)
        return Filter(period.since, period.until, storable(publisher), tuple(entities), kind)

    def with_relation(self, where: Filter, relation: str, entity: str = "") -> Filter:
        """A filter of the articles that also give a relation of a type ("acquires"), between `entity`, if there is one,
        and another. Raises `QueryError` for a type that there is not."""
        if relation not in set(RelationType):
            raise QueryError(f"must be one of {', '.join(RelationType)}", "relation")
        return replace(where, relation=relation, party=self._lookup.resolve(entity) if entity else None)

    # Stories

    def stories(self, since: str | None = None, until: str | None = None, limit: int = 0) -> list[Story]:
        """Stories, the latest first. `limit` 0: all."""
        period = parse_period(since, until)
        with self._db.reading():
            return self._story_view.stories(period, limit)

    def story(self, story: str) -> StoryDetail:
        """A story by its id, or by the id of any of its articles."""
        with self._db.reading():
            return self._story_view.story(storable(story))

    def page(self, where: Filter | None = None, after: str | None = None, limit: int = 30) -> Listed[Story]:
        """Stories by day, the latest first; of one day those with the most tellings first.

        `after`: `next` of the part before.
        """
        with self._db.reading():
            return self._lists.page(where or Filter(), after, limit)

    def cards(self, where: Filter | None = None, after: str | None = None, limit: int = 30) -> Listed[Card]:
        """The same stories as `page`, with takeaways, publishers and names."""
        with self._db.reading():
            return self._lists.cards(where or Filter(), after, limit)

    def rising(self, limit: int = 20) -> list[Rising]:
        """Names and topics with more stories in the week up to the latest story than their past predicts."""
        with self._db.reading():
            return self._lists.rising(self._story_lists.stamp(), limit)

    def publishers(self) -> list[Publisher]:
        """The publishers of the kept articles, by name."""
        with self._db.reading():
            return self._lists.publishers(self._story_lists.stamp())

    # Entities

    def entity(self, name: str) -> Entity:
        """An entity with its names and roles. The message of `UnknownError` lists similar names."""
        with self._db.reading():
            return self._entity_view.entity(self._lookup.resolve(name), full=True)

    def entities_named(self, name: str) -> list[Entity]:
        """All entities with a name, those of most stories first."""
        with self._db.reading():
            return [self._entity_view.entity(e) for e in self._lookup.entities(name)]

    def entities(self, kind: str = "", limit: int = 0) -> Iterator[Entity]:
        """Entities, those of most stories first; topics that at least two stories have."""
        return self._entity_view.entities(kind, limit)

    def frequent(self, kind: str = "", limit: int = 40) -> list[Entity]:
        """The entities of most stories, without dates and roles. Topics are listed only if `kind` is "topic"."""
        with self._db.reading():
            return self._lists.frequent(kind, limit)

    def names(self, kind: str = "", after: str | None = None, limit: int = 40) -> Listed[Entity]:
        """The same entities as `frequent`, part by part. `after`: `next` of the part before."""
        with self._db.reading():
            return self._lists.names(kind, after, limit)

    def timeline(
        self, name: str, since: str | None = None, until: str | None = None, limit: int = 100, offset: int = 0
    ) -> list[Dated]:
        """Dated claims about an entity, by date, each fact once: the latest `limit`, after `offset` that are later."""
        period = parse_period(since, until)
        with self._db.reading():
            return self._entity_view.timeline(self._lookup.resolve(name), period, limit, offset)

    def quotes(self, name: str, limit: int = 10) -> tuple[list[Quoted], list[Quoted]]:
        """Quotations by an entity, and quotations of others that name it; both of the latest articles."""
        with self._db.reading():
            return self._lists.quotes(self._lookup.resolve(name), limit)

    def relations(self, name: str, limit: int = 20) -> list[Relationship]:
        """What articles say that an entity is or does to others, or they to it; what most stories say first."""
        with self._db.reading():
            return list(self._relations.of(self._lookup.resolve(name), limit))

    def judgements(self, everyone: bool = False, limit: int = 0, offset: int = 0) -> list[Judged]:
        """Judgements by people, the latest first. `everyone`: those of the program, too. `limit` 0: all."""
        with self._db.reading():
            return judgement_records(self._names, everyone, limit, offset)

    # The intersection graph

    def graph(
        self,
        name: str,
        other: str = "",
        since: str | None = None,
        until: str | None = None,
        query: LinkQuery | None = None,
    ) -> Neighbourhood:
        """The links of an entity, or of two entities together."""
        query = replace(query or LinkQuery(), period=parse_period(since, until))
        with self._db.reading():
            numbers = [self._lookup.resolve(name), *([self._lookup.resolve(other)] if other else [])]
            stories, total, links = self._graph.links(numbers, query)
            with_evidence = tuple(self._graph.with_evidence(link, numbers[1:], query.period) for link in links)
            with_evidence = self._with_relations(with_evidence, numbers, query.period)
            entities = tuple(self._entity_view.entity(e) for e in numbers)
        return Neighbourhood(entities, stories, total, with_evidence, since, until)

    def link(self, a: str, b: str, since: str | None = None, until: str | None = None) -> Link | None:
        """The link of two entities; None if no story has both."""
        with self._db.reading():
            one, other = self._lookup.resolve(a), self._lookup.resolve(b)
            period = parse_period(since, until)
            _, _, links = self._graph.links([one], LinkQuery(period, limit=10**9))
            found = [self._graph.with_evidence(n) for n in links if entity_number(n.target) == other]
            return next(iter(self._with_relations(found, [one], period)), None)

    def paths(self, a: str, b: str, limit: int = 5) -> list[Path]:
        """How two entities are linked: by a link, or by chains of links over one or two others."""
        with self._db.reading():
            one, other = self._lookup.resolve(a), self._lookup.resolve(b)
            if one == other:
                raise UnknownError(f"are the same entity, {entity_id(one)}; name two", f"{a}, {b}")
            paths = self._graph.paths(one, other, limit)
            return [
                Path(
                    tuple(
                        self._with_relations([self._graph.with_evidence(step)], [entity_number(step.source)])[0]
                        for step in path
                    )
                )
                for path in paths
            ]

    def _with_relations(
        self, links: Sequence[Link], centres: Sequence[int], period: Period = ALWAYS
    ) -> tuple[Link, ...]:
        """Links with the relations of their targets to `centres`."""
        found = self._relations.between(centres, {entity_number(link.target) for link in links}, period)
        return tuple(replace(link, relations=found.get(link.target, ())) for link in links)

    def shared(self, pairs: Sequence[tuple[str, str]]) -> dict[tuple[str, str], int]:
        """How many stories two entities share, for each pair of ids."""
        with self._db.reading():
            shared = self._lists.shared([(entity_number(a), entity_number(b)) for a, b in pairs])
        return {(entity_id(a), entity_id(b)): stories for (a, b), stories in shared.items()}

    # All of it

    def export(self, what: str, form: str = "jsonl") -> tuple[str, _Rows | GraphData]:
        """A table by its name ("mentions", "entities", "stories", "digests") as rows, or the "graph"; with its name,
        for `retold.export.tables` to write as `form`."""
        if what == "graph":
            with self._db.reading():
                return what, export.whole_graph(self._story_index, self._names, self._relations)
        tables: dict[str, Callable[[], _Rows]] = {
            "mentions": lambda: export.mentions(self._articles, self._names),
            "entities": lambda: export.entities(self._entity_view.entities("", 0, full=True), form),
            "stories": lambda: (plain(s) for s in self.stories()),
            "digests": lambda: export.digests(self._articles, form),
        }
        return what, self._in_one_state(tables[what])

    def _in_one_state(self, rows: Callable[[], _Rows]) -> _Rows:
        """Rows of one state of the database, whatever is written while they are read."""
        with self._db.reading():
            yield from rows()
