"""The random key by which the web app signs its cookies and forms. It is kept, so that a restart signs nobody out."""

from __future__ import annotations

import secrets

from retold.errors import ReadOnlyError
from retold.store.database import Database

SIZE = 32
"""Bytes of the key."""


def signing_key(database: Database) -> bytes:
    """The key of this database, made on first use. All servers of one database share it.

    A database that may not be written to, and has no key, gives another key each time.
    """
    if (kept := _kept(database)) is not None:
        return kept
    made = secrets.token_hex(SIZE)
    try:
        with database.writing():
            database.run("INSERT INTO meta (name, value) VALUES ('signing_key', ?) ON CONFLICT (name) DO NOTHING", made)
    except ReadOnlyError:
        return bytes.fromhex(made)
    return _kept(database) or bytes.fromhex(made)


def _kept(database: Database) -> bytes | None:
    row = database.one("SELECT value FROM meta WHERE name = 'signing_key'")
    return bytes.fromhex(row[0]) if row else None
