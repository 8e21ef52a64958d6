"""What a bulk run is asked, and the records that pass between the driver and its workers. All travel as JSON."""

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

SCHEMA = "retold.shard/2"
"""Of shards and their manifests (docs/bulk.md)."""


@dataclass(frozen=True, slots=True)
class Unit:
    """What one shard is made of: one file, or some small ones.

    `marks`: of each file, another one when it changes; `modified`: when the last of them did (seconds since 1970); `size` in bytes.
    """

    name: str
    files: tuple[str, ...]
    marks: tuple[str, ...]
    size: int
    modified: float

    @property
    def stamp(self) -> str:
        """32 hex digits, others when a file is changed, added or removed."""
        told = "\n".join(f"{name}\t{mark}" for name, mark in zip(self.files, self.marks, strict=True))
        return sha256(told.encode("utf-8", "surrogateescape")).hexdigest()[:32]

    @property
    def changed(self) -> datetime:
        """When the files last changed: no article in them can be younger."""
        return datetime.fromtimestamp(self.modified, UTC)

    @property
    def shard(self) -> str:
        """The shard's name: 16 hex digits, of the input's name alone, so that an input that changed takes its shard's place."""
        return blake2b(self.name.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


@dataclass(frozen=True, slots=True)
class Options:
    """What makes other shards of the same input. `limit`: articles of each input, 0 for all; `language`: ISO 639-1, "" for any."""

    limit: int = 0
    language: str = ""
    themes: str = ""
    """What the file of the user's themes holds, by hash."""
    max_bytes: int = 0

    @property
    def made(self) -> dict[str, Any]:
        """What shards say of how they were made: shards with the same are interchangeable."""
        return {"schema": SCHEMA, "retold": VERSION, **asdict(self)}


def themes_mark(settings: Settings) -> str:
    """What the file of the user's themes holds, by hash; "" where there is none."""
    try:
        return sha256(Path(settings.themes).read_bytes()).hexdigest()[:16] if settings.themes else ""
    except OSError as error:
        raise SettingsError(f"cannot be read: {error.strerror or error}", settings.themes) from error


@dataclass(frozen=True, slots=True)
class Job:
    """One unit to be read into `out`. `bad`: records that stopped a reader before, by number, and what they did; `until`: the
    record at which the input itself stopped one, and how: it is read up to that."""

    unit: Unit
    out: str
    options: Options
    settings: Settings
    bad: Mapping[int, str] = field(default_factory=dict)
    until: tuple[int, str] | None = None

    def dumped(self) -> str:
        """As one line of JSON."""
        return json.dumps(asdict(self))

    @classmethod
    def loaded(cls, line: str) -> Job:
        """The job that was `dumped`."""
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
    """How far a run is: shards done of all, records read by running ones and finished ones, articles kept."""

    shards: int
    of: int
    records: int
    articles: int


@dataclass(frozen=True, slots=True)
class BulkSummary:
    """What a run did. `manifest`: the folder's own (docs/bulk.md); `failed`: units that could not be read at all, with the reason."""

    manifest: Mapping[str, Any]
    done: int
    skipped: int
    failed: Mapping[str, str]
