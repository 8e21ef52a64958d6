"""The table of forms: the spellings of names, and the blocks by which similar forms are found."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from hashlib import blake2b

from retold.store.columns import columns
from retold.store.database import Database, Row

FULL = 16
"""Most forms of one block, except of exact keys and topics. A block with more forms is too common to tell anything."""


@dataclass(frozen=True, slots=True)
class FormRow:
    """A form. `votes`: how many articles use each name and type, as `{"name": {…}, "type": {…}}`."""

    id: int
    key: str
    person: bool
    name: str
    type: str
    entity: int
    articles: int
    votes: dict[str, dict[str, int]]


_SELECT = f"SELECT {columns(FormRow)} FROM form "


def _form(row: Row) -> FormRow:
    number, key, person, name, kind, entity, articles, votes = row
    return FormRow(number, key, bool(person), name, kind, entity, articles, json.loads(votes))


def block_hash(block: str) -> int:
    """A block as a signed number of 64 bits."""
    return int.from_bytes(blake2b(block.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big", signed=True)


class FormTable:
    """Rows of `form` and `block`."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def with_key(self, key: str, person: bool) -> list[FormRow]:
        """The forms with this key. `person`: forms of people, or forms of everything else."""
        sql = _SELECT + "WHERE id IN (SELECT form FROM block WHERE hash = ?) AND key = ? AND person = ? ORDER BY id"
        return [_form(r) for r in self._db.all(sql, block_hash(f"= {key}"), key, int(person))]

    def add(self, key: str, person: bool, name: str, kind: str, blocks: Iterable[str]) -> FormRow:
        """Adds a form, with an entity of its own."""
        row = self._db.one(
            "INSERT INTO form (key, person, name, type, entity, articles, votes) VALUES (?, ?, ?, ?, 0, 0, ?) "
            "RETURNING id",
            key, int(person), name, kind, "{}",
        )  # fmt: skip
        assert row is not None
        form = int(row[0])
        self._db.run("UPDATE form SET entity = id WHERE id = ?", form)
        self._db.run("INSERT INTO entity (id, name, type, stories) VALUES (?, ?, ?, 0)", form, name, kind)
        # A block of an exact key ("=") or a topic ("#") never fills up: it takes as many forms as there are ids.
        limits = [(block_hash(b), form if b[0] in "=#" else FULL) for b in sorted(blocks)]
        sql = "INSERT INTO block (hash, form) SELECT ?, ? WHERE (SELECT count(*) FROM block WHERE hash = ?) < ?"
        self._db.many(sql, [(block, form, block, limit) for block, limit in limits])
        return FormRow(form, key, person, name, kind, form, 0, {})

    def update(self, form: FormRow) -> None:
        """Writes the name, type, articles and votes of a form."""
        self._db.run(
            "UPDATE form SET name = ?, type = ?, articles = ?, votes = ? WHERE id = ?",
            form.name, form.type, form.articles, json.dumps(form.votes, ensure_ascii=True), form.id,
        )  # fmt: skip

    def set_entity(self, form: int, entity: int) -> None:
        """Assigns a form to an entity."""
        self._db.run("UPDATE form SET entity = ? WHERE id = ?", entity, form)

    def get(self, ids: Collection[int]) -> list[FormRow]:
        """Forms by id, in the order of ids."""
        return [_form(r) for r in self._db.all(_SELECT + "WHERE id = ANY(?) ORDER BY id", sorted(ids))]

    def of_entities(self, entities: Collection[int]) -> list[FormRow]:
        """The forms of entities, in the order of form ids."""
        return [_form(r) for r in self._db.all(_SELECT + "WHERE entity = ANY(?) ORDER BY id", sorted(entities))]

    def in_blocks(self, blocks: Collection[str]) -> dict[str, list[int]]:
        """Ids of the forms of each block."""
        block_of = {block_hash(b): b for b in blocks}
        forms: dict[str, list[int]] = {}
        sql = "SELECT hash, form FROM block WHERE hash = ANY(?) ORDER BY form"
        for hashed, form in self._db.all(sql, list(block_of)):
            forms.setdefault(block_of[hashed], []).append(form)
        return forms

    def judged_or_joined(self) -> list[int]:
        """Ids of forms that have a judgement, or that belong to the entity of another form."""
        sql = (
            "SELECT a FROM judgement UNION SELECT b FROM judgement "
            "UNION SELECT id FROM form WHERE id <> entity ORDER BY 1"
        )
        return [r[0] for r in self._db.all(sql)]
