"""Search by words and by meaning, with filters."""

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
"""Articles that each way of searching puts forward at first."""
MOST = 20_000
"""Articles that it puts forward at most, if copies fill the first ones."""
SMOOTH = 60
"""The constant of reciprocal rank fusion (Cormack, Clarke & Büttcher 2009)."""
NEAR = 0.25
"""Articles with a lower cosine do not have the meaning of the text."""
SNIPPET = 240
"""Code points of a snippet, about."""
FEW_MARKS = 500
"""With more matches than this, a snippet stands at the first one: comparing all takes too long."""


@dataclass(frozen=True, slots=True)
class Search:
    """A search for `text`. `by`: "both", "words" or "meaning". `offset`: how many of the best to leave out."""

    text: str
    filter: Filter = EVERYTHING
    by: str = "both"
    limit: int = 20
    offset: int = 0

    @property
    def end(self) -> int:
        """How many articles must be found."""
        return self.offset + self.limit


class Searcher:
    """Finds articles. `vector`: gives the vector of a text, float32 (384,)."""

    def __init__(
        self,
        full_text: FullText,
        vectors: Vectors,
        articles: Articles,
        sentences: Sentences,
        vector: Callable[[str], NDArray[np.float32]],
    ) -> None:
        self._full_text, self._vectors, self._articles, self._sentences = full_text, vectors, articles, sentences
        self._vector = vector

    def find(self, search: Search) -> list[Hit]:
        """Articles, best first, one for each telling.

        By words, an article has all words. By meaning, articles that say it in other words are found too.
        """
        query = Query.parsed(search.text)
        pool = max(POOL, 2 * search.end)
        ranks = self._ranks(search, query, pool)
        while pool < MOST and any(len(r) >= pool for r in ranks) and self._tellings(ranks) < search.end:
            pool *= 4  # copies of a few tellings fill it
            ranks = self._ranks(search, query, pool)
        score = fuse(ranks)
        best = sorted(score, key=lambda k: (-score[k], -k))
        rows = {a.key: a for a in self._articles.rows(best)}
        best_of_telling = {rows[k].telling: k for k in reversed(best) if k in rows}
        chosen = sorted(best_of_telling.values(), key=lambda k: (-score[k], -k))[search.offset : search.end]
        stories = self._articles.story_ids({rows[k].story for k in chosen})
        return [self._hit(rows[k], stories.get(rows[k].story, ""), score[k], query) for k in chosen]

    def _ranks(self, search: Search, query: Query, pool: int) -> list[list[int]]:
        """The articles by words and those by meaning, each with the best first."""
        ranks: list[list[int]] = []
        if search.by != "meaning":
            ranks.append(self._full_text.find(query, pool, search.filter))
        plain = " ".join(query.terms)
        if search.by != "words" and plain and not query.phrases:
            vector = centred(self._vector(plain))
            near = [k for k, cosine in self._vectors.near(vector, pool, search.filter) if cosine >= NEAR]
            without = self._full_text.having(near, query.without)
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
    """Where a snippet begins and ends: at white space, around the place with the most different terms."""
    best = _densest(body, terms)
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


def _densest(body: str, terms: Sequence[str]) -> int:
    """Where the snippet with the most different terms begins."""
    places = [(m.start(), m.group().casefold()[:4]) for m in marks(terms).finditer(body)]
    if len(places) >= FEW_MARKS:
        return places[0][0]

    def different(start: int) -> int:
        return len({word for at, word in places if start <= at < start + SNIPPET})

    return max((start for start, _ in places), key=lambda start: (different(start), -start), default=0)


def fuse(ranks: Sequence[Collection[int]]) -> dict[int, float]:
    """The score of each article by reciprocal rank fusion: the first of each list count most."""
    score: dict[int, float] = {}
    for keys in ranks:
        for place, key in enumerate(keys):
            score[key] = score.get(key, 0.0) + 1.0 / (SMOOTH + place + 1)
    return score
