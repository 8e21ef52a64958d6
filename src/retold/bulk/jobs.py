"""Records of a bulk run that pass between the driver and its workers. All can be written as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from hashlib import blake2b, sha256
from pathlib import Path
from typing import Any

from retold.config import VERSION, Settings
from retold.errors import SettingsError

SCHEMA = "retold.shard/3"
"""The schema of shards and their manifests (docs/bulk.md)."""


@dataclass(frozen=True, slots=True)
class Unit:
    """The files of one shard: one large file, or some small ones.

    `marks`: for each file, text that changes when the file does. `size`: bytes. `modified`: when the last of them
    changed, seconds since 1970.
    """

    name: str
    files: tuple[str, ...]
    marks: tuple[str, ...]
    size: int
    modified: float

    @property
    def stamp(self) -> str:
        """32 hex digits that change when a file is changed, added or removed."""
        lines = "\n".join(f"{name}\t{mark}" for name, mark in zip(self.files, self.marks, strict=True))
        return sha256(lines.encode("utf-8", "surrogateescape")).hexdigest()[:32]

    @property
    def changed(self) -> datetime:
        """When the files last changed. No article in them can be younger."""
        return datetime.fromtimestamp(self.modified, UTC)

    @property
    def shard(self) -> str:
        """The name of the shard: 16 hex digits.

        They depend only on the unit's name, so that a changed input replaces its own shard.
        """
        return blake2b(self.name.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


@dataclass(frozen=True, slots=True)
class Options:
    """What shards depend on besides their input.

    `limit`: most articles of each input, 0 for all; `language`: ISO 639-1, "" for any.
    """

    limit: int = 0
    language: str = ""
    themes: str = ""
    """A hash of the user's themes, "" without any."""
    max_bytes: int = 0
    max_chars: int = 0

    @property
    def made(self) -> dict[str, Any]:
        """How shards are made, for manifests. Shards of the same input with equal values are equal."""
        return {"schema": SCHEMA, "retold": VERSION, **asdict(self)}


def themes_mark(settings: Settings) -> str:
    """A hash of the file of the user's themes, "" without one. Raises `SettingsError` if it cannot be read."""
    try:
        return sha256(Path(settings.themes).read_bytes()).hexdigest()[:16] if settings.themes else ""
    except OSError as error:
        raise SettingsError(f"cannot be read: {error.strerror or error}", settings.themes) from error


@dataclass(frozen=True, slots=True)
class Job:
    """One unit to be read into the folder `out`.

    `bad`: records to leave out because they stopped a reader, by number, with what happened. `until`: the number of a
    record that stopped a reader while it was taken from the archive, with what happened; reading ends before it.
    """

    unit: Unit
    out: str
    options: Options
    settings: Settings
    bad: Mapping[int, str] = field(default_factory=dict)
    until: tuple[int, str] | None = None

    def dumped(self) -> str:
        """The job as one line of JSON."""
        return json.dumps(asdict(self))

    @classmethod
    def loaded(cls, line: str) -> Job:
        """The job of a line that `dumped` returned."""
        read = json.loads(line)
        unit = read["unit"]
        return cls(
            Unit(**unit | {"files": tuple(unit["files"]), "marks": tuple(unit["marks"])}),
            read["out"],
            Options(**read["options"]),
            Settings(**read["settings"]),
            {int(number): what for number, what in read["bad"].items()},
            tuple(read["until"]) if read["until"] else None,
        )


@dataclass(frozen=True, slots=True)
class BulkProgress:
    """The progress of a run: completed shards, all shards, records read so far, articles in completed shards."""

    shards: int
    of: int
    records: int
    articles: int


@dataclass(frozen=True, slots=True)
class BulkSummary:
    """The result of a run.

    `manifest`: that of the folder (docs/bulk.md); `done`: shards read now; `skipped`: shards read before;
    `failed`: units that could not be read, with the reason.
    """

    manifest: Mapping[str, Any]
    done: int
    skipped: int
    failed: Mapping[str, str]
