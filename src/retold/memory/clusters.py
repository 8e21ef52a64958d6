"""Articles into tellings and stories, as they come; and what each story holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection

import numpy as np
from cachetools import LRUCache

from retold.corpus import copies, stories
from retold.corpus.signature import Signature, unpacked
from retold.corpus.stories import LEVELS, LINE, MOST
from retold.memory.prepared import Prepared
from retold.store.clusters import Clusters
from retold.store.presence import Presence

REMEMBERED = 4000
"""Articles whose signatures and sketches are held."""

Part = tuple[int, int]
"""Level and name."""


class StoryClusters:
    """Keeps tellings, parts and stories in step. Used within one writing transaction at a time."""

    def __init__(self, clusters: Clusters, presence: Presence, sketch: Callable[[int], copies.Sketch]) -> None:
        self._clusters, self._presence, self._sketch = clusters, presence, sketch
        self._signatures: LRUCache[int, Signature] = LRUCache(REMEMBERED)
        self._sketches: LRUCache[int, copies.Sketch] = LRUCache(REMEMBERED)
        self._open: set[Part] = set()
        """Parts to be clustered anew."""
        self._stale: set[int] = set()
        """Stories whose content is to be written anew."""

    def add(self, key: int, article: Prepared) -> None:
        """Takes an article in. Nothing is clustered before `settle`."""
        shingles = sorted(article.sketch.index)
        near, alike = self._clusters.shingled(shingles), self._clusters.paired(list(article.pairs))
        self._clusters.put(key, article.pairs, shingles, article.signature.packed())
        self._signatures[key] = article.signature
        self._sketches[key] = article.sketch
        self._tell(key, [k for k in near if copies.held(article.sketch, self._sketched(k)) >= copies.HELD])
        self._connect(key, alike)

    def forget(self, key: int) -> None:
        """Takes an article out: what it held together may fall apart."""
        sign = self._signature([key])[0]
        parts = self._clusters.parts([key])[key]
        level = self._level(parts)
        members = [k for k in self._clusters.members(level, parts[level]) if k != key]
        told = [k for k in self._clusters.told(self._clusters.tellings([key])[key]) if k != key]
        self._stale |= set(self._clusters.stories_of([key]).values())
        self._clusters.forget(key, stories.pairs(sign), sorted(self._sketched(key).index))
        self._clusters.retire(key)
        for k in told:
            self._clusters.tell(k, [k])
        for n, k in enumerate(told):
            self._tell(k, [o for o in told[:n] if copies.held(self._sketched(o), self._sketched(k)) >= copies.HELD])
        for k in members:
            for below in range(level, len(LEVELS)):
                self._clusters.part(below, k, k)
        for k in members:
            near = set(self._clusters.paired(stories.pairs(self._signature([k])[0]))) & set(members)
            self._connect(k, sorted(near - {k}), level)

    def settle(self, changed: Collection[int] = ()) -> None:
        """Clusters what was touched, and writes what each story holds; `changed`: stories whose entities are others now."""
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

    def drop(self) -> None:
        """Forgets what was held of a transaction that failed."""
        self._signatures.clear()
        self._sketches.clear()
        self._open.clear()
        self._stale.clear()

    def _tell(self, key: int, same: Collection[int]) -> None:
        if same:
            tellings = set(self._clusters.tellings([*same, key]).values())
            members = {k for t in tellings - {min(tellings)} for k in self._clusters.told(t)}
            self._clusters.tell(min(tellings), members)
            self._stale |= set(self._clusters.stories_of({*members, *same}).values())

    def _connect(self, key: int, others: Collection[int], first: int = 0) -> None:
        """Joins the parts of an article with those of the articles that are like it, from level `first` down."""
        near = list(others)
        sign, *signs = self._signature([key, *near])
        values = stories.alike_to(sign, signs) if near else np.zeros(0)
        for level in range(first, len(LEVELS)):
            parts = {k: p[level] for k, p in self._clusters.parts([key, *near]).items()}
            joined = {parts[k] for k, value in zip(near, values, strict=True) if value >= LEVELS[level]}
            if not joined - {parts[key]}:
                continue
            self._outgrown(level, joined | {parts[key]})
            self._clusters.join(level, joined | {parts[key]})
        own = self._clusters.parts([key])[key]
        level = self._level(own)
        self._open.add((level, own[level]))

    def _outgrown(self, level: int, joined: Collection[int]) -> None:
        """Opens, a level below, the parts that were small enough to be clustered as one and together are not."""
        sizes = {part: self._clusters.size(level, part, MOST + 1) for part in joined}
        if sum(sizes.values()) > MOST and level + 1 < len(LEVELS):
            members = [k for part, size in sizes.items() if size <= MOST for k in self._clusters.members(level, part)]
            self._open |= {(level + 1, p[level + 1]) for p in self._clusters.parts(members).values()}

    def _level(self, parts: tuple[int, ...]) -> int:
        """The level at which an article's part is small enough, or the last."""
        sized = (level for level in range(len(LEVELS)) if self._clusters.size(level, parts[level], MOST + 1) <= MOST)
        return next(sized, len(LEVELS) - 1)

    def _cluster(self, members: list[int]) -> None:
        signatures = self._signature(members)
        ids = self._clusters.ids(members)  # by which the order is that of the articles, not of their coming
        order = sorted(
            range(len(members)), key=lambda i: (signatures[i].day is None, signatures[i].day or 0.0, ids[members[i]])
        )
        keys, ordered = [members[i] for i in order], [signatures[i] for i in order]
        if len(members) > MOST:  # alike to the last level: one happening, told by all
            groups, alike = [list(range(len(keys)))], None
        else:
            alike = stories.alike(ordered)
            groups = stories.clustered(alike, LINE)
        before = self._clusters.stories_of(keys)
        free = set(before.values())
        for group in sorted(groups, key=lambda g: (-len(g), g)):
            held = Counter(before[keys[i]] for i in group if before.get(keys[i]) in free)
            story = min(held, key=lambda s: (-held[s], s)) if held else self._clusters.begin()
            free.discard(story)
            own = [keys[i] for i in group]
            if any(before.get(k) != story for k in own):
                self._clusters.place(story, own)
            self._presence.lead(story, keys[stories.central(alike, group)])
        self._stale |= set(before.values()) | set(self._clusters.stories_of(keys).values())

    def _signature(self, keys: list[int]) -> list[Signature]:
        missing = [k for k in keys if k not in self._signatures]
        found = (
            {k: unpacked(terms, vector, day) for k, terms, vector, day in self._clusters.signatures(missing)}
            if missing
            else {}
        )
        result = [self._signatures.get(k) or found[k] for k in keys]
        for k, sign in found.items():
            self._signatures[k] = sign
        return result

    def _sketched(self, key: int) -> copies.Sketch:
        held = self._sketches.get(key)
        if held is None:
            held = self._sketches[key] = self._sketch(key)
        return held
