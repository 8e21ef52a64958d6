"""Sessions of browsers that signed out, so that a copy of their cookie is worth nothing."""

from __future__ import annotations

from retold.store.database import Database

_PREFIX = "ended session "


def ended_sessions(database: Database) -> frozenset[str]:
    """The ids of all ended sessions that could still be used."""
    rows = database.all("SELECT name FROM meta WHERE name LIKE ?", f"{_PREFIX}%")
    return frozenset(name.removeprefix(_PREFIX) for (name,) in rows)


def end_session(database: Database, session: str, until: int, now: int) -> None:
    """Ends a session, and forgets those that are over anyway.

    `until`: the Unix time at which the session would have ended by itself. Raises `ReadOnlyError`.
    """
    with database.writing():
        database.run("DELETE FROM meta WHERE name LIKE ? AND value < ?", f"{_PREFIX}%", _text(now))
        database.run(
            "INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO NOTHING",
            _PREFIX + session,
            _text(until),
        )


def _text(time: int) -> str:
    """A Unix time as text that sorts by time."""
    return f"{time:015d}"
