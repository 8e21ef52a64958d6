"""Exact words of articles that show what the memory says."""

from __future__ import annotations

import threading
from collections.abc import Collection, Sequence

import numpy as np
from cachetools import LRUCache

from retold.english import sentences
from retold.records.digest_json import KeptDigest
from retold.records.memory import Source
from retold.store.appearances import Appearance
from retold.store.articles import ArticleRow, Articles
from retold.store.name_tables import NameTables
from retold.types import EntityType, Evidence, Span

HELD = 200
"""Digests that are held."""
LOOKED = 40
"""Articles, the latest, that are looked through for sentences."""


def source(row: ArticleRow) -> Source:
    """An article as it is cited."""
    return Source(row.id, row.headline, row.publisher, row.published, row.url)


class Sentences:
    """Finds sentences of kept articles."""

    def __init__(self, articles: Articles, names: NameTables) -> None:
        self._articles, self._names = articles, names
        self._lock = threading.Lock()
        self._digests: LRUCache[int, KeptDigest] = LRUCache(HELD)
        self._split: LRUCache[int, list[Span]] = LRUCache(HELD)

    def digest(self, key: int) -> KeptDigest:
        """The digest of an article."""
        with self._lock:
            held = self._digests.get(key)
        if held is None:
            held = KeptDigest(self._articles.document(key))
            with self._lock:
                self._digests[key] = held
        return held

    def body(self, key: int) -> str:
        """The body of an article."""
        return self.digest(key).article.body

    def together(
        self, entities: Sequence[int], most: int, days: tuple[float | None, float | None] = (None, None)
    ) -> tuple[list[Evidence], bool]:
        """Sentences that name all of `entities`, one an article and none of a copy; where none of the latest stories has one, a
        sentence for each of them, from one story. Topics are not looked for. And whether they name all."""
        return self._shown(self._names.entities.shared_stories(entities, days, LOOKED), entities, most)

    def within(self, story: int, entities: Sequence[int], most: int) -> tuple[list[Evidence], bool]:
        """The same of one story alone."""
        return self._shown([story], entities, most)

    def _shown(self, stories: Sequence[int], entities: Sequence[int], most: int) -> tuple[list[Evidence], bool]:
        kinds = self._names.entities.get(entities)
        named = [e for e in entities if e in kinds and kinds[e].type != EntityType.TOPIC] or list(
            entities
        )  # no sentence names a topic: its stories have it
        forms = [{f.id for f in self._names.forms.of_entities([e])} for e in named]
        found: list[Evidence] = []
        for row in self._latest(self._names.appearances.in_stories(stories, forms[0])):
            own = self._names.appearances.in_articles([row.key])
            said = [self._naming(row, [a for a in own if a.form in f]) for f in forms]
            if both := set(said[0]).intersection(*said[1:]):
                found.append(self._evidence(row, min(both)))
            if len(found) == most:
                break
        return (found, True) if found else (self._apart(stories[:1], forms), False)

    def _latest(self, keys: Collection[int]) -> list[ArticleRow]:
        """Articles, the latest first, one a telling."""
        rows = sorted(self._articles.rows(list(keys)), key=lambda a: (-(a.day or 0.0), a.id))
        return list({a.telling: a for a in reversed(rows)}.values())[::-1]

    def _apart(self, stories: Sequence[int], forms: Sequence[Collection[int]]) -> list[Evidence]:
        found: list[Evidence] = []
        for form in forms:
            row = next(iter(self._latest(self._names.appearances.in_stories(stories, form))), None)
            spans = (
                self._naming(row, [a for a in self._names.appearances.in_articles([row.key]) if a.form in form])
                if row
                else []
            )
            if row is not None and spans:
                found.append(self._evidence(row, spans[0]))
        return found

    def _naming(self, row: ArticleRow, chains: Sequence[Appearance]) -> list[Span]:
        """Sentences with a mention of the chains, in order."""
        starts = sorted(int(s) for a in chains for s in np.frombuffer(a.spans, dtype="<i4")[::2])
        if not starts:
            return []
        return [s for s in self._sentences(row.key) if any(s.start <= at < s.end for at in starts)]

    def _sentences(self, key: int) -> list[Span]:
        with self._lock:
            held = self._split.get(key)
        if held is None:
            held = sentences.split(self.body(key))
            with self._lock:
                self._split[key] = held
        return held

    def _evidence(self, row: ArticleRow, span: Span) -> Evidence:
        return Evidence(row.id, span.start, span.end, span.of(self.body(row.key)))
