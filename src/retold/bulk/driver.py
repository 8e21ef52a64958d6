"""A bulk run: which units must be read, and the manifest of the folder."""

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
from retold.timestamps import rfc3339


def options(limit: int, language: str, settings: Settings) -> Options:
    """The options of a run. Raises `SettingsError` for a wrong language code and for themes that cannot be read."""
    language = language.strip().lower()
    if language and not re.fullmatch(r"[a-z]{2}", language):
        raise SettingsError("is not a language code; use two letters of ISO 639-1, such as en", language)
    if settings.themes:
        from retold.digest.user_themes import load

        load(Path(settings.themes))
    return Options(limit, language, themes_mark(settings), settings.max_bytes, settings.max_chars)


def run(
    units: Sequence[Unit],
    out: str,
    engine: tuple[str, int],
    made: tuple[Options, Settings],
    on_progress: Callable[[BulkProgress], None],
) -> BulkSummary:
    """Reads units into shards of the folder `out`. Complete shards are not read again.

    `engine`: the name of an executor and how many workers it has. A run can be killed at any moment and started again:
    a shard is either complete or read again, and no article comes twice. Raises `SettingsError` if `out` was made with
    other options or by another version, or if the executor is not available.
    """
    opts, settings = made
    out = storage.absolute(out)  # workers on other machines need the whole path
    if not units:
        raise SourceError("no input was found; name WARC, Parquet, JSON Lines or HTML files, or folders of them")
    _mark_folder(out, opts)
    complete = manifests(out)
    finished = {u.shard for u in units if _is_finished(complete.get(u.shard), u, opts)}
    largest_first = sorted(units, key=lambda u: (-u.size, u.name))
    jobs = [Job(u, out, opts, settings) for u in largest_first if u.shard not in finished]
    progress = _Progress(len(units), [complete[s] for s in finished], on_progress)
    failed = {}
    for outcome in executor(*engine).run(jobs, progress.record) if jobs else ():
        if outcome.manifest is None:
            failed[outcome.job.unit.name] = outcome.error
        else:
            complete[outcome.manifest["shard"]] = outcome.manifest
        progress.end(outcome.job.unit.shard, outcome.manifest)
    if failed:  # a shard that failed may have lost its manifest
        complete = manifests(out)
    folder_manifest = _folder_manifest(complete, opts, failed)
    with storage.create(f"{out}/manifest.json") as stream:
        stream.write(json.dumps(folder_manifest, indent=1).encode("ascii"))
    return BulkSummary(folder_manifest, len(jobs) - len(failed), len(finished), failed)


def manifests(out: str) -> dict[str, dict[str, Any]]:
    """The manifests of all complete shards of a folder, by shard.

    Raises `SourceError` if it is not a folder of `retold bulk`, `FormatError` for a damaged manifest.
    """
    found = {}
    if not storage.exists(f"{out}/run.json"):
        raise SourceError("is not a folder of `retold bulk`", out)
    for stored in storage.list_folder(f"{out}/manifests"):
        name, manifest = stored.name, _read(stored.name)
        if "shard" not in manifest:
            raise FormatError("is not the manifest of a shard; remove it, and the shard is read again", name)
        found[manifest["shard"]] = manifest
    return dict(sorted(found.items()))


def _read(name: str) -> dict[str, Any]:
    try:
        found = json.loads(storage.read(name))
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise FormatError("was not written by `retold bulk`; remove it, and what is missing is read again", name)
    return found


def _is_finished(manifest: dict[str, Any] | None, unit: Unit, opts: Options) -> bool:
    """Whether the shard of a unit is complete and still up to date."""
    return (
        manifest is not None
        and manifest["input"]["stamp"] == unit.stamp
        and all(manifest[k] == v for k, v in opts.made.items())
    )


def _mark_folder(out: str, opts: Options) -> None:
    """Writes how the shards of a folder are made. All of them must be made the same way."""
    name = f"{out}/run.json"
    if storage.exists(name):
        before = _read(name)
        if before != opts.made:
            other = ", ".join(f"{k} {before.get(k)!r}, now {v!r}" for k, v in opts.made.items() if before.get(k) != v)
            raise SettingsError(
                f"its shards were made in another way ({other}); name another folder, or remove this one", out
            )
        return
    with storage.create(name) as stream:
        stream.write(json.dumps(opts.made, indent=1).encode("ascii"))


def _folder_manifest(complete: dict[str, dict[str, Any]], opts: Options, failed: dict[str, str]) -> dict[str, Any]:
    """The manifest of a folder: the sums of its shards."""
    skipped: Counter[str] = Counter()
    for manifest in complete.values():
        skipped.update(manifest["counts"]["skipped"])
    return {
        **opts.made,
        "shards": len(complete),
        "counts": {
            "in": sum(m["counts"]["in"] for m in complete.values()),
            "out": sum(m["counts"]["out"] for m in complete.values()),
            "skipped": dict(sorted(skipped.items())),
            "lost": sum(m["counts"]["lost"] for m in complete.values()),
        },
        "failed": dict(sorted(failed.items())),
        "time": {
            "ended": rfc3339(datetime.now(UTC)),
            "seconds": round(sum(m["time"]["seconds"] for m in complete.values()), 3),
        },
    }


class _Progress:
    """The progress of a run. Several threads call it; a count that is a moment late does no harm."""

    def __init__(
        self, units: int, finished: Sequence[dict[str, Any]], on_progress: Callable[[BulkProgress], None]
    ) -> None:
        self._units, self._on_progress = units, on_progress
        self._shards, self._running = len(finished), dict[str, int]()
        self._records = self._articles = 0

    def record(self, shard: str, number: int) -> None:
        """A record of a shard was begun."""
        self._running[shard] = number
        self._report()

    def end(self, shard: str, manifest: dict[str, Any] | None) -> None:
        """A shard ended; without a manifest it failed."""
        self._running.pop(shard, None)
        if manifest is not None:
            self._shards += 1
            self._records += manifest["counts"]["in"]
            self._articles += manifest["counts"]["out"]
        self._report()

    def _report(self) -> None:
        records = self._records + sum(list(self._running.values()))
        self._on_progress(BulkProgress(self._shards, self._units, records, self._articles))
