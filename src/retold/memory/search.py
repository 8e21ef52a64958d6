"""Search: by words, by meaning, and by what an article is about."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retold.corpus.signature import centred
from retold.english import sentences
from retold.memory.evidence import Sentences, source
from retold.records.memory import Hit
from retold.store.articles import ArticleRow, Articles
from retold.store.filter import EVERYTHING, Filter
from retold.store.full_text import FullText, Query, marks
from retold.store.vectors import Vectors
from retold.types import Evidence

POOL = 200
"""Articles that each way of searching puts forward."""
MOST = 20_000
"""The same, at most."""
SMOOTH = 60
"""Of reciprocal rank fusion (Cormack, Clarke & Büttcher 2009)."""
NEAR = 0.25
"""Cosine below which an article does not mean what was asked."""
SNIPPET = 240
"""Code points of a snippet, about."""


@dataclass(frozen=True, slots=True)
class Search:
    """What is asked: `text`, and how it is searched: "both", "words" or "meaning"."""

    text: str
    filter: Filter = EVERYTHING
    by: str = "both"
    limit: int = 20


class Searcher:
    """Finds articles. `vector` says what a text means."""

    def __init__(
        self,
        words: FullText,
        vectors: Vectors,
        articles: Articles,
        sentences: Sentences,
        vector: Callable[[str], NDArray[np.float32]],
    ) -> None:
        self._words, self._vectors, self._articles, self._sentences = words, vectors, articles, sentences
        self._vector = vector

    def find(self, search: Search) -> list[Hit]:
        """Articles, best first, one a telling. Words must all be there; meaning adds what is said in others."""
        query = Query.parsed(search.text)
        pool = max(POOL, 2 * search.limit)
        ranks = self._ranks(search, query, pool)
        while pool < MOST and any(len(r) >= pool for r in ranks) and self._tellings(ranks) < search.limit:
            pool *= 4  # copies of a few tellings have filled it
            ranks = self._ranks(search, query, pool)
        score = fused(ranks)
        best = sorted(score, key=lambda k: (-score[k], -k))
        rows = {a.key: a for a in self._articles.rows(best)}
        told = {rows[k].telling: k for k in reversed(best) if k in rows}
        chosen = sorted(told.values(), key=lambda k: (-score[k], -k))[: search.limit]
        stories = self._articles.story_ids({rows[k].story for k in chosen})
        return [self._hit(rows[k], stories.get(rows[k].story, ""), score[k], query) for k in chosen]

    def _ranks(self, search: Search, query: Query, pool: int) -> list[list[int]]:
        """What words and meaning put forward, each the best first."""
        ranks: list[list[int]] = []
        if search.by != "meaning":
            ranks.append(self._words.find(query, pool, search.filter))
        plain = " ".join(query.terms)
        if search.by != "words" and plain and not query.phrases:
            asked = centred(self._vector(plain))
            near = [k for k, cosine in self._vectors.near(asked, pool, search.filter) if cosine >= NEAR]
            without = self._words.having(near, query.without)
            ranks.append([k for k in near if k not in without])
        return ranks

    def _tellings(self, ranks: Sequence[Collection[int]]) -> int:
        return len({a.telling for a in self._articles.rows(sorted({k for r in ranks for k in r}))})

    def _hit(self, row: ArticleRow, story: str, score: float, query: Query) -> Hit:
        body = self._sentences.body(row.key)
        start, end = window(body, query.terms)
        snippet = body[start:end]
        places = tuple(m.span() for m in marks(query.terms).finditer(snippet))
        return Hit(source(row), story, round(score, 5), Evidence(row.id, start, end, snippet), places)


def window(body: str, terms: Sequence[str]) -> tuple[int, int]:
    """Where a snippet begins and ends: around the place where most different words stand, at white space."""
    found = [(m.start(), m.group().casefold()[:4]) for m in marks(terms).finditer(body)]
    best = (
        max(found, key=lambda f: (len({w for at, w in found if f[0] <= at < f[0] + SNIPPET}), -f[0]), default=(0, ""))[
            0
        ]
        if len(found) < 500
        else found[0][0]
    )
    sentence = next(
        (s.start for s in reversed(sentences.split(body[: best + 1])) if best - s.start <= SNIPPET // 2), None
    )
    start = sentence if sentence is not None else max(0, best - SNIPPET // 5)
    if sentence is None and start:
        start = next((i + 1 for i in range(start, best) if body[i].isspace()), best)
    end = min(len(body), start + SNIPPET)
    if end < len(body):
        end = next((i for i in range(end, max(start + 1, end - 40), -1) if body[i].isspace()), end)
    while start < end and body[start].isspace():
        start += 1
    while end > start and body[end - 1].isspace():
        end -= 1
    return start, end


def fused(ranks: Sequence[Collection[int]]) -> dict[int, float]:
    """Reciprocal rank fusion: what each list puts first counts most."""
    score: dict[int, float] = {}
    for keys in ranks:
        for place, key in enumerate(keys):
            score[key] = score.get(key, 0.0) + 1.0 / (SMOOTH + place + 1)
    return score
