"""The step from the presence of entities in stories to the edges of the intersection graph."""

from __future__ import annotations

from retold.bulk.reduce import graph
from retold.bulk.reduce.corpus_frames import CorpusFrames
from retold.bulk.reduce.frames import Step


def write_edges(corpus: CorpusFrames) -> None:
    """Writes `edges`, in passes of about `Sizes.pairs` pairs of entities."""
    frames, column = corpus.frames, corpus.frames.column
    presence = frames.scan("presence", ["story"])
    counts = presence.groupby("story").agg(column("story").count().alias("size")).to_arrow()
    sizes = counts["size"].to_numpy()
    parts = max(1, -(-int((sizes * (sizes - 1) // 2).sum()) // corpus.sizes.pairs))
    stories = corpus.story_counts().collect()
    for number in range(parts):
        pairs, together = f"work/pairs-{number}", f"work/together-{number}"
        part = graph.Part(number, parts)
        corpus.write(frames.scan("presence"), Step(pairs, "story", part.pairs, graph.TIMES))
        corpus.write(frames.scan(pairs), Step(together, "a", graph.together, graph.TIMES))
        both = frames.scan(together)
        for side, name in (("a", "one"), ("b", "other")):
            both = both.join(stories.select(column("entity").alias(side), column("stories").alias(name)), on=side)
        corpus.write(both, Step("edges", "a", graph.Total(len(sizes)).edges, graph.EDGES, f"{number}-"))
