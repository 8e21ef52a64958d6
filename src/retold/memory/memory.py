"""What thousands of articles are together: `Memory` is what `retold.open` gives."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from types import TracebackType
from typing import Any

from retold.corpus.identity import Verdict
from retold.engine import Engine
from retold.errors import QueryError, RetoldError, UnknownError
from retold.export.graphs import Drawn
from retold.memory import export
from retold.memory.alert_reader import AlertReader
from retold.memory.evidence import Sentences
from retold.memory.graph import IntersectionGraph, LinkQuery, Period, label, number
from retold.memory.ingest import ArticleWriter, Kept, known_version
from retold.memory.judgements import JudgementWriter
from retold.memory.lists import Lists
from retold.memory.lookup import Lookup
from retold.memory.prepared import Prepared, day, derived, entry, prepared
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
    Rising,
    Story,
    StoryDetail,
)
from retold.store import Database, connect, integrity
from retold.store.alert_storage import AlertStorage
from retold.store.articles import Articles
from retold.store.bulk_writer import BulkWriter
from retold.store.clusters import Clusters
from retold.store.counts import counts
from retold.store.feed_storage import FeedStorage
from retold.store.filter import Filter
from retold.store.full_text import FullText
from retold.store.name_tables import name_tables
from retold.store.story_index import StoryIndex
from retold.store.story_lists import StoryLists
from retold.store.text import storable
from retold.store.vectors import Vectors
from retold.types import EntityType, Page

BATCH = 32
"""Articles that are kept in one transaction, at most."""
PATIENCE = 2.0
"""Seconds after which those that are read are kept, however few."""

Outcome = Kept | RetoldError


class Memory:
    """One database of articles, and all that is asked of it.

    Used from any thread; other processes may read and write it at the same time. An
    entity is named by its id ("E12") or by any of its names; where several have one name, that
    which most stories have is meant.
    """

    def __init__(self, url: str, engine: Engine | None = None, readonly: bool = False) -> None:
        self._db: Database = connect(url, readonly)
        self.where = self._db.name
        """The database's name, without a password."""
        self._engine = engine or Engine()
        self._articles, self._clusters, self._names = Articles(self._db), Clusters(self._db), name_tables(self._db)
        self._naming = Lookup(self._names)
        self._judges = JudgementWriter(self._db, self._names, self._naming, lambda: self._engine.now)
        self._sentences = Sentences(self._articles, self._names)
        self._crossings = StoryIndex(self._db)
        self._crossroads = IntersectionGraph(self._crossings, self._names, self._sentences)
        self._searcher = Searcher(
            FullText(self._db), Vectors(self._db), self._articles, self._sentences, self._engine.vector
        )
        self._listing = StoryLists(self._db)
        self._browser = Lists(self._listing, self._articles, self._names, self._sentences)
        self._describer = StoryView(self._articles, self._clusters, self._names, self._sentences)

    def __enter__(self) -> Memory:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def engine(self) -> Engine:
        """What it reads with."""
        return self._engine

    @property
    def alert_storage(self) -> AlertStorage:
        """The tables of alerts."""
        return AlertStorage(self._db)

    @property
    def alert_reader(self) -> AlertReader:
        """What alerts read of the memory."""
        return AlertReader(self._db, self._sentences)

    @property
    def feed_storage(self) -> FeedStorage:
        """The tables of feeds."""
        return FeedStorage(self._db)

    def bulk_writer(self) -> BulkWriter | None:
        """A writer for a whole corpus at once, None unless this is an empty memory in SQLite."""
        return BulkWriter.for_empty(self._db)

    def close(self) -> None:
        """Closes the database."""
        self._db.close()

    # What comes in

    def ingest(self, sources: Iterable[str]) -> Iterator[Outcome]:
        """Reads sources and keeps them; an article is told of once it is kept for good, an error in its place.

        What was kept before is not read again.
        """
        return self.ingest_pages(self._engine.pages(sources))

    def ingest_pages(self, pages: Iterable[Page | RetoldError]) -> Iterator[Outcome]:
        """The same for pages that are at hand."""
        keeper = ArticleWriter(self._db)
        waiting: list[Prepared | Kept | RetoldError] = []
        since = time.monotonic()
        for outcome in self._engine.each(pages, self._read):
            waiting.append(outcome)
            if len(waiting) >= BATCH or time.monotonic() - since > PATIENCE:
                yield from _flushed(keeper, waiting)
                waiting, since = [], time.monotonic()
        yield from _flushed(keeper, waiting)

    def keep(self, articles: Sequence[Prepared]) -> list[Kept]:
        """Keeps articles that were prepared elsewhere, in one transaction."""
        return ArticleWriter(self._db).keep(articles)

    def keep_each(self, articles: Sequence[Prepared]) -> list[Outcome]:
        """The same, where one that cannot be kept takes no other with it: what became of each, in order."""
        return list(ArticleWriter(self._db).each(articles))

    def add(self, page: Callable[[], Page], tell: Callable[[str], None] = lambda _: None) -> Kept:
        """Reads one page and keeps it, and tells of each step before it begins: "fetch", "extract", "read", "write", "keep".

        Raises what went wrong: `FetchError`, `FormatError`, `ExtractionError`, `StoreError`.
        """
        tell("fetch")
        given = page()
        read = self._read(given, tell)
        if isinstance(read, Kept):
            return read
        tell("keep")
        return ArticleWriter(self._db).keep([read])[0]

    def _read(self, page: Page, tell: Callable[[str], None] = lambda _: None) -> Prepared | Kept:
        tell("extract")
        article = self._engine.article(page)
        own = entry(article, "", self._engine.now)
        if (known := known_version(self._articles, own, derived(article))) is not None:
            return known
        tell("read")
        reading = self._engine.reading(article)
        tell("write")
        return prepared(reading, self._engine.digest_of(reading), self._engine.now)

    # What it holds

    def counts(self) -> dict[str, int]:
        """How many articles, stories, entities and judgements there are."""
        with self._db.reading():
            return dict(self._browser.once("counts", self._listing.stamp(), lambda: counts(self._db)))

    def problems(self) -> list[str]:
        """What is wrong with the database, in words: everything derived is counted again. Empty where all is well."""
        return list(integrity.problems(self._db))

    def digest(self, article: str, version: int | None = None) -> dict[str, Any]:
        """The digest of an article as it was kept, schema `retold.digest/1`; of its latest version unless another is named.

        Raises `UnknownError`.
        """
        rows = [r for r in self._articles.versions(storable(article)) if version in (None, r.version)]
        if not rows:
            raise UnknownError(
                "no article of that id" + (f" and version {version}" if version else "") + " is kept", article
            )
        return self._articles.document(rows[-1].key)

    def articles(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Ids and digests of all articles, in the order in which they were kept."""
        for key in self._articles.current():
            document = self._articles.document(key)
            yield KeptDigest(document).article.id, document

    def search(self, text: str, where: Filter | None = None, by: str = "both", limit: int = 20) -> list[Hit]:
        """Articles, best first. `text`: words that must all be there, "exact phrases", -words to leave out; `by`
        "words", "meaning" or "both"; `where` narrows it (`filtered`)."""
        with self._db.reading():
            return self._searcher.find(Search(text, where or Filter(), by, limit))

    def filtered(
        self,
        since: str | None = None,
        until: str | None = None,
        publisher: str = "",
        theme: str = "",
        entity: str = "",
        kind: str = "",
    ) -> Filter:
        """A filter of dates ("2026-02", the second included), a publisher, a theme or topic, an entity and a type of entity. Raises `UnknownError`."""
        period = _period(since, until)
        wanted = [self._naming.resolve(theme, EntityType.TOPIC)] if theme else []
        wanted += [self._naming.resolve(entity)] if entity else []
        spelt = (
            next((p.name for p in self.publishers() if p.name.casefold() == publisher.casefold()), publisher)
            if publisher
            else ""
        )
        return Filter(period.since, period.until, storable(spelt), tuple(wanted), kind)

    def stories(self, since: str | None = None, until: str | None = None, limit: int = 0) -> list[Story]:
        """Stories, the latest first; `limit` 0: all."""
        period = _period(since, until)
        with self._db.reading():
            return self._describer.stories(period.since, period.until, limit)

    @property
    def version(self) -> int:
        """A number that is another one after every change: what was made of the memory holds as long as it stays."""
        return self._listing.stamp()

    def page(self, where: Filter | None = None, after: str | None = None, limit: int = 30) -> Listed[Story]:
        """Stories that fit, the latest day first, of a day what most tell first. `after`: `next` of the part before. Raises `QueryError`."""
        with self._db.reading():
            return self._browser.listed(where or Filter(), after, limit)

    def cards(self, where: Filter | None = None, after: str | None = None, limit: int = 30) -> Listed[Card]:
        """The same at a glance: with takeaways, publishers and names."""
        with self._db.reading():
            return self._browser.cards(where or Filter(), after, limit)

    def rising(self, limit: int = 20) -> list[Rising]:
        """Names and topics that the week up to the latest story tells more of than their own past, the most telling first."""
        with self._db.reading():
            return self._browser.rising(self._listing.stamp(), limit)

    def publishers(self) -> list[Publisher]:
        """Who published what is kept, by name."""
        with self._db.reading():
            return self._browser.publishers(self._listing.stamp())

    def quotes(self, name: str, limit: int = 10) -> tuple[list[Quoted], list[Quoted]]:
        """What the latest articles quote an entity with, and what others say that names it. Raises `UnknownError`."""
        with self._db.reading():
            return self._browser.quotes(self._naming.resolve(name), limit)

    def shared(self, pairs: Sequence[tuple[str, str]]) -> dict[tuple[str, str], int]:
        """How many stories two entities have in common, for each pair of ids."""
        with self._db.reading():
            found = self._browser.shared([(number(a), number(b)) for a, b in pairs])
        return {(label(a), label(b)): n for (a, b), n in found.items()}

    def story(self, story: str) -> StoryDetail:
        """A story by its id, or by that of any article of it. Raises `UnknownError`."""
        with self._db.reading():
            return self._describer.story(storable(story))

    def entity(self, name: str) -> Entity:
        """An entity with its names and roles. Raises `UnknownError` that says what is alike."""
        with self._db.reading():
            return self._describer.entity(self._naming.resolve(name), full=True)

    def named(self, name: str) -> list[Entity]:
        """All entities of a name, that of most stories first."""
        with self._db.reading():
            return [self._describer.entity(e) for e in self._naming.entities(name)]

    def entities(self, kind: str = "", limit: int = 0) -> Iterator[Entity]:
        """Entities, those of most stories first; topics where they recur."""
        return self._describer.entities(kind, limit)

    def frequent(self, kind: str = "", limit: int = 40) -> list[Entity]:
        """The entities of most stories, by their names alone; topics only where `kind` is "topic"."""
        with self._db.reading():
            return self._browser.frequent(kind, limit)

    def names(self, kind: str = "", after: str | None = None, limit: int = 40) -> Listed[Entity]:
        """The same, part by part. `after`: `next` of the part before. Raises `QueryError`."""
        with self._db.reading():
            return self._browser.names(kind, after, limit)

    def timeline(self, name: str, since: str | None = None, until: str | None = None, limit: int = 100) -> list[Dated]:
        """What articles say of an entity that has a date, by date; each thing once. Raises `UnknownError`."""
        period = _period(since, until)
        with self._db.reading():
            return self._describer.timeline(self._naming.resolve(name), (period.since, period.until), limit)

    def article(self, article: str) -> ArticleDetail:
        """A kept article: its digest, its story, its people and topics. Raises `UnknownError`."""
        with self._db.reading():
            return self._describer.article(storable(article))

    def related(self, article: str) -> list[Related]:
        """The people and topics of an article, the most salient first, with the roles that other articles give them. Raises `UnknownError`."""
        with self._db.reading():
            return self._describer.related(storable(article))

    def export(self, what: str, form: str = "jsonl") -> tuple[str, Iterator[dict[str, Any]] | Drawn]:
        """A table by its name ("mentions", "entities", "stories", "digests") as rows, or the "graph"; with its name, as
        `retold.export.tables` writes it as `form`."""
        if what == "graph":
            with self._db.reading():
                return what, export.drawn(self._crossings, self._names)
        tables: dict[str, Callable[[], Iterator[dict[str, Any]]]] = {
            "mentions": lambda: export.mentions(self._articles, self._names),
            "entities": lambda: (
                row for e in self._describer.entities("", 0, full=True) if (row := export.entity(e, form)) is not None
            ),
            "stories": lambda: (plain(s) for s in self.stories()),
            "digests": lambda: export.digests(self._articles, form),
        }
        return what, self._whole(tables[what])

    def _whole(self, rows: Callable[[], Iterator[dict[str, Any]]]) -> Iterator[dict[str, Any]]:
        """Rows of one state of the database, whatever is written while they are read."""
        with self._db.reading():
            yield from rows()

    # The intersection graph

    def graph(
        self,
        name: str,
        other: str = "",
        since: str | None = None,
        until: str | None = None,
        asked: LinkQuery | None = None,
    ) -> Neighbourhood:
        """Who and what stories have together with an entity, or with two. Raises `UnknownError`."""
        wanted = replace(asked or LinkQuery(), period=_period(since, until))
        with self._db.reading():
            of = [self._naming.resolve(name), *([self._naming.resolve(other)] if other else [])]
            stories, total, links = self._crossroads.links(of, wanted)
            shown = tuple(self._crossroads.shown(link, of[1:], wanted.period) for link in links)
            ends = tuple(self._describer.entity(e) for e in of)
        return Neighbourhood(ends, stories, total, shown, since, until)

    def link(self, a: str, b: str, since: str | None = None, until: str | None = None) -> Link | None:
        """The link of two entities, None where no story has both. Raises `UnknownError`."""
        with self._db.reading():
            one, other = self._naming.resolve(a), self._naming.resolve(b)
            _, _, links = self._crossroads.links([one], LinkQuery(_period(since, until), limit=10**9))
            return next((self._crossroads.shown(n) for n in links if number(n.target) == other), None)

    def paths(self, a: str, b: str, limit: int = 5) -> list[Path]:
        """What links two entities: the link itself, or chains of links by one or two others. Raises `UnknownError`."""
        with self._db.reading():
            one, other = self._naming.resolve(a), self._naming.resolve(b)
            if one == other:
                raise UnknownError(f"are one, {label(one)}; name two", f"{a}, {b}")
            found = self._crossroads.paths(one, other, limit)
            return [Path(tuple(self._crossroads.shown(step) for step in path)) for path in found]

    # A person's word on identity

    def same(self, a: str, b: str, person: str) -> int:
        """Says that two entities are one; the number of the judgement, by which it can be taken back."""
        return self._judges.judge(a, b, Verdict.SAME, person)

    def different(self, a: str, b: str, person: str) -> int:
        """Says that two are not one, by their ids or those of their forms ("E57" among the aliases of "E12")."""
        return self._judges.judge(a, b, Verdict.DIFFERENT, person)

    def judgements(self, everyone: bool = False, limit: int = 0) -> list[Judged]:
        """What persons judged, the latest first; `everyone`: what the program judged, too."""
        with self._db.reading():
            return self._judges.listed(everyone, limit)

    def undo(self, judgement: int) -> None:
        """Takes a person's judgement back. Raises `UnknownError`, and `StoreError` where it is the program's."""
        self._judges.undo(judgement)

    def rebuild(self) -> None:
        """Derives all entities from the ledger anew. The result is what it was: the ledger is all that they hang on."""
        self._judges.rebuild()


def _flushed(keeper: ArticleWriter, waiting: Sequence[Prepared | Kept | RetoldError]) -> list[Outcome]:
    """What became of each, in order."""
    kept = iter(keeper.each([w for w in waiting if isinstance(w, Prepared)]))
    return [next(kept) if isinstance(w, Prepared) else w for w in waiting]


def _period(since: str | None, until: str | None) -> Period:
    """From the first day of `since` to the last of `until`: each a year, a month or a day. Raises `QueryError`."""
    ends = [(since, day(since or "", False)), (until, day(until or "", True))]
    for text, found in ends:
        if text and found is None:
            raise QueryError("is no date; write 2026, 2026-02 or 2026-02-26", text)
    return Period(ends[0][1] if since else None, ends[1][1] if until else None)
