"""Forms of names, where they appear, what was judged of them, and the entities that follow."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from retold.store.database import Database, Row


@dataclass(frozen=True, slots=True)
class FormRow:
    """A form. `votes`: articles by name and by type, `{"name": {…}, "type": {…}}`."""

    id: int
    key: str
    person: bool
    name: str
    type: str
    entity: int
    articles: int
    votes: dict[str, dict[str, int]]


@dataclass(frozen=True, slots=True)
class Appearance:
    """A chain of an article, as a form of a name. `spans`: int32 pairs of start and end; `role`:
    JSON of the claim, "" where the article does not say."""

    form: int
    article: int
    chain: str
    name: str
    type: str
    role: str
    salience: float
    spans: bytes


@dataclass(frozen=True, slots=True)
class JudgementRow:
    """One line of the ledger. `ended`: when it was taken back or overtaken, None while it holds."""

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


@dataclass(frozen=True, slots=True)
class EntityRow:
    """An entity: the id of the form that was known first, its best name and type, and how many stories have it."""

    id: int
    name: str
    type: str
    stories: int


_FORM = "id, key, person, name, type, entity, articles, votes"
_APPEARANCE = "form, article, chain, name, type, role, salience, spans"
_JUDGEMENT = "id, a, b, verdict, score, features, model, person, at, ended"


def _form(row: Row) -> FormRow:
    return FormRow(row[0], row[1], bool(row[2]), row[3], row[4], row[5], row[6], json.loads(row[7]))


def _judgement(row: Row) -> JudgementRow:
    return JudgementRow(row[0], row[1], row[2], row[3], row[4], json.loads(row[5]), row[6], row[7], row[8], row[9])


def block_hash(block: str) -> int:
    """A block as 64 bits with sign."""
    return int.from_bytes(blake2b(block.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big", signed=True)


class Names:
    """Rows of `form`, `block`, `appearance`, `judgement` and `entity`."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def keyed(self, key: str, person: bool) -> list[FormRow]:
        """Forms of a key."""
        found = self._db.all(
            f"SELECT {_FORM} FROM form WHERE id IN (SELECT form FROM block WHERE hash = ?) AND key = ? AND person = ? ORDER BY id",
            block_hash(f"= {key}"), key, int(person),
        )
        return [_form(r) for r in found]

    def add(self, key: str, person: bool, name: str, kind: str, blocks: Iterable[str]) -> FormRow:
        """A new form, an entity of its own."""
        row = self._db.one(
            "INSERT INTO form (key, person, name, type, entity, articles, votes) VALUES (?, ?, ?, ?, 0, 0, ?) RETURNING id", key, int(person), name, kind, "{}"
        )
        assert row is not None
        form = int(row[0])
        self._db.run("UPDATE form SET entity = id WHERE id = ?", form)
        self._db.run("INSERT INTO entity VALUES (?, ?, ?, 0)", form, name, kind)
        self._db.many("INSERT INTO block VALUES (?, ?)", sorted({(block_hash(b), form) for b in blocks}))
        return FormRow(form, key, person, name, kind, form, 0, {})

    def keep(self, form: FormRow) -> None:
        """Writes what is known of a form."""
        votes = json.dumps(form.votes, ensure_ascii=True)
        self._db.run("UPDATE form SET name = ?, type = ?, articles = ?, votes = ? WHERE id = ?", form.name, form.type, form.articles, votes, form.id)

    def within(self, block: str, most: int) -> list[FormRow]:
        """At most `most` forms of a block that stand in some article, the oldest first."""
        sql = f"SELECT {_FORM} FROM form WHERE id IN (SELECT form FROM block WHERE hash = ?) AND articles > 0 ORDER BY id LIMIT ?"
        return [_form(r) for r in self._db.all(sql, block_hash(block), most)]

    def forms(self, ids: Collection[int]) -> list[FormRow]:
        """Those forms."""
        return [_form(r) for r in self._db.all(f"SELECT {_FORM} FROM form WHERE id = ANY(?) ORDER BY id", sorted(ids))]

    def of_entities(self, ids: Collection[int]) -> list[FormRow]:
        """The forms of entities."""
        return [_form(r) for r in self._db.all(f"SELECT {_FORM} FROM form WHERE entity = ANY(?) ORDER BY id", sorted(ids))]

    def appear(self, appearances: Iterable[Appearance]) -> None:
        """Writes appearances."""
        rows = [(a.form, a.article, a.chain, a.name, a.type, a.role, a.salience, a.spans) for a in appearances]
        self._db.many("INSERT INTO appearance VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)

    def vanish(self, article: int) -> None:
        """Removes the appearances of an article."""
        self._db.run("DELETE FROM appearance WHERE article = ?", article)

    def in_articles(self, articles: Collection[int]) -> list[Appearance]:
        """The appearances in articles."""
        sql = f"SELECT {_APPEARANCE} FROM appearance WHERE article = ANY(?) ORDER BY article, form, chain"
        return [Appearance(*r) for r in self._db.all(sql, sorted(articles))]

    def of_forms(self, forms: Collection[int], limit: int = 0) -> list[Appearance]:
        """The appearances of forms, the latest article first."""
        sql = f"SELECT {_APPEARANCE} FROM appearance WHERE form = ANY(?) ORDER BY article DESC, form, chain"
        return [Appearance(*r) for r in self._db.all(sql + (f" LIMIT {int(limit)}" if limit else ""), sorted(forms))]

    def keys_in(self, article: int) -> list[str]:
        """Keys of the names, topics aside, that an article has."""
        sql = "SELECT DISTINCT f.key FROM appearance p JOIN form f ON f.id = p.form WHERE p.article = ? AND f.type <> 'topic'"
        return [r[0] for r in self._db.all(sql, article)]

    def judgements_on(self, forms: Collection[int]) -> list[JudgementRow]:
        """Judgements that hold on any of the forms."""
        ids = sorted(forms)
        sql = f"SELECT {_JUDGEMENT} FROM judgement WHERE a = ANY(?) AND ended IS NULL UNION SELECT {_JUDGEMENT} FROM judgement WHERE b = ANY(?) AND ended IS NULL ORDER BY 1"
        return [_judgement(r) for r in self._db.all(sql, ids, ids)]

    def judgements(self, persons: bool = False, ended: bool = True, limit: int = 0) -> list[JudgementRow]:
        """The ledger, latest first; `persons`: what persons said only."""
        where = [c for c, wanted in (("person <> ''", persons), ("ended IS NULL", not ended)) if wanted]
        sql = f"SELECT {_JUDGEMENT} FROM judgement" + (f" WHERE {' AND '.join(where)}" if where else "") + " ORDER BY id DESC"
        return [_judgement(r) for r in self._db.all(sql + (f" LIMIT {int(limit)}" if limit else ""))]

    def judgement(self, number: int) -> JudgementRow | None:
        """One line of the ledger."""
        row = self._db.one(f"SELECT {_JUDGEMENT} FROM judgement WHERE id = ?", number)
        return _judgement(row) if row else None

    def judge(self, line: JudgementRow) -> int:
        """Writes a line of the ledger; its number, which it is given here."""
        row = self._db.one(
            "INSERT INTO judgement (a, b, verdict, score, features, model, person, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
            line.a, line.b, line.verdict, line.score, json.dumps(line.features, sort_keys=True), line.model, line.person, line.at,
        )
        assert row is not None
        return int(row[0])

    def end(self, number: int, at: str) -> None:
        """Ends a line; it stays in the ledger."""
        self._db.run("UPDATE judgement SET ended = ? WHERE id = ?", at, number)

    def move(self, form: int, entity: int) -> None:
        """Makes a form one of an entity."""
        self._db.run("UPDATE form SET entity = ? WHERE id = ?", entity, form)

    def stories_with(self, forms: Collection[int]) -> set[int]:
        """Stories in which forms appear."""
        sql = "SELECT DISTINCT a.story FROM appearance p JOIN article a ON a.key = p.article WHERE p.form = ANY(?) AND a.story IS NOT NULL"
        return {r[0] for r in self._db.all(sql, sorted(forms))}

    def call(self, entity: int, name: str, kind: str) -> None:
        """Names an entity."""
        self._db.run("INSERT INTO entity VALUES (?, ?, ?, 0) ON CONFLICT (id) DO UPDATE SET name = excluded.name, type = excluded.type", entity, name, kind)

    def uncall(self, entity: int) -> None:
        """Removes an entity that has no form left."""
        self._db.run("DELETE FROM entity WHERE id = ?", entity)

    def entities(self, ids: Collection[int]) -> dict[int, EntityRow]:
        """Those entities that exist, by id."""
        return {r[0]: EntityRow(*r) for r in self._db.all("SELECT id, name, type, stories FROM entity WHERE id = ANY(?)", sorted(ids))}

    def all(self, sql: str, *values: Any) -> list[Row]:
        """Rows of a query of the memory's own."""
        return self._db.all(sql, *values)
