"""Stories of a corpus, and the entities present in them, into a memory."""

from __future__ import annotations

import numpy as np

from retold.bulk.load.plan import STEP, LoadPlan
from retold.store.bulk_writer import BulkWriter
from retold.store.presence import packed

_COPIED = ("headline", "first", "last", "day", "end_day", "articles", "tellings", "publishers")
"""Columns of a story that are the same in the corpus and in the memory."""
FIRST_CHANGE = 1
"""The number of the change that writes the whole corpus."""


def write_stories(writer: BulkWriter, plan: LoadPlan) -> None:
    """Writes all stories. The key of a story is that of its first article."""
    presence = plan.corpus.table("presence", ["story", "entity"])
    presence = presence.sort_by([("story", "ascending"), ("entity", "ascending")])
    entities, story_of = plan.form_keys.of(presence["entity"].to_numpy()), presence["story"].to_numpy()
    stories = plan.corpus.table("stories").sort_by("story")
    numbers = stories["story"].to_numpy()
    starts, ends = np.searchsorted(story_of, numbers), np.searchsorted(story_of, numbers + 1)
    columns = {
        "key": plan.article_keys.of(numbers).tolist(),
        "id": [plan.first_id(article) for article in stories["id"].to_pylist()],
        **{name: stories[name].to_pylist() for name in _COPIED},
        "entities": [packed(entities[a:b].tolist()) for a, b in zip(starts.tolist(), ends.tolist(), strict=True)],
        "changed": [FIRST_CHANGE] * len(stories),
    }
    writer.write("story", columns)


def write_presence(writer: BulkWriter, plan: LoadPlan) -> None:
    """Writes which entity is in which story, in the order of the table's key."""
    presence = plan.corpus.table("presence", ["story", "entity"])
    entities = plan.form_keys.of(presence["entity"].to_numpy())
    stories = plan.article_keys.of(presence["story"].to_numpy())
    order = np.lexsort((stories, entities))
    for start in range(0, len(order), STEP):
        some = order[start : start + STEP]
        writer.write("presence", {"entity": entities[some].tolist(), "story": stories[some].tolist()})
