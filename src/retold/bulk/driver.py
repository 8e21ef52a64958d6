"""A bulk run: what is to be read, what has been read before, and the sum of it."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from retold.bulk.executors import executor
from retold.bulk.jobs import BulkProgress, BulkSummary, Job, Options, Unit, themes_mark
from retold.config import Settings
from retold.errors import FormatError, SettingsError, SourceError
from retold.sources import storage


def options(limit: int, language: str, settings: Settings) -> Options:
    """What the shards of a run depend on. Raises `SettingsError` for themes that cannot be read, and for what is no code of a language."""
    language = language.strip().lower()
    if language and not re.fullmatch(r"[a-z]{2}", language):
        raise SettingsError("is no code of a language; two letters, as ISO 639-1 has them: en", language)
    if settings.themes:
        from retold.digest.user_themes import load

        load(Path(settings.themes))
    return Options(limit, language, themes_mark(settings), settings.max_bytes)


def run(
    units: Sequence[Unit],
    out: str,
    asked: tuple[str, int],
    made: tuple[Options, Settings],
    tell: Callable[[BulkProgress], None],
) -> BulkSummary:
    """Reads units into shards of the folder `out`; those that are there are left. `asked`: the engine by name and its workers.

    Safe to be killed at any moment and run again: a shard is whole or is read again, and none twice.
    Raises `SettingsError` where `out` was made in another way, or the engine is not there.
    """
    opts, settings = made
    out = storage.absolute(out)  # workers may be anywhere
    if not units:
        raise SourceError("no input was found; name WARC, Parquet, JSON Lines or HTML files, or folders of them")
    _mark(out, opts)
    found = manifests(out)
    finished = {u.shard for u in units if _finished(found.get(u.shard), u, opts)}
    jobs = [
        Job(u, out, opts, settings) for u in sorted(units, key=lambda u: (-u.size, u.name)) if u.shard not in finished
    ]
    counting = _Counting(units, {s: found[s] for s in finished}, tell)
    failed = {}
    for outcome in executor(*asked).run(jobs, counting.told) if jobs else ():
        if outcome.manifest is None:
            failed[outcome.job.unit.name] = outcome.error
        else:
            found[outcome.manifest["shard"]] = outcome.manifest
        counting.ended(outcome.job.unit.shard, outcome.manifest)
    if failed:  # what was there of them may be gone
        found = manifests(out)
    whole = _summed(found, opts, failed)
    with storage.create(f"{out}/manifest.json") as stream:
        stream.write(json.dumps(whole, indent=1).encode("ascii"))
    return BulkSummary(whole, len(jobs) - len(failed), len(finished), failed)


def manifests(out: str) -> dict[str, dict[str, Any]]:
    """The manifests of all whole shards of a folder, by shard."""
    found = {}
    if not storage.exists(f"{out}/run.json"):
        raise SourceError("is no folder of `retold bulk`", out)
    for stored in storage.list_folder(f"{out}/manifests"):
        name, manifest = stored.name, _read(stored.name)
        if "shard" not in manifest:
            raise FormatError("is no manifest of a shard; remove it, and the shard is read again", name)
        found[manifest["shard"]] = manifest
    return dict(sorted(found.items()))


def _read(name: str) -> dict[str, Any]:
    try:
        found = json.loads(storage.read(name))
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise FormatError("is not what `retold bulk` wrote; remove it, and what is missing is read again", name)
    return found


def _finished(manifest: dict[str, Any] | None, unit: Unit, opts: Options) -> bool:
    return (
        manifest is not None
        and manifest["input"]["stamp"] == unit.stamp
        and all(manifest[k] == v for k, v in opts.made.items())
    )


def _mark(out: str, opts: Options) -> None:
    """Says how the shards of a folder are made; they must all be made so."""
    name = f"{out}/run.json"
    if storage.exists(name):
        before = _read(name)
        if before != opts.made:
            other = ", ".join(f"{k} {before.get(k)!r}, now {v!r}" for k, v in opts.made.items() if before.get(k) != v)
            raise SettingsError(
                f"its shards were made in another way ({other}); name another folder, or remove it", out
            )
        return
    with storage.create(name) as stream:
        stream.write(json.dumps(opts.made, indent=1).encode("ascii"))


def _summed(found: dict[str, dict[str, Any]], opts: Options, failed: dict[str, str]) -> dict[str, Any]:
    """The manifest of a folder: all of its shards together."""
    skipped: Counter[str] = Counter()
    for manifest in found.values():
        skipped.update(manifest["counts"]["skipped"])
    return {
        **opts.made,
        "shards": len(found),
        "counts": {
            "in": sum(m["counts"]["in"] for m in found.values()),
            "out": sum(m["counts"]["out"] for m in found.values()),
            "skipped": dict(sorted(skipped.items())),
            "lost": sum(m["counts"]["lost"] for m in found.values()),
        },
        "failed": dict(sorted(failed.items())),
        "time": {
            "ended": datetime.now(UTC).isoformat(timespec="seconds"),
            "seconds": round(sum(m["time"]["seconds"] for m in found.values()), 3),
        },
    }


class _Counting:
    """How far a run is. Told by several threads; a count that is a moment late does no harm."""

    def __init__(
        self, units: Sequence[Unit], finished: dict[str, dict[str, Any]], tell: Callable[[BulkProgress], None]
    ) -> None:
        self._of, self._tell = len(units), tell
        self._shards, self._running = len(finished), dict[str, int]()
        self._records = self._articles = 0

    def told(self, shard: str, number: int) -> None:
        self._running[shard] = number
        self._now()

    def ended(self, shard: str, manifest: dict[str, Any] | None) -> None:
        self._running.pop(shard, None)
        self._shards += manifest is not None
        if manifest is not None:
            self._records += manifest["counts"]["in"]
            self._articles += manifest["counts"]["out"]
        self._now()

    def _now(self) -> None:
        self._tell(
            BulkProgress(self._shards, self._of, self._records + sum(list(self._running.values())), self._articles)
        )
