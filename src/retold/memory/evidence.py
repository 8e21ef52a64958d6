"""The kept digests, and the sentences of articles that show what the memory says."""

from __future__ import annotations

import re
import threading
from collections.abc import Collection, Sequence

from cachetools import LRUCache

from retold.english import sentences
from retold.memory import mentions
from retold.records.digest_json import KeptDigest
from retold.records.memory import Source
from retold.store import deadline
from retold.store.appearances import Appearance
from retold.store.articles import ArticleRow, Articles
from retold.store.name_tables import NameTables
from retold.types import EntityType, Evidence, Span

CACHED_DIGESTS = 200
"""Digests that are held in memory."""
_ENDING = re.compile(r"[.!?…][\"'”’)\]]*\s*$")
LATEST_STORIES = 40
"""Sentences are looked for in this many stories, the latest."""


def source(row: ArticleRow) -> Source:
    """An article as it is cited."""
    return Source(row.id, row.headline, row.publisher, row.published, row.url)


class Sentences:
    """Reads kept digests, and finds sentences in their articles. May be used from any thread."""

    def __init__(self, articles: Articles, names: NameTables) -> None:
        self._articles, self._names = articles, names
        self._lock = threading.Lock()
        self._digests: LRUCache[int, KeptDigest] = LRUCache(CACHED_DIGESTS)
        self._sentences: LRUCache[int, list[Span]] = LRUCache(CACHED_DIGESTS)

    def digest(self, key: int) -> KeptDigest:
        """The digest of an article by its key. Raises `DeadlineError`, so that no answer gathers digests for long."""
        deadline.check()
        with self._lock:
            cached = self._digests.get(key)
        if cached is None:
            cached = KeptDigest(self._articles.document(key))
            with self._lock:
                self._digests[key] = cached
        return cached

    def body(self, key: int) -> str:
        """The body of an article by its key."""
        return self.digest(key).article.body

    def together(
        self, entities: Sequence[int], limit: int, days: tuple[float | None, float | None] = (None, None)
    ) -> tuple[list[Evidence], bool]:
        """Up to `limit` sentences, of the latest stories of a period, that name all `entities`.

        There is one sentence an article, and copies are left out. If no sentence names all, there is
        one sentence for each entity, from one story. The second value says whether the sentences name
        all. Topics are left out, because no sentence names them.
        """
        return self._sentences_of(self._names.entities.shared_stories(entities, days, LATEST_STORIES), entities, limit)

    def within(self, story: int, entities: Sequence[int], limit: int) -> tuple[list[Evidence], bool]:
        """The same as `together`, for one story alone."""
        return self._sentences_of([story], entities, limit)

    def _sentences_of(self, stories: Sequence[int], entities: Sequence[int], limit: int) -> tuple[list[Evidence], bool]:
        rows = self._names.entities.get(entities)
        without_topics = [e for e in entities if e in rows and rows[e].type != EntityType.TOPIC]
        forms = [{f.id for f in self._names.forms.of_entities([e])} for e in without_topics or entities]
        evidence: list[Evidence] = []
        for row in self._latest(self._names.appearances.in_stories(stories, forms[0])):
            appearances = self._names.appearances.in_articles([row.key])
            naming = [self._sentences_naming(row, [a for a in appearances if a.form in ids]) for ids in forms]
            if common := set(naming[0]).intersection(*naming[1:]):
                evidence.append(self.evidence(row, min(common)))
            if len(evidence) == limit:
                break
        return (evidence, True) if evidence else (self._one_for_each(stories[:1], forms), False)

    def _latest(self, keys: Collection[int]) -> list[ArticleRow]:
        """Articles, the latest first, one for each telling."""
        rows = sorted(self._articles.rows(list(keys)), key=lambda a: (-(a.day or 0.0), a.id))
        return list({a.telling: a for a in reversed(rows)}.values())[::-1]

    def _one_for_each(self, stories: Sequence[int], forms: Sequence[Collection[int]]) -> list[Evidence]:
        evidence: list[Evidence] = []
        for ids in forms:
            row = next(iter(self._latest(self._names.appearances.in_stories(stories, ids))), None)
            if row is None:
                continue
            appearances = self._names.appearances.in_articles([row.key])
            naming = self._sentences_naming(row, [a for a in appearances if a.form in ids])
            if naming:
                evidence.append(self.evidence(row, naming[0]))
        return evidence

    def _sentences_naming(self, row: ArticleRow, appearances: Sequence[Appearance]) -> list[Span]:
        """The sentences with a mention, in order."""
        places = mentions.starts(appearances)
        if not places:
            return []
        return [s for s in self.split(row.key) if any(s.start <= at < s.end for at in places)]

    def split(self, key: int) -> list[Span]:
        """The sentences of an article by its key."""
        with self._lock:
            cached = self._sentences.get(key)
        if cached is None:
            cached = sentences.split(self.body(key))
            with self._lock:
                self._sentences[key] = cached
        return cached

    def whole(self, key: int) -> list[str]:
        """The texts of `split`; "" for headings, captions and other lines that do not end as a sentence."""
        body = self.body(key)
        texts = [span.of(body) for span in self.split(key)]
        return [text if _ENDING.search(text) else "" for text in texts]

    def evidence(self, row: ArticleRow, span: Span) -> Evidence:
        """A sentence of an article as evidence."""
        return Evidence(row.id, span.start, span.end, span.of(self.body(row.key)))
