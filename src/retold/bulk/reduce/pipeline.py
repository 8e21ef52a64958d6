"""The steps that make one corpus of shards, in order: versions, copies, links, stories, names, entities, edges."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from dataclasses import asdict
from hashlib import sha256
from typing import Any

from retold.bulk.driver import manifests
from retold.bulk.reduce.article_steps import ArticleSteps
from retold.bulk.reduce.corpus_frames import DEFAULT_SIZES, CorpusFrames, Sizes
from retold.bulk.reduce.edge_step import write_edges
from retold.bulk.reduce.frames import Frames
from retold.bulk.reduce.name_steps import NameSteps
from retold.bulk.tables import first_row
from retold.config import VERSION
from retold.errors import SourceError
from retold.sources import storage

SCHEMA = "retold.corpus/2"
_DAFT_PATTERN = re.compile(r"[*?\[\]{}]")
_COUNTED = {"articles": "row", "stories": "story", "entities": "entity", "edges": "source"}
"""Tables whose rows the manifest counts, each with a column to count."""


def reduce(
    out: str, engine: str = "native", tell: Callable[[str], None] = lambda _: None, sizes: Sizes = DEFAULT_SIZES
) -> dict[str, Any]:
    """Makes one corpus of the shards of a folder, in its folder `reduced`. Returns the manifest of the corpus.

    Can be killed and run again: completed steps are not repeated while the shards are the same. `tell` is called with
    the name of each step that begins. Raises `SourceError` if there are no articles, `SettingsError` if Daft is not
    installed.
    """
    out = storage.absolute(out)  # other machines need the whole path
    if _DAFT_PATTERN.search(out):
        raise SourceError("Daft reads a name with any of * ? [ ] { } as a pattern; rename the folder", out)
    shards = manifests(out)
    if not any(m["counts"]["out"] for m in shards.values()):
        raise SourceError("has no articles; fill it with `retold bulk INPUT... --out`", out)
    if len({first_row(shard) for shard in shards}) < len(shards):
        raise SourceError(
            "two shards have colliding row numbers; merge small inputs into fewer files and read them again", out
        )
    return Reduction(Frames(out, engine), shards, tell, sizes).run()


def inputs(shards: dict[str, dict[str, Any]], sizes: Sizes) -> str:
    """A hash of what a corpus is made of: shards (by name, with their manifests), version and sizes."""
    inputs_of = [(shard, m["input"]["stamp"], m["counts"]["out"]) for shard, m in sorted(shards.items())]
    return sha256(json.dumps([SCHEMA, VERSION, asdict(sizes), inputs_of]).encode()).hexdigest()[:16]


class Reduction:
    """One run over the shards of one folder."""

    def __init__(
        self, frames: Frames, shards: dict[str, dict[str, Any]], tell: Callable[[str], None], sizes: Sizes
    ) -> None:
        self._frames, self._tell = frames, tell
        self._read = sum(m["counts"]["out"] for m in shards.values())
        self._corpus = CorpusFrames(frames, [s for s, m in shards.items() if m["counts"]["out"]], self._read, sizes)
        self._inputs = inputs(shards, sizes)
        self._times: dict[str, float] = {}

    def run(self) -> dict[str, Any]:
        """Runs all steps. Returns the manifest."""
        self._remove_other_corpus()
        articles, names = ArticleSteps(self._corpus), NameSteps(self._corpus)
        for name, step in (
            ("versions", articles.versions),
            ("copies", articles.copies),
            ("links", articles.links),
            ("stories", articles.stories),
            ("names", names.names),
            ("judgements", names.judgements),
            ("entities", names.entities),
            ("edges", lambda: write_edges(self._corpus)),
        ):
            self._run_step(name, step)
        counts = {table: self._frames.scan(table, [column]).count_rows() for table, column in _COUNTED.items()}
        manifest = {
            "schema": SCHEMA,
            "retold": VERSION,
            "inputs": self._inputs,
            "counts": {"read": self._read, **counts},
            "time": {name: round(seconds, 1) for name, seconds in self._times.items()},
        }
        self._write_json("manifest.json", manifest, indent=1)
        return manifest

    def _remove_other_corpus(self) -> None:
        """Removes a corpus of other shards. Otherwise a bucket without rows now would keep its old file."""
        storage.remove_leftovers(self._frames.path(""))
        mark = self._frames.path("steps/inputs.json")
        if storage.exists(mark) and json.loads(storage.read(mark)) == self._inputs:
            return
        storage.remove(mark)
        for stored in storage.list_folder(self._frames.path("")):
            storage.remove(stored.name)
        self._write_json("steps/inputs.json", self._inputs)

    def _run_step(self, name: str, work: Callable[[], None]) -> None:
        """Runs a step, unless its mark says that it was completed with the same inputs."""
        mark = self._frames.path(f"steps/{name}.json")
        if storage.exists(mark):
            completed = json.loads(storage.read(mark))
            if completed["inputs"] == self._inputs:
                self._times[name] = completed["seconds"]
                return
        self._tell(name)
        started = time.monotonic()
        work()
        self._times[name] = time.monotonic() - started
        self._write_json(f"steps/{name}.json", {"inputs": self._inputs, "seconds": self._times[name]})

    def _write_json(self, name: str, value: Any, indent: int | None = None) -> None:
        with storage.create(self._frames.path(name)) as stream:
            stream.write(json.dumps(value, indent=indent).encode("ascii"))
