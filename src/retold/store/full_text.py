"""Full text, in the words of each database: FTS5 and `tsvector`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from retold.store.database import Database
from retold.store.filter import EVERYTHING, Filter


@dataclass(frozen=True, slots=True)
class Query:
    """Words and "phrases" that an article must all have; `without` those that it must not."""

    terms: tuple[str, ...]
    without: tuple[str, ...] = ()
    phrases: bool = False
    """Whether an exact phrase is asked for: then meaning alone finds nothing."""

    @classmethod
    def parsed(cls, text: str) -> Query:
        """Of what a person types: words, "exact phrases", -words to leave out."""
        terms: list[str] = []
        without: list[str] = []
        for minus, phrase, word in re.findall(r'(-?)(?:["“”]([^"“”]+)["“”]?|([^\s"“”]+))', text):
            plain = " ".join(re.findall(r"[^\W_]+", phrase or word))
            if plain:
                (without if minus else terms).append(plain)
        return cls(tuple(terms), tuple(without), any(c in text for c in '"“”'))


MOST = 300_000
"""Bytes of a body that PostgreSQL finds an article by: a tsvector holds 1 MB at most."""


class FullText:
    """Rows of `fulltext`, by article."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def add(self, article: int, headline: str, body: str) -> None:
        """Makes an article's words found."""
        if self._db.dialect == "sqlite":
            self._db.run("INSERT INTO fulltext (rowid, headline, body) VALUES (?, ?, ?)", article, headline, body)
            return
        body = body.encode()[:MOST].decode(errors="ignore")
        self._db.run(
            "INSERT INTO fulltext VALUES (?, setweight(to_tsvector('english', ?), 'A') || to_tsvector('english', ?))",
            article,
            headline[:1000],
            body,
        )

    def remove(self, article: int) -> None:
        """Makes them found no more."""
        self._db.run(
            "DELETE FROM fulltext WHERE rowid = ?"
            if self._db.dialect == "sqlite"
            else "DELETE FROM fulltext WHERE article = ?",
            article,
        )

    def find(self, query: Query, limit: int, where: Filter = EVERYTHING) -> list[int]:
        """Articles that have all terms of a query, best first (BM25 in SQLite, where a headline counts four times; cover density in PostgreSQL)."""
        if not query.terms:
            return []
        condition, values = where.sql()
        if self._db.dialect == "sqlite":
            wanted = " AND ".join(f'"{t}"' for t in query.terms) + "".join(f' NOT "{t}"' for t in query.without)
            joined = (
                f"JOIN article a ON a.key = fulltext.rowid WHERE fulltext MATCH ?{condition}"
                if condition
                else "WHERE fulltext MATCH ?"
            )
            sql = f"SELECT fulltext.rowid FROM fulltext {joined} ORDER BY bm25(fulltext, 4.0, 1.0), fulltext.rowid DESC LIMIT ?"
            return [r[0] for r in self._db.all(sql, wanted, *values, limit)]
        parts = ["phraseto_tsquery('english', ?)"] * len(query.terms) + ["!! phraseto_tsquery('english', ?)"] * len(
            query.without
        )
        sql = (
            f"SELECT w.article FROM fulltext w JOIN article a ON a.key = w.article, (SELECT {' && '.join(parts)} AS q) asked "
            f"WHERE w.terms @@ q{condition} ORDER BY ts_rank_cd(w.terms, q) DESC, w.article DESC LIMIT ?"
        )
        return [r[0] for r in self._db.all(sql, *query.terms, *query.without, *values, limit)]

    def among(self, query: Query, keys: list[int] | None = None) -> set[int]:
        """Those of some articles, or of all, that have all terms of a query, and none that it leaves out."""
        if not query.terms or keys == []:
            return set()
        some = [keys] if keys is not None else []
        if self._db.dialect == "sqlite":
            wanted = " AND ".join(f'"{t}"' for t in query.terms) + "".join(f' NOT "{t}"' for t in query.without)
            return {
                r[0]
                for r in self._db.all(
                    f"SELECT rowid FROM fulltext WHERE fulltext MATCH ?{' AND rowid = ANY(?)' if some else ''}",
                    wanted,
                    *some,
                )
            }
        parts = ["phraseto_tsquery('english', ?)"] * len(query.terms) + ["!! phraseto_tsquery('english', ?)"] * len(
            query.without
        )
        sql = f"SELECT article FROM fulltext WHERE terms @@ ({' && '.join(parts)}){' AND article = ANY(?)' if some else ''}"
        return {r[0] for r in self._db.all(sql, *query.terms, *query.without, *some)}

    def having(self, keys: list[int], terms: Sequence[str]) -> set[int]:
        """Those of some articles that have any of the terms."""
        if not terms or not keys:
            return set()
        if self._db.dialect == "sqlite":
            any_of = " OR ".join(f'"{t}"' for t in terms)
            return {
                r[0]
                for r in self._db.all(
                    "SELECT rowid FROM fulltext WHERE fulltext MATCH ? AND rowid = ANY(?)", any_of, keys
                )
            }
        asked = " || ".join(["phraseto_tsquery('english', ?)"] * len(terms))
        return {
            r[0]
            for r in self._db.all(
                f"SELECT article FROM fulltext WHERE terms @@ ({asked}) AND article = ANY(?)", *terms, keys
            )
        }


_ENDING = re.compile(r"(?<=\w{3})(?:ies|ions?|ings?|ed|es|s|y|e)$", re.IGNORECASE)


def marks(terms: Sequence[str]) -> re.Pattern[str]:
    """What shows the terms of a query in a text: each word, in any case, with the endings that the search takes for the same."""
    words = sorted({w for t in terms for w in t.split()}, key=len, reverse=True)
    stems = (_ENDING.sub("", w) for w in words)
    return re.compile("|".join(rf"\b{re.escape(s)}\w{{0,4}}\b" for s in stems) or r"(?!)", re.IGNORECASE)
