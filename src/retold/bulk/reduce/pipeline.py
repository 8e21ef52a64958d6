"""The order of the steps that make one corpus of shards: versions, copies, stories, names, entities, the graph."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property, partial
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from retold.bulk.driver import manifests
from retold.bulk.reduce import entities, forms, graph, similarity, stories
from retold.bulk.reduce.frames import Frames, Step, ordered, save
from retold.bulk.tables import first_row
from retold.config import VERSION
from retold.corpus import copies
from retold.corpus.stories import LINE
from retold.errors import SourceError
from retold.sources import storage
from retold.types import EntityType

if TYPE_CHECKING:
    from daft import DataFrame, Expression

SCHEMA = "retold.corpus/1"
SIGNATURE = ("vector", "day", "terms_hashes", "terms_weights", "lead_hashes", "lead_weights")
_PATTERN = re.compile(r"[*?\[\]{}]")


@dataclass(frozen=True, slots=True)
class Sizes:
    """How work is cut: articles of a bucket, names and pairs of entities that one pass takes."""

    bucket: int = 20_000
    names: int = 3_000_000
    pairs: int = 60_000_000


def reduce(
    out: str, engine: str = "native", tell: Callable[[str], None] = lambda _: None, sizes: Sizes = Sizes()
) -> dict[str, Any]:
    """Makes one corpus of the shards of a folder, in its folder `reduced`; the manifest of that.

    Safe to be killed and run again: steps that are whole are not done again while the shards are the same.
    Raises `SourceError` where there is no shard, `SettingsError` where Daft is not installed.
    """
    out = storage.absolute(out)  # workers may be anywhere
    if _PATTERN.search(out):
        raise SourceError("Daft takes a name with any of * ? [ ] { } for a pattern; rename the folder", out)
    found = manifests(out)
    if not any(m["counts"]["out"] for m in found.values()):
        raise SourceError("holds no articles; `retold bulk INPUT... --out` fills it", out)
    if len({first_row(shard) for shard in found}) < len(found):
        raise SourceError(
            "two of its shards have the same rows, by a chance that grows with many shards; put small inputs together into fewer files",
            out,
        )
    return Reduction(Frames(out, engine), found, tell, sizes).run()


def inputs(found: dict[str, dict[str, Any]], sizes: Sizes) -> str:
    """What a corpus was made of and how it was cut, by hash: another one when any shard is."""
    told = [(shard, m["input"]["stamp"], m["counts"]["out"]) for shard, m in sorted(found.items())]
    return sha256(json.dumps([SCHEMA, VERSION, asdict(sizes), told]).encode()).hexdigest()[:16]


class Reduction:
    """One run over the shards of one folder."""

    def __init__(
        self, frames: Frames, found: dict[str, dict[str, Any]], tell: Callable[[str], None], sizes: Sizes
    ) -> None:
        self._frames, self._tell, self._sizes = frames, tell, sizes
        self._shards = [shard for shard, m in found.items() if m["counts"]["out"]]
        self._read = sum(m["counts"]["out"] for m in found.values())
        self._inputs = inputs(found, sizes)
        self._buckets = max(1, min(4096, -(-self._read // sizes.bucket)))
        self._times: dict[str, float] = {}

    def run(self) -> dict[str, Any]:
        """All steps; the manifest."""
        self._begun()
        for name, step in (
            ("versions", self._versions),
            ("copies", self._copies),
            ("links", self._links),
            ("stories", self._stories),
            ("names", self._names),
            ("judgements", self._judgements),
            ("entities", self._entities),
            ("edges", self._edges),
        ):
            self._step(name, step)
        manifest = {
            "schema": SCHEMA,
            "retold": VERSION,
            "inputs": self._inputs,
            "counts": {
                "read": self._read,
                **{
                    t: self._frames.scan(t, [c]).count_rows()
                    for t, c in (("articles", "row"), ("stories", "story"), ("entities", "entity"), ("edges", "source"))
                },
            },
            "time": {name: round(seconds, 1) for name, seconds in self._times.items()},
        }
        with storage.create(self._frames.where("manifest.json")) as stream:
            stream.write(json.dumps(manifest, indent=1).encode("ascii"))
        return manifest

    def _begun(self) -> None:
        """Removes what was made of other shards: a bucket that has no rows now would keep those that it had."""
        storage.remove_leftovers(self._frames.where(""))
        mark = self._frames.where("steps/inputs.json")
        if storage.exists(mark) and json.loads(storage.read(mark)) == self._inputs:
            return
        storage.remove(mark)
        for stored in storage.list_folder(self._frames.where("")):
            storage.remove(stored.name)
        with storage.create(mark) as stream:
            stream.write(json.dumps(self._inputs).encode("ascii"))

    def _step(self, name: str, work: Callable[[], None]) -> None:
        mark = self._frames.where(f"steps/{name}.json")
        if storage.exists(mark):
            done = json.loads(storage.read(mark))
            if done["inputs"] == self._inputs:
                self._times[name] = done["seconds"]
                return
        self._tell(name)
        started = time.monotonic()
        work()
        self._times[name] = time.monotonic() - started
        with storage.create(mark) as stream:
            stream.write(json.dumps({"inputs": self._inputs, "seconds": self._times[name]}).encode("ascii"))

    # Articles

    def _versions(self) -> None:
        columns = (
            "row",
            "article",
            "versions",
            "url",
            "title",
            "publisher",
            "published",
            "day",
            "retrieved",
            "language",
            "words",
            "fingerprint",
        )
        self._write(
            self._frames.shards("digests", columns, self._shards),
            "articles",
            "versions",
            stories.current,
            stories.CURRENT,
        )

    @cached_property
    def _rows(self) -> NDArray[np.int64]:
        """The rows of current articles, ascending."""
        return np.sort(self._frames.scan("articles", ["row"]).to_arrow()["row"].to_numpy())

    def _current(self, table: str, columns: Sequence[str]) -> DataFrame:
        """Rows of shards that are of current articles."""
        frame = self._frames.shards(table, columns, self._shards)
        return (
            frame
            if len(self._rows) == self._read
            else frame.join(self._frames.scan("articles", ["row"]), on="row", how="semi")
        )

    def _copies(self) -> None:
        column = self._frames.column
        texts = self._current("vectors", ("row", "day", "shingles", "whole"))
        texts = texts.select("row", "day", column("shingles").alias("v_shingles"), column("whole").alias("v_whole"))
        hashes = (
            self._frames.mapped(texts, similarity.index, pa.list_(pa.int64()))
            .select("row", "day", column("found").alias("hash"))
            .explode("hash")
        )
        compared = self._compared("copies", hashes.where(column("hash").not_null()), 2)
        self._alike("held", self._sided(compared, ("shingles", "whole")), similarity.held, copies.COPY)

    def _links(self) -> None:
        column = self._frames.column
        hashes = (
            self._current("vectors", ("row", "day", "pairs"))
            .select("row", "day", column("pairs").alias("hash"))
            .explode("hash")
        )
        compared = self._compared("links", hashes.where(column("hash").not_null()), 1)
        self._alike("alike", self._sided(compared, SIGNATURE), similarity.alike, LINE)

    def _compared(self, name: str, hashes: DataFrame, least: int) -> DataFrame:
        """Pairs of articles that share at least so many hashes."""
        self._write(
            hashes.select("hash", "row", "day"), f"work/{name}-near", "hash", similarity.neighbours, similarity.PAIRS
        )
        self._write(
            self._frames.scan(f"work/{name}-near"),
            f"work/{name}-pairs",
            "a",
            partial(similarity.counted, least=least),
            similarity.PAIRS,
        )
        return self._frames.scan(f"work/{name}-pairs", ["a", "b"])

    def _sided(self, compared: DataFrame, columns: Sequence[str]) -> DataFrame:
        """Pairs with columns of `vectors` of both."""
        return self._both(compared, self._frames.shards("vectors", ("row", *columns), self._shards), "row", columns)

    def _both(self, pairs: DataFrame, rows: DataFrame, key: str, columns: Sequence[str]) -> DataFrame:
        for side in ("a", "b"):
            named = rows.select(
                self._frames.column(key).alias(side), *(self._frames.column(c).alias(f"{side}_{c}") for c in columns)
            )
            pairs = pairs.join(named, on=side)
        return pairs

    def _alike(self, name: str, sided: DataFrame, work: Callable[[pa.Table], pa.Array], line: float) -> None:
        """Keeps the pairs that `work` gives so much."""
        column = self._frames.column
        kind = pa.float64() if name == "held" else pa.float32()
        found = self._frames.mapped(sided, work, kind).where(column("found") >= self._frames.value(line))
        table = found.select("a", "b", column("found").alias("alike")).to_arrow().cast(stories.LINKS)
        save(self._frames.where(f"work/{name}/all.parquet"), ordered(table, "a", "b"))

    def _stories(self) -> None:
        frames, column, rows = self._frames, self._frames.column, self._rows
        held, alike = (frames.scan(f"work/{name}").to_arrow() for name in ("held", "alike"))
        levels = stories.levels(rows, alike)
        part = stories.parts(levels)
        told = stories.tellings(rows, held)
        shared = np.isin(part, part[part != rows])
        together = frames.given(pa.table({"row": rows[shared], "part": part[shared]}))
        together = together.join(frames.shards("vectors", ("row", *SIGNATURE), self._shards), on="row").join(
            frames.scan("articles", ["row", "article"]), on="row"
        )
        self._write(together, "work/placed", "part", stories.placed, stories.PLACED)
        placed = ordered(frames.scan("work/placed").to_arrow().cast(stories.PLACED), "row")
        alone = pa.table(
            {"row": rows[~shared], "story": rows[~shared], "lead": np.ones(int((~shared).sum()), dtype=bool)},
            stories.PLACED,
        )
        every = ordered(pa.concat_tables([placed, alone]), "row")
        save(
            frames.where("placed/all.parquet"),
            every.append_column("telling", pa.array(told)).append_column(
                "parts", pa.array(np.stack(levels, axis=1).tolist(), pa.list_(pa.int64()))
            ),
        )
        articles = frames.scan("articles").join(frames.scan("placed"), on="row")
        self._write(
            articles.select(*stories.CURRENT.names, column("story"), column("telling"), column("lead")),
            "stories",
            "story",
            stories.summed,
            stories.STORIES,
        )

    # Names

    def _mentions(self, topics: bool, columns: Sequence[str]) -> DataFrame:
        topic = self._frames.equal("type", EntityType.TOPIC.value)
        return self._current("mentions", ("type", *columns)).where(topic if topics else ~topic)

    def _names(self) -> None:
        frames, column = self._frames, self._frames.column
        self._write(
            self._mentions(False, ("row", "key")).select("row", "key"), "work/scenes", "row", forms.scenes, forms.SCENES
        )
        chains = ("row", "form", "chain", "key", "name", "role")
        # Only people whose name several articles explain can be several people.
        people = frames.equal("type", EntityType.PERSON.value) & column("key").contains(" ")
        explained = (
            self._mentions(False, ("row", "form", "key", "role"))
            .where(people & ~frames.equal("role", ""))
            .groupby("form")
            .agg(column("row").count().alias("n"))
        )
        several = explained.where(column("n") >= frames.value(2)).select("form")
        met = self._mentions(False, chains).join(several, on="form", how="semi").join(self._scenes(), on="row")
        self._write(met, "work/apart", "form", forms.apart, forms.APART)
        days = frames.shards("vectors", ("row", "day"), self._shards)
        for topics, table in ((False, "forms"), (True, "topics")):
            count = self._mentions(topics, ("row",)).count_rows()
            for wanted in self._passes(count, self._sizes.names, "of"):
                called = self._own(self._mentions(topics, chains)).where(wanted).join(days, on="row")
                self._write(called, table, "of", forms.forms, forms.FORMS)

    def _scenes(self) -> DataFrame:
        """What each article tells of those whom it names: its vector and day, and who else it names."""
        return self._frames.scan("work/scenes").join(
            self._frames.shards("vectors", ("row", "vector", "day"), self._shards), on="row"
        )

    def _own(self, chains: DataFrame) -> DataFrame:
        """Chains with their `form`, and the form `of` which they were read: but for people of one name who were parted it is the same."""
        column = self._frames.column
        named = [column(c) for c in chains.column_names if c != "form"]
        if not self._frames.scan("work/apart", ["row"]).count_rows():
            return chains.select(*named, column("form"), column("form").alias("of"))
        joined = chains.join(self._frames.scan("work/apart"), on=["row", "chain"], how="left")
        return joined.select(*named, column("form").alias("of"), column("own").fill_null(column("form")).alias("form"))

    def _passes(self, rows: int, most: int, by: str) -> list[Expression]:
        """Conditions that cut rows into parts of some `most`, whole buckets each."""
        parts = min(self._buckets, max(1, -(-rows // most)))
        return [self._frames.part(by, self._buckets, number, parts) for number in range(parts)]

    def _judgements(self) -> None:
        frames, column = self._frames, self._frames.column
        named = (
            frames.mapped(frames.scan("forms", ["form", "key", "name", "type"]), forms.blocks, forms.HASHES)
            .select("form", "found")
            .explode("found")
        )
        sided = named.select("form", column("found")["hash"].alias("hash"), column("found")["side"].alias("side"))
        self._write(sided.where(column("hash").not_null()), "work/related", "hash", forms.related, forms.RELATED)
        compared = self._both(
            frames.scan("work/related").distinct(), frames.scan("forms"), "form", ("key", "type", "name")
        )
        related = (
            frames.mapped(compared, entities.comparable, pa.bool_()).where(column("found")).exclude("found").collect()
        )
        meant = related.select(column("a").alias("form")).concat(related.select(column("b").alias("form"))).distinct()
        members = frames.scan("forms", ["form", "members"]).join(meant, on="form", how="semi").explode("members")
        called = members.select(
            "form", *(column("members")[c].alias(c) for c in ("row", "name", "type", "role", "day"))
        )
        scenes = self._scenes().select("row", "vector", "beside")
        self._write(called.join(scenes, on="row"), "work/known", "form", forms.known, forms.KNOWN)
        payload = frames.scan("forms", ["form", "key", "type", "name"]).join(frames.scan("work/known"), on="form")
        sided = self._both(related, payload, "form", ("key", "type", "name", "members"))
        self._write(
            frames.mapped(sided, entities.features, pa.large_string()),
            "work/judged",
            "a",
            entities.judged,
            entities.JUDGEMENTS,
        )
        self._write(frames.scan("work/judged"), "judgements", "a", entities.surest, entities.JUDGEMENTS)

    def _entities(self) -> None:
        frames, column = self._frames, self._frames.column
        known = frames.scan("forms", ["form"]).concat(frames.scan("topics", ["form"]))
        every = np.sort(known.to_arrow()["form"].to_numpy())
        entity = entities.entity_of(every, frames.scan("judgements").to_arrow())
        save(frames.where("work/entity-of/all.parquet"), pa.table({"form": every, "entity": entity}))
        of = frames.scan("work/entity-of")
        days = frames.scan("stories", ["story", "day", "end_day"]).select(
            "story", "day", column("end_day").alias("end")
        )
        chains = self._own(self._current("mentions", ("row", "form", "chain"))).select("row", "form")
        told = (
            chains.join(of, on="form")
            .join(frames.scan("placed", ["row", "story"]), on="row")
            .select("story", "entity")
            .join(days, on="story")
        )
        self._write(told.select("story", "entity", "day", "end"), "presence", "story", graph.presence, graph.PRESENCE)
        counts = self._counts().select(column("entity"), column("stories"))
        named = ["form", "key", "person", "name", "type", "articles"]
        called = (
            frames.scan("forms", named)
            .concat(frames.scan("topics", named))
            .join(of, on="form")
            .join(counts, on="entity", how="left")
        )
        self._write(called, "entities", "entity", entities.entities, entities.ENTITIES)

    def _counts(self) -> DataFrame:
        column = self._frames.column
        return (
            self._frames.scan("presence", ["entity", "story"])
            .groupby("entity")
            .agg(column("story").count().alias("stories"))
        )

    def _edges(self) -> None:
        frames, column = self._frames, self._frames.column
        sizes = (
            frames.scan("presence", ["story"])
            .groupby("story")
            .agg(column("story").count().alias("size"))
            .to_arrow()["size"]
            .to_numpy()
        )
        parts = max(1, -(-int((sizes * (sizes - 1) // 2).sum()) // self._sizes.pairs))
        counts = self._counts().collect()
        for number in range(parts):
            part = graph.Part(number, parts)
            self._write(frames.scan("presence"), f"work/pairs-{number}", "story", part.pairs, graph.TIMES)
            self._write(
                frames.scan(f"work/pairs-{number}"), f"work/together-{number}", "a", graph.together, graph.TIMES
            )
            both = frames.scan(f"work/together-{number}")
            for side, name in (("a", "one"), ("b", "other")):
                both = both.join(counts.select(column("entity").alias(side), column("stories").alias(name)), on=side)
            self._write(both, "edges", "a", graph.Total(len(sizes)).edges, graph.EDGES, f"{number}-")

    def _write(
        self,
        frame: DataFrame,
        table: str,
        by: str,
        work: Callable[[pa.Table], pa.Table],
        schema: pa.Schema,
        prefix: str = "",
    ) -> int:
        return self._frames.written(frame, Step(table, by, self._buckets, work, schema, prefix))
