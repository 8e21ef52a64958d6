"""Steps from the chains of shards to entities: names, judgements, entities."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from retold.bulk.reduce import entities, forms, graph
from retold.bulk.reduce.corpus_frames import CorpusFrames
from retold.bulk.reduce.frames import Step, save
from retold.types import EntityType

if TYPE_CHECKING:
    from daft import DataFrame, Expression

_CHAIN = ("row", "form", "chain", "key", "name", "role")
_FORM = ("form", "key", "person", "name", "type", "articles")


class NameSteps:
    """The steps, in the order of their methods. They need the tables of the article steps."""

    def __init__(self, corpus: CorpusFrames) -> None:
        self._corpus, self._frames = corpus, corpus.frames

    def names(self) -> None:
        """Writes `forms` and `topics`. People who share a name get a form each (`work/apart`)."""
        frames, column = self._frames, self._frames.column
        keys = self._mentions(False, ("row", "key")).select("row", "key")
        self._corpus.write(keys, Step("work/scenes", "row", forms.scenes, forms.SCENES))
        # Only a full name that several articles explain with a role can be the name of several people.
        people = frames.equal("type", EntityType.PERSON.value) & column("key").contains(" ")
        explained = (
            self._mentions(False, ("row", "form", "key", "role"))
            .where(people & ~frames.equal("role", ""))
            .groupby("form")
            .agg(column("row").count().alias("n"))
        )
        several = explained.where(column("n") >= frames.literal(2)).select("form")
        chains = self._mentions(False, _CHAIN).join(several, on="form", how="semi").join(self._scenes(), on="row")
        self._corpus.write(chains, Step("work/apart", "form", forms.apart, forms.APART))
        days = self._corpus.shards("vectors", ("row", "day"))
        for topics, table in ((False, "forms"), (True, "topics")):
            count = self._mentions(topics, ("row",)).count_rows()
            for in_pass in self._passes(count, self._corpus.sizes.names, "of"):
                called = self._with_own_forms(self._mentions(topics, _CHAIN)).where(in_pass).join(days, on="row")
                self._corpus.write(called, Step(table, "of", forms.forms, forms.FORMS))

    def judgements(self) -> None:
        """Writes `judgements`: which forms are the same, different or unsure."""
        frames = self._frames
        related = self._related()
        payload = frames.scan("forms", ["form", "key", "type", "name"])
        payload = payload.join(self._known(related), on="form")
        pairs = self._corpus.both_sides(related, payload, "form", ("key", "type", "name", "members"))
        pairs = frames.map_rows(pairs, entities.features, pa.large_string())
        self._corpus.write(pairs, Step("work/judged", "a", entities.judged, entities.JUDGEMENTS))
        self._corpus.write(frames.scan("work/judged"), Step("judgements", "a", entities.surest, entities.JUDGEMENTS))

    def entities(self) -> None:
        """Writes `presence`, which entity is in which story, and `entities`."""
        frames, column = self._frames, self._frames.column
        known = frames.scan("forms", ["form"]).concat(frames.scan("topics", ["form"]))
        every = np.sort(known.to_arrow()["form"].to_numpy())
        entity = entities.entity_of(every, frames.scan("judgements").to_arrow())
        save(frames.path("work/entity-of/all.parquet"), pa.table({"form": every, "entity": entity}))
        entity_of = frames.scan("work/entity-of")
        days = frames.scan("stories", ["story", "day", "end_day"])
        days = days.select("story", "day", column("end_day").alias("end"))
        chains = self._with_own_forms(self._corpus.current("mentions", ("row", "form", "chain"))).select("row", "form")
        present = (
            chains.join(entity_of, on="form")
            .join(frames.scan("placed", ["row", "story"]), on="row")
            .select("story", "entity")
            .join(days, on="story")
            .select("story", "entity", "day", "end")
        )
        self._corpus.write(present, Step("presence", "story", graph.presence, graph.PRESENCE))
        called = (
            frames.scan("forms", _FORM)
            .concat(frames.scan("topics", _FORM))
            .join(entity_of, on="form")
            .join(self._corpus.story_counts().select("entity", "stories"), on="entity", how="left")
        )
        self._corpus.write(called, Step("entities", "entity", entities.entities, entities.ENTITIES))

    def _mentions(self, topics: bool, columns: Sequence[str]) -> DataFrame:
        """Chains of current articles with columns and their type; topics, or all others."""
        is_topic = self._frames.equal("type", EntityType.TOPIC.value)
        return self._corpus.current("mentions", ("type", *columns)).where(is_topic if topics else ~is_topic)

    def _scenes(self) -> DataFrame:
        """What helps to tell people apart in each article: its vector, its day and all names in it."""
        vectors = self._corpus.shards("vectors", ("row", "vector", "day"))
        return self._frames.scan("work/scenes").join(vectors, on="row")

    def _with_own_forms(self, chains: DataFrame) -> DataFrame:
        """Chains with their own `form`, and the form `of` the name. They differ for people who share a name."""
        column = self._frames.column
        others = [column(c) for c in chains.column_names if c != "form"]
        if not self._frames.scan("work/apart", ["row"]).count_rows():
            return chains.select(*others, column("form"), column("form").alias("of"))
        joined = chains.join(self._frames.scan("work/apart"), on=["row", "chain"], how="left")
        own_form = column("own").fill_null(column("form")).alias("form")
        return joined.select(*others, column("form").alias("of"), own_form)

    def _passes(self, rows: int, most: int, by: str) -> list[Expression]:
        """Conditions that divide rows into passes of about `most` rows, each with whole buckets."""
        buckets = self._corpus.buckets
        parts = min(buckets, max(1, -(-rows // most)))
        return [self._frames.in_part(by, buckets, number, parts) for number in range(parts)]

    def _related(self) -> DataFrame:
        """Pairs of forms that may be the same, because of their names alone."""
        frames, column = self._frames, self._frames.column
        names = frames.scan("forms", ["form", "key", "name", "type"])
        blocks = frames.map_rows(names, forms.blocks, forms.HASHES).select("form", "found").explode("found")
        sided = blocks.select("form", column("found")["hash"].alias("hash"), column("found")["side"].alias("side"))
        step = Step("work/related", "hash", forms.related, forms.RELATED)
        self._corpus.write(sided.where(column("hash").not_null()), step)
        pairs = frames.scan("work/related").distinct()
        pairs = self._corpus.both_sides(pairs, frames.scan("forms"), "form", ("key", "type", "name"))
        comparable = frames.map_rows(pairs, entities.comparable, pa.bool_())
        return comparable.where(column("found")).exclude("found").collect()

    def _known(self, related: DataFrame) -> DataFrame:
        """The forms of pairs with their latest articles: names, roles, vectors, days and the names beside them."""
        frames, column = self._frames, self._frames.column
        first, second = (related.select(column(side).alias("form")) for side in ("a", "b"))
        members = frames.scan("forms", ["form", "members"])
        members = members.join(first.concat(second).distinct(), on="form", how="semi").explode("members")
        fields = [column("members")[name].alias(name) for name in ("row", "name", "type", "role", "day")]
        scenes = self._scenes().select("row", "vector", "beside")
        called = members.select("form", *fields).join(scenes, on="row")
        self._corpus.write(called, Step("work/known", "form", forms.known, forms.KNOWN))
        return frames.scan("work/known")
