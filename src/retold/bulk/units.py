"""What is named on the command line, as units: a shard each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from retold.bulk.jobs import Unit
from retold.bulk.tables import SCHEMAS
from retold.sources import listing

_WRITTEN = (*SCHEMAS, "manifests", "reduced", "manifest.json", "run.json")
"""What runs and reductions write into their folder."""


def units(names: Sequence[str], out: str = "") -> list[Unit]:
    """The units of files, folders, patterns, s3:// prefixes and lists of keys (`sources.listing.units`), with names that last:
    that of a file, or that of a folder and a number. What `retold bulk` wrote into the folder `out` is no input. Raises `SourceError`."""
    found, numbers = [], Counter[str]()
    for unit in listing.units(names, [f"{out.rstrip('/')}/{name}" for name in _WRITTEN] if out else ()):
        name = unit.files[0].name
        if listing.small(unit.files[0]):
            folder = name.rpartition("/")[0]
            numbers[folder] += 1
            name = f"{folder}/*{numbers[folder]}"
        found.append(Unit(name, tuple(f.name for f in unit.files), unit.fingerprint, unit.size, max(f.changed for f in unit.files)))
    return found
