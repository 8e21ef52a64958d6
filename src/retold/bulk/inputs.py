"""What is named on the command line, as units: a shard each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from retold.bulk.driver import manifests
from retold.bulk.jobs import SCHEMA, Unit
from retold.bulk.tables import SCHEMAS
from retold.sources import storage, work_units
from retold.sources.storage import StoredFile

_WRITTEN = (*SCHEMAS, "manifests", "reduced", "manifest.json", "run.json")
"""What runs and reductions write into their folder."""


def units(names: Sequence[str], out: str = "") -> list[Unit]:
    """The units of files, folders, patterns, s3:// prefixes and lists of keys (`sources.listing.units`).

    A small file stays with those with which it was read into `out` before, whatever else is named now; those that are new are put
    together. What `retold bulk` wrote into `out` is no input. Raises `SourceError`, and `FormatError` as `manifests` does.
    """
    found = work_units.units(names, [f"{out.rstrip('/')}/{name}" for name in _WRITTEN] if out else ())
    loose = {f.name: f for files in found if work_units.is_small(files[0]) for f in files}
    there = manifests(storage.absolute(out)) if out and storage.exists(f"{storage.absolute(out)}/run.json") else {}
    known = list(_settled(loose, there))
    return [
        *(_unit(files) for files in found if not work_units.is_small(files[0])),
        *known,
        *(_unit(files) for files in work_units.group(loose.values())),
    ]


def _settled(loose: dict[str, StoredFile], found: Mapping[str, Mapping[str, Any]]) -> Iterator[Unit]:
    """The units of shards that have some of these small files, which are taken out of `loose`.

    Where none of them has changed the unit is as it was. Otherwise it is all files of the shard that are still there.
    """
    for manifest in found.values():
        if manifest["schema"] != SCHEMA:  # the run refuses the folder
            continue
        before: dict[str, str] = manifest["input"]["files"]
        now = {name: loose.pop(name) for name in before if name in loose}
        if now and all(before[name] == _mark(file) for name, file in now.items()):
            yield Unit(
                manifest["input"]["name"],
                tuple(before),
                tuple(before.values()),
                manifest["input"]["bytes"],
                max(f.changed for f in now.values()),
            )
        elif now:
            yield _unit([f for name in before if (f := now.get(name) or storage.find(name))], manifest["input"]["name"])


def _unit(files: Sequence[StoredFile], name: str = "") -> Unit:
    name = name or files[0].name + (f" and {len(files) - 1:,} more" if len(files) > 1 else "")
    return Unit(
        name,
        tuple(f.name for f in files),
        tuple(_mark(f) for f in files),
        sum(f.size for f in files),
        max(f.changed for f in files),
    )


def _mark(file: StoredFile) -> str:
    return f"{file.size} {file.stamp}"
