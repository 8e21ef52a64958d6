"""Puts articles into tellings and stories as they come.

`corpus.stories` describes how stories are cut at levels.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection

import numpy as np
from cachetools import LRUCache

from retold.corpus import copies, slots, stories
from retold.corpus.signature import Signature, unpacked
from retold.corpus.stories import LEVELS, LINE, MOST
from retold.memory.prepared import Prepared
from retold.store.clusters import Clusters
from retold.store.presence import Presence

CACHED = 4000
"""Articles whose signatures and sketches are held in memory."""

Part = tuple[int, int]
"""A part of the articles at one level: the level, and the name of the part."""


class StoryClusters:
    """Writes tellings, parts and stories. Use it within one writing transaction at a time."""

    def __init__(self, clusters: Clusters, presence: Presence, sketch: Callable[[int], copies.Sketch]) -> None:
        self._clusters, self._presence, self._sketch = clusters, presence, sketch
        self._signatures: LRUCache[int, Signature] = LRUCache(CACHED)
        self._sketches: LRUCache[int, copies.Sketch] = LRUCache(CACHED)
        self._open: set[Part] = set()
        """Parts to cluster again."""
        self._stale: set[int] = set()
        """Stories to write again."""

    def add(self, key: int, article: Prepared) -> None:
        """Adds an article to its telling and its parts. Stories are not clustered before `settle`."""
        shingles = sorted(article.sketch.index)
        candidates, similar = (
            self._clusters.sharing_shingles(shingles),
            self._clusters.sharing_pairs(list(article.pairs)),
        )
        self._clusters.put(key, article.pairs, shingles, article.signature.packed())
        self._signatures[key] = article.signature
        self._sketches[key] = article.sketch
        self._join_tellings(key, self._copied(key, candidates))
        self._connect(key, similar)

    def forget(self, key: int) -> None:
        """Removes an article. What only it held together may fall apart."""
        sign = self._signature([key])[0]
        parts = self._clusters.parts([key])[key]
        level = self._clustering_level(parts)
        members = [k for k in self._clusters.members(level, parts[level]) if k != key]
        others = [k for k in self._clusters.articles_of_telling(self._clusters.tellings([key])[key]) if k != key]
        self._stale |= set(self._clusters.stories_of([key]).values())
        self._clusters.forget(key, stories.pairs(sign), sorted(self._sketched(key).index))
        self._clusters.retire(key)
        for k in others:
            self._clusters.set_telling(k, [k])
        for n, k in enumerate(others):
            self._join_tellings(k, self._copied(k, others[:n]))
        for k in members:
            for below in range(level, len(LEVELS)):
                self._clusters.set_part(below, k, k)
        for k in members:
            near = set(self._clusters.sharing_pairs(stories.pairs(self._signature([k])[0]))) & set(members)
            self._connect(k, sorted(near - {k}), level)

    def settle(self, changed: Collection[int] = ()) -> None:
        """Clusters the parts that were touched, and writes their stories. `changed`: other stories to write again."""
        self._stale |= set(changed)
        done: set[Part] = set()
        while self._open:
            level, name = self._open.pop()
            if (level, name) in done:
                continue
            done.add((level, name))
            members = self._clusters.members(level, name)
            if len(members) > MOST and level + 1 < len(LEVELS):
                self._open |= {(level + 1, p[level + 1]) for p in self._clusters.parts(members).values()}
            elif members:
                self._cluster(members)
        self._presence.write(self._stale)
        self._stale.clear()

    def reset(self) -> None:
        """Empties the caches after a transaction that failed."""
        self._signatures.clear()
        self._sketches.clear()
        self._open.clear()
        self._stale.clear()

    def _copied(self, key: int, candidates: Collection[int]) -> list[int]:
        """Those of some articles that an article is a copy of."""
        own = self._sketched(key)
        alike = [k for k in candidates if copies.is_copy(own, self._sketched(k))]
        sign, *signs = self._signature([key, *alike])
        gaps = stories.gaps([sign.day] * len(alike), [s.day for s in signs])
        different = slots.different_each([sign.slots] * len(alike), [s.slots for s in signs], gaps, copies=True)
        return [k for k, other in zip(alike, different, strict=True) if not other]

    def _join_tellings(self, key: int, originals: Collection[int]) -> None:
        """Makes one telling of the tellings of an article and of those that it is a copy of."""
        if originals:
            tellings = set(self._clusters.tellings([*originals, key]).values())
            members = {k for t in tellings - {min(tellings)} for k in self._clusters.articles_of_telling(t)}
            self._clusters.set_telling(min(tellings), members)
            self._stale |= set(self._clusters.stories_of({*members, *originals}).values())

    def _connect(self, key: int, candidates: Collection[int], first: int = 0) -> None:
        """Joins the parts of an article with those of similar articles, from level `first` down."""
        near = list(candidates)
        sign, *signs = self._signature([key, *near])
        similarity = stories.similarity_to(sign, signs) if near else np.zeros(0)
        for level in range(first, len(LEVELS)):
            parts = {k: p[level] for k, p in self._clusters.parts([key, *near]).items()}
            joined = {parts[k] for k, value in zip(near, similarity, strict=True) if value >= LEVELS[level]}
            if not joined - {parts[key]}:
                continue
            self._open_outgrown(level, joined | {parts[key]})
            self._clusters.join(level, joined | {parts[key]})
        own = self._clusters.parts([key])[key]
        level = self._clustering_level(own)
        self._open.add((level, own[level]))

    def _open_outgrown(self, level: int, joined: Collection[int]) -> None:
        """If parts are too large together, opens those that were small enough to be clustered, one level below."""
        sizes = {part: self._clusters.size(level, part, MOST + 1) for part in joined}
        if sum(sizes.values()) > MOST and level + 1 < len(LEVELS):
            members = [k for part, size in sizes.items() if size <= MOST for k in self._clusters.members(level, part)]
            self._open |= {(level + 1, p[level + 1]) for p in self._clusters.parts(members).values()}

    def _clustering_level(self, parts: tuple[int, ...]) -> int:
        """The first level at which an article's part is small enough to be clustered, or the last level."""
        fitting = (level for level in range(len(LEVELS)) if self._clusters.size(level, parts[level], MOST + 1) <= MOST)
        return next(fitting, len(LEVELS) - 1)

    def _cluster(self, members: list[int]) -> None:
        """Makes stories of a part. A cluster keeps the story that most of its articles had."""
        signatures = self._signature(members)
        ids = self._clusters.ids(members)  # so that the order does not depend on when articles came
        order = sorted(
            range(len(members)), key=lambda i: (signatures[i].day is None, signatures[i].day or 0.0, ids[members[i]])
        )
        keys, ordered = [members[i] for i in order], [signatures[i] for i in order]
        if len(members) > MOST:  # still this large at the last level: one event that everybody reports
            groups, similarity = [list(range(len(keys)))], None
        else:
            similarity = stories.similarities(ordered)
            groups = stories.clustered(similarity, LINE)
        before = self._clusters.stories_of(keys)
        free = set(before.values())
        for group in sorted(groups, key=lambda g: (-len(g), g)):
            counts = Counter(before[keys[i]] for i in group if before.get(keys[i]) in free)
            story = min(counts, key=lambda s: (-counts[s], s)) if counts else self._clusters.add_story()
            free.discard(story)
            own = [keys[i] for i in group]
            if any(before.get(k) != story for k in own):
                self._clusters.set_story(story, own)
            self._presence.set_lead(story, keys[stories.central(similarity, group)])
        self._stale |= set(before.values()) | set(self._clusters.stories_of(keys).values())

    def _signature(self, keys: list[int]) -> list[Signature]:
        missing = [k for k in keys if k not in self._signatures]
        rows = self._clusters.signatures(missing) if missing else []
        loaded = {k: unpacked(terms, vector, day) for k, terms, vector, day in rows}
        signatures = [self._signatures.get(k) or loaded[k] for k in keys]
        for k, sign in loaded.items():
            self._signatures[k] = sign
        return signatures

    def _sketched(self, key: int) -> copies.Sketch:
        cached = self._sketches.get(key)
        if cached is None:
            cached = self._sketches[key] = self._sketch(key)
        return cached
