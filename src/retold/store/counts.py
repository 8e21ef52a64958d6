"""How much a memory has."""

from __future__ import annotations

from retold.store.database import Database

_COUNTS = {
    "articles": "SELECT count(*) FROM article WHERE current = 1",
    "tellings": "SELECT count(DISTINCT telling) FROM article WHERE current = 1",
    "stories": "SELECT count(*) FROM story",
    "entities": "SELECT count(*) FROM entity WHERE stories > 0 AND (type <> 'topic' OR stories > 1)",
    "judgements": "SELECT count(*) FROM judgement WHERE ended IS NULL",
}


def counts(database: Database) -> dict[str, int]:
    """How many current articles, tellings, stories, entities and judgements there are.

    Topics of a single story are not counted as entities, nor are ended judgements.
    """
    return {name: int((database.one(sql) or (0,))[0]) for name, sql in _COUNTS.items()}
