"""What language models wrote, kept by place, model, question and words, so that nothing is asked and paid for twice.

A file of its own in the user's cache folder: it can be deleted at any time, and holds words of articles, so only its
owner can read it.
"""

from __future__ import annotations

import json
from hashlib import blake2b
from pathlib import Path

from retold.store.sqlite import Sqlite
from retold.types import Ask, Draft

_SCHEMA = (
    """CREATE TABLE IF NOT EXISTS draft (key BLOB PRIMARY KEY, model TEXT NOT NULL, prompt TEXT NOT NULL,
    content TEXT NOT NULL, day TEXT NOT NULL) WITHOUT ROWID""",
    "CREATE INDEX IF NOT EXISTS draft_day ON draft (day)",
    "CREATE TABLE IF NOT EXISTS spent (day TEXT PRIMARY KEY, tokens INTEGER NOT NULL) WITHOUT ROWID",
)
KEPT_DAYS = 90
"""Days after which a draft is forgotten."""


class Drafts:
    """The drafts in one file. Several threads and processes may use it.

    Raises `StoreError` if the file cannot be used.
    """

    def __init__(self, path: Path) -> None:
        self._db = Sqlite(path)
        with self._db.writing():
            self._db.script(_SCHEMA)

    def find(self, place: str, model: str, ask: Ask) -> Draft | None:
        """The draft that a model at a place gave for this question; None if it is not kept."""
        row = self._db.one("SELECT content FROM draft WHERE key = ?", _key(place, model, ask))
        if row is None:
            return None
        text, read, written, seconds, is_whole, chances = json.loads(row[0])
        return Draft(text, model, ask.prompt, read, written, seconds, is_whole, tuple(chances) if chances else None)

    def keep(self, place: str, ask: Ask, draft: Draft, day: str, oldest: str) -> None:
        """Keeps a draft of a day (ISO 8601). Drafts from before `oldest` are forgotten."""
        values = (
            draft.text,
            draft.tokens_read,
            draft.tokens_written,
            draft.seconds,
            draft.is_whole,
            draft.chances,
        )
        with self._db.writing():
            self._db.run(
                "INSERT INTO draft VALUES (?, ?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET content = excluded.content",
                _key(place, draft.model, ask),
                draft.model,
                ask.prompt,
                json.dumps(values),
                day,
            )
            self._db.run("DELETE FROM draft WHERE day < ?", oldest)

    def count(self, tokens: int, day: str) -> None:
        """Counts tokens that were read and written on a day."""
        with self._db.writing():
            self._db.run(
                "INSERT INTO spent VALUES (?, ?) ON CONFLICT (day) DO UPDATE SET tokens = tokens + excluded.tokens",
                day,
                tokens,
            )

    def spent(self, day: str) -> int:
        """The tokens that were read and written on a day."""
        row = self._db.one("SELECT tokens FROM spent WHERE day = ?", day)
        return row[0] if row is not None else 0

    def close(self) -> None:
        self._db.close()


def _key(place: str, model: str, ask: Ask) -> bytes:
    parts = (place, model, ask.prompt, ask.fixed, ask.text, str(ask.most), *ask.choices)
    return blake2b("\0".join(parts).encode("utf-8", "replace"), digest_size=20).digest()
