"""Forms of names, where they appear, what was judged of them, and the entities that follow."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b

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
    ended_by: int | None = None
    """The line that overtook it, None where it was taken back."""


@dataclass(frozen=True, slots=True)
class EntityRow:
    """An entity: the id of the form that was known first, its best name and type, and how many stories have it."""

    id: int
    name: str
    type: str
    stories: int


_FORM = "id, key, person, name, type, entity, articles, votes"
_APPEARANCE = "form, article, chain, name, type, role, salience, spans"
_JUDGEMENT = "id, a, b, verdict, score, features, model, person, at, ended, ended_by"


def _form(row: Row) -> FormRow:
    return FormRow(row[0], row[1], bool(row[2]), row[3], row[4], row[5], row[6], json.loads(row[7]))


def _judgement(row: Row) -> JudgementRow:
    return JudgementRow(row[0], row[1], row[2], row[3], row[4], json.loads(row[5]), *row[6:])


FREQUENT = 2000
"""Stories from which an entity's articles are looked for along the days."""
FULL = 16
"""Forms of a block, but for those of one key, after which no more are written: a name that
so many could be short for is judged short for none."""


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
            block_hash(f"= {key}"),
            key,
            int(person),
        )
        return [_form(r) for r in found]

    def add(self, key: str, person: bool, name: str, kind: str, blocks: Iterable[str]) -> FormRow:
        """A new form, an entity of its own."""
        row = self._db.one(
            "INSERT INTO form (key, person, name, type, entity, articles, votes) VALUES (?, ?, ?, ?, 0, 0, ?) RETURNING id",
            key,
            int(person),
            name,
            kind,
            "{}",
        )
        assert row is not None
        form = int(row[0])
        self._db.run("UPDATE form SET entity = id WHERE id = ?", form)
        self._db.run("INSERT INTO entity VALUES (?, ?, ?, 0)", form, name, kind)
        own = [(block_hash(b), FULL if b[0] not in "=#" else form) for b in sorted(blocks)]
        sql = "INSERT INTO block SELECT ?, ? WHERE (SELECT count(*) FROM block WHERE hash = ?) < ?"
        self._db.many(sql, [(hashed, form, hashed, most) for hashed, most in own])
        return FormRow(form, key, person, name, kind, form, 0, {})

    def keep(self, form: FormRow) -> None:
        """Writes what is known of a form."""
        votes = json.dumps(form.votes, ensure_ascii=True)
        self._db.run(
            "UPDATE form SET name = ?, type = ?, articles = ?, votes = ? WHERE id = ?",
            form.name,
            form.type,
            form.articles,
            votes,
            form.id,
        )

    def blocks(self, blocks: Collection[str]) -> dict[str, list[int]]:
        """Ids of the forms of each block."""
        named = {block_hash(b): b for b in blocks}
        found: dict[str, list[int]] = {}
        for hashed, form in self._db.all("SELECT hash, form FROM block WHERE hash = ANY(?) ORDER BY form", list(named)):
            found.setdefault(named[hashed], []).append(form)
        return found

    def forms(self, ids: Collection[int]) -> list[FormRow]:
        """Those forms."""
        return [_form(r) for r in self._db.all(f"SELECT {_FORM} FROM form WHERE id = ANY(?) ORDER BY id", sorted(ids))]

    def of_entities(self, ids: Collection[int]) -> list[FormRow]:
        """The forms of entities."""
        return [
            _form(r) for r in self._db.all(f"SELECT {_FORM} FROM form WHERE entity = ANY(?) ORDER BY id", sorted(ids))
        ]

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
        sql = (
            f"SELECT {_JUDGEMENT} FROM judgement"
            + (f" WHERE {' AND '.join(where)}" if where else "")
            + " ORDER BY id DESC"
        )
        return [_judgement(r) for r in self._db.all(sql + (f" LIMIT {int(limit)}" if limit else ""))]

    def with_judgements(self) -> list[int]:
        """Forms that are in some judgement, or that are not an entity by themselves."""
        sql = "SELECT a FROM judgement UNION SELECT b FROM judgement UNION SELECT id FROM form WHERE id <> entity ORDER BY 1"
        return [r[0] for r in self._db.all(sql)]

    def alike(self, plain: str, limit: int) -> list[EntityRow]:
        """Entities with a form that begins or ends with a name, as `names.plain` has it, or is a slip away; those of most stories first."""
        words = plain.split()
        wanted = [
            f"> {plain}",
            f"< {plain}",
            f"~ {plain}",
            *(f"= {w}" for w in (plain, *words)),
            *(f"> {w}" for w in words),
            *(f"~ {plain[:i]}{plain[i + 1 :]}" for i in range(len(plain))),
        ]
        forms = {f for ids in self.blocks(wanted).values() for f in ids}
        found = self.entities({f.entity for f in self.forms(forms)}) if forms else {}
        return sorted((e for e in found.values() if e.stories), key=lambda e: (-e.stories, e.id))[:limit]

    def judgement(self, number: int) -> JudgementRow | None:
        """One line of the ledger."""
        row = self._db.one(f"SELECT {_JUDGEMENT} FROM judgement WHERE id = ?", number)
        return _judgement(row) if row else None

    def judge(self, line: JudgementRow) -> int:
        """Writes a line of the ledger; its number, which it is given here."""
        row = self._db.one(
            "INSERT INTO judgement (a, b, verdict, score, features, model, person, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
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
        """Ends a line, `by` another or taken back; it stays in the ledger."""
        self._db.run("UPDATE judgement SET ended = ?, ended_by = ? WHERE id = ?", at, by, number)

    def reopen(self, by: int) -> None:
        """Lets the lines hold again that a line had ended."""
        self._db.run("UPDATE judgement SET ended = NULL, ended_by = NULL WHERE ended_by = ?", by)

    def move(self, form: int, entity: int) -> None:
        """Makes a form one of an entity."""
        self._db.run("UPDATE form SET entity = ? WHERE id = ?", entity, form)

    def stories_with(self, forms: Collection[int]) -> set[int]:
        """Stories in which forms appear."""
        sql = "SELECT DISTINCT a.story FROM appearance p JOIN article a ON a.key = p.article WHERE p.form = ANY(?) AND a.story IS NOT NULL"
        return {r[0] for r in self._db.all(sql, sorted(forms))}

    def stories_with_all(
        self, entities: Sequence[int], days: tuple[float | None, float | None], limit: int
    ) -> list[int]:
        """Stories, the latest kept first, that have all of the entities and were told from the first of `days` up to the second."""
        known = self.entities(entities)
        first, *others = sorted(set(entities), key=lambda e: known[e].stories if e in known else 0)
        sql = "SELECT p.story FROM presence p JOIN story s ON s.key = p.story WHERE p.entity = ?"
        values: list[object] = [first]
        for other in others:
            sql += " AND EXISTS (SELECT 1 FROM presence q WHERE q.entity = ? AND q.story = p.story)"
            values.append(other)
        for condition, day in ((" AND s.end_day >= ?", days[0]), (" AND s.day < ?", days[1])):
            if day is not None:
                sql += condition
                values.append(day)
        return [r[0] for r in self._db.all(f"{sql} ORDER BY p.story DESC LIMIT ?", *values, limit)]

    def in_stories(self, stories: Collection[int], forms: Collection[int]) -> list[int]:
        """Articles of stories that have one of the forms."""
        sql = "SELECT DISTINCT p.article FROM article a JOIN appearance p ON p.article = a.key WHERE a.story = ANY(?) AND p.form = ANY(?)"
        return [r[0] for r in self._db.all(sql, sorted(stories), sorted(forms))]

    def tellings_with(self, stories: Collection[int]) -> dict[int, int]:
        """How many tellings of stories name each entity."""
        sql = (
            "SELECT f.entity, count(DISTINCT a.telling) FROM article a JOIN appearance p ON p.article = a.key JOIN form f ON f.id = p.form "
            "WHERE a.story = ANY(?) GROUP BY f.entity"
        )
        return dict(self._db.all(sql, sorted(stories)))

    def call(self, entity: int, name: str, kind: str) -> None:
        """Names an entity."""
        self._db.run(
            "INSERT INTO entity VALUES (?, ?, ?, 0) ON CONFLICT (id) DO UPDATE SET name = excluded.name, type = excluded.type",
            entity,
            name,
            kind,
        )

    def uncall(self, entity: int) -> None:
        """Removes an entity that has no form left."""
        self._db.run("DELETE FROM entity WHERE id = ?", entity)

    def entities(self, ids: Collection[int]) -> dict[int, EntityRow]:
        """Those entities that exist, by id."""
        return {
            r[0]: EntityRow(*r)
            for r in self._db.all("SELECT id, name, type, stories FROM entity WHERE id = ANY(?)", sorted(ids))
        }

    def listed(self, kind: str, after: tuple[int, int], limit: int) -> list[EntityRow]:
        """Entities that stand in stories, those of most first, after one with so many and that id; `kind`: "" for all types."""
        where = "stories > 0 AND (type <> 'topic' OR stories > 1) AND stories <= ? AND (stories < ? OR id > ?)" + (
            " AND type = ?" if kind else ""
        )
        values = (after[0], after[0], after[1], *([kind] if kind else []), limit)
        return [
            EntityRow(*r)
            for r in self._db.all(
                f"SELECT id, name, type, stories FROM entity WHERE {where} ORDER BY stories DESC, id LIMIT ?", *values
            )
        ]

    def dates(self, entity: EntityRow) -> tuple[str | None, str | None, int]:
        """When the first and the last article on an entity was published, and how many there are."""
        forms = [r[0] for r in self._db.all("SELECT id FROM form WHERE entity = ?", entity.id)]
        row = self._db.one("SELECT count(DISTINCT article) FROM appearance WHERE form = ANY(?)", forms)
        ends = []
        for way in ("", " DESC"):
            found = self._db.all(
                f"SELECT a.published {self._on(entity)} AND a.day IS NOT NULL ORDER BY a.day{way} LIMIT 1", forms
            )
            ends.append(found[0][0] if found else None)
        return ends[0], ends[1], int(row[0]) if row else 0

    @staticmethod
    def _on(entity: EntityRow) -> str:
        """Of articles `a` with a form of a list: one that most articles have is looked for along the days, another by its appearances."""
        if entity.stories > FREQUENT:
            return "FROM article a WHERE a.current = 1 AND EXISTS (SELECT 1 FROM appearance p WHERE p.form = ANY(?) AND p.article = a.key)"
        return "FROM article a WHERE a.key IN (SELECT p.article FROM appearance p WHERE p.form = ANY(?))"

    def roles(self, entity: int, limit: int) -> list[Appearance]:
        """Appearances of an entity that have a role, the latest article first."""
        columns = ", ".join(f"p.{c}" for c in _APPEARANCE.split(", "))
        sql = f"SELECT {columns} FROM form f JOIN appearance p ON p.form = f.id WHERE f.entity = ? AND p.role <> '' ORDER BY p.article DESC LIMIT ?"
        return [Appearance(*r) for r in self._db.all(sql, entity, limit)]

    def latest(self, entity: EntityRow, limit: int) -> list[int]:
        """Articles on an entity, the latest published first; undated ones last."""
        forms = [r[0] for r in self._db.all("SELECT id FROM form WHERE entity = ?", entity.id)]
        sql = f"SELECT a.key {self._on(entity)}"
        dated = [
            r[0]
            for r in self._db.all(f"{sql} AND a.day IS NOT NULL ORDER BY a.day DESC, a.key DESC LIMIT ?", forms, limit)
        ]
        if len(dated) == limit:
            return dated
        return dated + [
            r[0]
            for r in self._db.all(f"{sql} AND a.day IS NULL ORDER BY a.key DESC LIMIT ?", forms, limit - len(dated))
        ]
