"""Full-text search, by FTS5 in SQLite and by `tsvector` in PostgreSQL."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from retold.store.database import Database
from retold.store.filter import EVERYTHING, Filter

MOST = 300_000
"""Bytes of a body that PostgreSQL indexes: a tsvector holds 1 MB at most."""

_TERM = re.compile(
    r"""
    (-?)                                # a minus leaves the term out
    (?:
        ["“”] ([^"“”]+) ["“”]?          # "an exact phrase", which may lack its end
      | ([^\s"“”]+)                     # a word
    )
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Query:
    """A search for articles that have all `terms`, words or phrases, and none of `without`."""

    terms: tuple[str, ...]
    without: tuple[str, ...] = ()
    phrases: bool = False
    """Whether it has an exact phrase. A search by meaning finds nothing for such a query."""

    @classmethod
    def parsed(cls, text: str) -> Query:
        """The query that a person types: words, "exact phrases", and -words to leave out."""
        terms: list[str] = []
        without: list[str] = []
        for minus, phrase, word in _TERM.findall(text):
            plain = " ".join(re.findall(r"[^\W_]+", phrase or word))
            if plain:
                (without if minus else terms).append(plain)
        return cls(tuple(terms), tuple(without), any(c in text for c in '"“”'))


class FullText:
    """Rows of `fulltext`, one for each article."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._sqlite = database.dialect == "sqlite"

    def add(self, article: int, headline: str, body: str) -> None:
        """Indexes an article."""
        if self._sqlite:
            self._db.run("INSERT INTO fulltext (rowid, headline, body) VALUES (?, ?, ?)", article, headline, body)
            return
        body = body.encode()[:MOST].decode(errors="ignore")
        self._db.run(
            "INSERT INTO fulltext (article, terms) "
            "VALUES (?, setweight(to_tsvector('english', ?), 'A') || to_tsvector('english', ?))",
            article, headline[:1000], body,
        )  # fmt: skip

    def remove(self, article: int) -> None:
        """Removes an article from the index."""
        self._db.run(f"DELETE FROM fulltext WHERE {'rowid' if self._sqlite else 'article'} = ?", article)

    def find(self, query: Query, limit: int, where: Filter = EVERYTHING) -> list[int]:
        """Articles that fit a query, best first.

        SQLite ranks by BM25, with a headline counting four times; PostgreSQL by cover density.
        """
        if not query.terms:
            return []
        condition, values = where.sql()
        if self._sqlite:
            joined = "JOIN article a ON a.key = fulltext.rowid " if condition else ""
            sql = (
                f"SELECT fulltext.rowid FROM fulltext {joined}WHERE fulltext MATCH ?{condition} "
                "ORDER BY bm25(fulltext, 4.0, 1.0), fulltext.rowid DESC LIMIT ?"
            )
            return [r[0] for r in self._db.all(sql, _fts5(query), *values, limit)]
        sql = (
            "SELECT w.article FROM fulltext w JOIN article a ON a.key = w.article, "
            f"(SELECT {_tsquery(query)} AS q) asked "
            f"WHERE w.terms @@ q{condition} ORDER BY ts_rank_cd(w.terms, q) DESC, w.article DESC LIMIT ?"
        )
        return [r[0] for r in self._db.all(sql, *query.terms, *query.without, *values, limit)]

    def among(self, query: Query, keys: list[int] | None = None) -> set[int]:
        """Those of some articles that fit a query. `keys` None: of all articles."""
        if not query.terms or keys == []:
            return set()
        narrowed = [keys] if keys is not None else []
        if self._sqlite:
            of_keys = " AND rowid = ANY(?)" if narrowed else ""
            sql = f"SELECT rowid FROM fulltext WHERE fulltext MATCH ?{of_keys}"
            return {r[0] for r in self._db.all(sql, _fts5(query), *narrowed)}
        of_keys = " AND article = ANY(?)" if narrowed else ""
        sql = f"SELECT article FROM fulltext WHERE terms @@ ({_tsquery(query)}){of_keys}"
        return {r[0] for r in self._db.all(sql, *query.terms, *query.without, *narrowed)}

    def having(self, keys: list[int], terms: Sequence[str]) -> set[int]:
        """Those of some articles that have any of the terms."""
        if not terms or not keys:
            return set()
        if self._sqlite:
            any_of = " OR ".join(f'"{t}"' for t in terms)
            sql = "SELECT rowid FROM fulltext WHERE fulltext MATCH ? AND rowid = ANY(?)"
            return {r[0] for r in self._db.all(sql, any_of, keys)}
        any_of = " || ".join([_PHRASE] * len(terms))
        sql = f"SELECT article FROM fulltext WHERE terms @@ ({any_of}) AND article = ANY(?)"
        return {r[0] for r in self._db.all(sql, *terms, keys)}


_PHRASE = "phraseto_tsquery('english', ?)"


def _fts5(query: Query) -> str:
    """A query as FTS5 reads it."""
    return " AND ".join(f'"{t}"' for t in query.terms) + "".join(f' NOT "{t}"' for t in query.without)


def _tsquery(query: Query) -> str:
    """An expression for PostgreSQL, with a parameter for each term and then for each term to leave out."""
    return " && ".join([_PHRASE] * len(query.terms) + [f"!! {_PHRASE}"] * len(query.without))


_ENDING = re.compile(r"(?<=\w{3})(?:ies|ions?|ings?|ed|es|s|y|e)$", re.IGNORECASE)


def marks(terms: Sequence[str]) -> re.Pattern[str]:
    """A pattern for the terms of a query in a text: each word, in any case, with endings that the search ignores."""
    words = sorted({w for t in terms for w in t.split()}, key=len, reverse=True)
    stems = (_ENDING.sub("", w) for w in words)
    return re.compile("|".join(rf"\b{re.escape(s)}\w{{0,4}}\b" for s in stems) or r"(?!)", re.IGNORECASE)
