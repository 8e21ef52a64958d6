"""Whether a database is intact: everything derived is counted again from what it derives from."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from retold.records.attributed_relations import attributed
from retold.store.appearances import AppearanceTable
from retold.store.articles import Articles
from retold.store.database import Database
from retold.store.presence import unpacked
from retold.store.relations import relation_rows

_INCOMPLETE = {
    "an article without a digest": (
        "SELECT a.id FROM article a LEFT JOIN digest d ON d.article = a.key WHERE d.article IS NULL"
    ),
    "an article without a signature": (
        "SELECT a.id FROM article a LEFT JOIN signature s ON s.article = a.key "
        "WHERE a.current = 1 AND s.article IS NULL"
    ),
    "an article without full text": (
        "SELECT a.id FROM article a LEFT JOIN fulltext f ON f.{row} = a.key WHERE a.current = 1 AND f.{row} IS NULL"
    ),
    "an article without a telling or a story": (
        "SELECT a.id FROM article a LEFT JOIN story s ON s.key = a.story "
        "WHERE a.current = 1 AND (s.key IS NULL OR a.telling IS NULL)"
    ),
    "two current versions of an article": ("SELECT id FROM article WHERE current = 1 GROUP BY id HAVING count(*) > 1"),
    "a name in a past version of an article": (
        "SELECT DISTINCT a.id FROM appearance p JOIN article a ON a.key = p.article WHERE a.current = 0"
    ),
    "a relation of a name that its article does not have": (
        "SELECT DISTINCT a.id FROM relation r JOIN article a ON a.key = r.article "
        "WHERE NOT EXISTS (SELECT 1 FROM appearance p WHERE p.article = r.article AND p.form = r.subject) "
        "OR NOT EXISTS (SELECT 1 FROM appearance p WHERE p.article = r.article AND p.form = r.object)"
    ),
    "a form without an entity": ("SELECT f.name FROM form f LEFT JOIN entity e ON e.id = f.entity WHERE e.id IS NULL"),
    "an entity without a form": ("SELECT e.name FROM entity e LEFT JOIN form f ON f.entity = e.id WHERE f.id IS NULL"),
}
"""Queries for names or ids of incomplete rows; `{row}` stands for the key of the full-text table."""
_COUNTS = {
    "a form with a wrong number of articles": (
        "SELECT f.id, f.articles, count(DISTINCT p.article) FROM form f LEFT JOIN appearance p ON p.form = f.id "
        "GROUP BY f.id, f.articles"
    ),
    "an entity with a wrong number of stories": (
        "SELECT e.id, e.stories, count(DISTINCT a.story) FROM entity e LEFT JOIN form f ON f.entity = e.id "
        "LEFT JOIN appearance p ON p.form = f.id LEFT JOIN article a ON a.key = p.article GROUP BY e.id, e.stories"
    ),
    "an entity present in a wrong number of stories": (
        "SELECT e.id, e.stories, count(p.story) FROM entity e LEFT JOIN presence p ON p.entity = e.id "
        "GROUP BY e.id, e.stories"
    ),
    "a story with a wrong number of articles": (
        "SELECT s.id, s.articles, count(a.key) FROM story s LEFT JOIN article a ON a.story = s.key "
        "GROUP BY s.key, s.id, s.articles"
    ),
}
"""Queries for an id, the number that is stored, and the number counted again."""


def problems(database: Database) -> Iterator[str]:
    """What is wrong with a database, in words; nothing if it is intact.

    Reads everything, so it is for tests and for after an accident.
    """
    with database.reading():
        if database.dialect == "sqlite":
            yield from (f"the file: {row[0]}" for row in database.all("PRAGMA integrity_check") if row[0] != "ok")
            yield from (f"a dangling reference in {row[0]}" for row in database.all("PRAGMA foreign_key_check"))
        full_text_key = "rowid" if database.dialect == "sqlite" else "article"
        for what, sql in _INCOMPLETE.items():
            yield from (f"{what}: {row[0]}" for row in database.all(sql.replace("{row}", full_text_key)))
        for what, sql in _COUNTS.items():
            for number, stored, counted in database.all(sql):
                if stored != counted:
                    yield f"{what}: {number} has {stored}, counted {counted}"
        yield from _damaged_digests(database)
        yield from _wrong_relations(database)
        yield from _wrong_entities(database)


def _damaged_digests(database: Database) -> Iterator[str]:
    for article, content in database.all("SELECT article, content FROM digest"):
        try:
            zlib.decompress(content)
        except zlib.error:
            yield f"a digest that cannot be read: {article}"


def _wrong_relations(database: Database) -> Iterator[str]:
    """The relations of an article are those of its digest."""
    articles, appearances = Articles(database), AppearanceTable(database)
    for key in articles.current():
        forms = {a.chain: a.form for a in appearances.in_articles([key])}
        try:
            relations = attributed(articles.document(key))
        except zlib.error:
            continue  # `_damaged_digests` names it
        expected = [(row.number, row.subject, row.object) for row in relation_rows(key, relations, forms)]
        stored = database.all("SELECT number, subject, object FROM relation WHERE article = ? ORDER BY number", key)
        if [tuple(row) for row in stored] != expected:
            yield f"an article with other relations than its digest: {key}"


def _wrong_entities(database: Database) -> Iterator[str]:
    """Each story lists its entities itself, and the table `presence` must agree."""
    present: dict[int, list[int]] = {}
    for entity, story in database.all("SELECT entity, story FROM presence ORDER BY entity"):
        present.setdefault(story, []).append(entity)
    for story, blob in database.all("SELECT key, entities FROM story"):
        if unpacked(blob).tolist() != present.pop(story, []):
            yield f"a story that lists other entities than those present: {story}"
    yield from (f"presence in a story that does not exist: {story}" for story in present)
