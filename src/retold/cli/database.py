"""The memory that a command works on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from retold.memory import Memory


@contextmanager
def open_memory(db: str | None, readonly: bool = True) -> Iterator[Memory]:
    """The memory in `db`, or in the database of the settings; it is closed at the end.

    A `RetoldError` becomes an error of the command: its message on standard error, exit status 1.
    """
    from dataclasses import replace

    from retold.config import Settings
    from retold.engine import Engine
    from retold.errors import RetoldError
    from retold.export.view import printable
    from retold.memory import Memory

    try:
        settings = Settings.from_environment()
        if db:
            settings = replace(settings, db=db)
        with Engine(settings) as engine, Memory(settings.database, engine, readonly) as memory:
            yield memory
    except RetoldError as error:
        raise click.ClickException(printable(str(error))) from error
