"""The ledger: one line for each judgement on two forms."""

from __future__ import annotations

import json
import sys
from collections.abc import Collection
from dataclasses import dataclass

from retold.store.columns import columns
from retold.store.database import Database, Row


@dataclass(frozen=True, slots=True)
class JudgementRow:
    """One line of the ledger. `ended`: when it was undone or replaced (RFC 3339), None while it holds."""

    id: int
    a: int
    b: int
    verdict: str
    score: float
    features: dict[str, float]
    model: str
    person: str
    at: str
    ended: str | None
    ended_by: int | None = None
    """The line that replaced it, None if it was undone."""


_SELECT = f"SELECT {columns(JudgementRow)} FROM judgement"


def _judgement(row: Row) -> JudgementRow:
    number, a, b, verdict, score, features, *rest = row
    return JudgementRow(number, a, b, verdict, score, json.loads(features), *rest)


class JudgementTable:
    """Rows of `judgement`. No line is removed: one that no longer holds has an end."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def get(self, number: int) -> JudgementRow | None:
        """One line of the ledger."""
        row = self._db.one(f"{_SELECT} WHERE id = ?", number)
        return _judgement(row) if row else None

    def on_forms(self, forms: Collection[int]) -> list[JudgementRow]:
        """Judgements that hold on any of the forms, by number."""
        ids = sorted(forms)
        sql = f"{_SELECT} WHERE a = ANY(?) AND ended IS NULL UNION {_SELECT} WHERE b = ANY(?) AND ended IS NULL"
        return [_judgement(r) for r in self._db.all(f"{sql} ORDER BY 1", ids, ids)]

    def latest(self, persons: bool = False, ended: bool = True, limit: int = 0, offset: int = 0) -> list[JudgementRow]:
        """The ledger, latest first.

        `persons`: only judgements by people; `ended`: also those that ended; `limit` 0: all; `offset`: how many of the
        latest to leave out.
        """
        conditions = [c for c, active in (("person <> ''", persons), ("ended IS NULL", not ended)) if active]
        where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
        sql = f"{_SELECT}{where} ORDER BY id DESC LIMIT ? OFFSET ?"
        return [_judgement(r) for r in self._db.all(sql, limit or sys.maxsize, offset)]

    def add(self, line: JudgementRow) -> int:
        """Writes a line of the ledger. Returns its number; `line.id` is ignored."""
        row = self._db.one(
            "INSERT INTO judgement (a, b, verdict, score, features, model, person, at) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
            line.a,
            line.b,
            line.verdict,
            line.score,
            json.dumps(line.features, sort_keys=True),
            line.model,
            line.person,
            line.at,
        )
        assert row is not None
        return int(row[0])

    def end(self, number: int, at: str, by: int | None = None) -> None:
        """Ends a line. `by`: the line that replaces it, None if it is undone."""
        self._db.run("UPDATE judgement SET ended = ?, ended_by = ? WHERE id = ?", at, by, number)

    def reopen(self, by: int) -> None:
        """Makes the lines hold again that the line `by` replaced."""
        self._db.run("UPDATE judgement SET ended = NULL, ended_by = NULL WHERE ended_by = ?", by)
