"""Whether a memory is whole: everything that is derived, counted again from what it derives from."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from retold.store.database import Database
from retold.store.presence import unpacked

_HALF = {
    "an article without a digest": "SELECT a.id FROM article a LEFT JOIN digest d ON d.article = a.key WHERE d.article IS NULL",
    "an article without a signature": "SELECT a.id FROM article a LEFT JOIN signature s ON s.article = a.key WHERE a.current = 1 AND s.article IS NULL",
    "an article without words to find it by": "SELECT a.id FROM article a LEFT JOIN fulltext f ON f.{row} = a.key WHERE a.current = 1 AND f.{row} IS NULL",
    "an article without a telling or a story": "SELECT a.id FROM article a LEFT JOIN story s ON s.key = a.story WHERE a.current = 1 AND (s.key IS NULL OR a.telling IS NULL)",
    "two current versions of an article": "SELECT id FROM article WHERE current = 1 GROUP BY id HAVING count(*) > 1",
    "a name in an article of the past": "SELECT DISTINCT a.id FROM appearance p JOIN article a ON a.key = p.article WHERE a.current = 0",
    "a form of no entity": "SELECT f.name FROM form f LEFT JOIN entity e ON e.id = f.entity WHERE e.id IS NULL",
    "an entity of no form": "SELECT e.name FROM entity e LEFT JOIN form f ON f.entity = e.id WHERE f.id IS NULL",
}
_COUNTED = {
    "a form whose articles are miscounted": (
        "SELECT f.id, f.articles, count(DISTINCT p.article) FROM form f LEFT JOIN appearance p ON p.form = f.id GROUP BY f.id, f.articles"
    ),
    "an entity whose stories are miscounted": (
        "SELECT e.id, e.stories, count(DISTINCT a.story) FROM entity e LEFT JOIN form f ON f.entity = e.id "
        "LEFT JOIN appearance p ON p.form = f.id LEFT JOIN article a ON a.key = p.article GROUP BY e.id, e.stories"
    ),
    "an entity whose presence is miscounted": (
        "SELECT e.id, e.stories, count(p.story) FROM entity e LEFT JOIN presence p ON p.entity = e.id GROUP BY e.id, e.stories"
    ),
    "a story whose articles are miscounted": "SELECT s.id, s.articles, count(a.key) FROM story s LEFT JOIN article a ON a.story = s.key GROUP BY s.key, s.id, s.articles",
}


def problems(database: Database) -> Iterator[str]:
    """What is wrong, each in words; nothing, where all is well. Reads everything: for tests, and after an accident."""
    with database.reading():
        if database.dialect == "sqlite":
            yield from (f"the file: {row[0]}" for row in database.all("PRAGMA integrity_check") if row[0] != "ok")
            yield from (
                f"a row without what it refers to, in {row[0]}" for row in database.all("PRAGMA foreign_key_check")
            )
        row_id = "rowid" if database.dialect == "sqlite" else "article"
        for what, sql in _HALF.items():
            yield from (f"{what}: {row[0]}" for row in database.all(sql.replace("{row}", row_id)))
        for what, sql in _COUNTED.items():
            yield from (
                f"{what}: {row[0]} has {row[1]}, counted {row[2]}" for row in database.all(sql) if row[1] != row[2]
            )
        yield from _blobs(database)


def _blobs(database: Database) -> Iterator[str]:
    for article, content in database.all("SELECT article, content FROM digest"):
        try:
            zlib.decompress(content)
        except zlib.error:
            yield f"a digest that cannot be read: {article}"
    present: dict[int, list[int]] = {}
    for entity, story in database.all("SELECT entity, story FROM presence ORDER BY entity"):
        present.setdefault(story, []).append(entity)
    for story, blob in database.all("SELECT key, entities FROM story"):
        if unpacked(blob).tolist() != present.pop(story, []):
            yield f"a story whose entities are not those present: {story}"
    yield from (f"presence in a story that is gone: {story}" for story in present)
