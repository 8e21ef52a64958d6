"""Articles for the memory, made without a reading."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from retold.corpus import names, stories
from retold.corpus.identity import Named
from retold.corpus.signature import Signature, quantised, restored, weighed
from retold.memory.memory import Memory
from retold.memory.prepared import Prepared, PreparedChain, sketched
from retold.store.articles import Entry, packed
from retold.types import EntityType


def world(number: int) -> NDArray[np.float32]:
    """A vector: of two numbers, two that have nothing in common; of a number and its negative, opposites."""
    vector = np.zeros(384, dtype=np.float32)
    vector[abs(number)] = -1.0 if number < 0 else 1.0
    return vector


def chain(
    number: int,
    name: str,
    kind: EntityType,
    role: str = "",
    others: Iterable[str] = (),
    vector: NDArray[np.float32] | None = None,
) -> PreparedChain:
    key = names.key(name, kind)
    own = restored(quantised(world(1) if vector is None else vector))
    named = Named(0, name, kind, role, own, frozenset(others) - {key})
    told = json.dumps({"text": role}) if role else ""
    return PreparedChain(f"e{number}", named, key, told, 0.5, np.array([[0, 4]], dtype="<i4").tobytes())


def article(
    key: str,
    people: Iterable[tuple[str, EntityType] | tuple[str, EntityType, str]] = (),
    words: Mapping[str, int] | None = None,
    vector: NDArray[np.float32] | None = None,
    day: float | None = 20_000.0,
    text: str = "",
) -> Prepared:
    """An article of some names (name, type, maybe a role); of `words`, by which it finds its story."""
    counts = words if words is not None else {f"{key}w{i}": 1 for i in range(12)}
    given = list(people)
    keys = [names.key(p[0], p[1]) for p in given]
    own = world(1) if vector is None else vector
    sign = Signature(weighed(counts), weighed(counts), quantised(own), day)
    chains = tuple(chain(i, p[0], p[1], p[2] if len(p) > 2 else "", keys, own) for i, p in enumerate(given, 1))
    body = text or " ".join(counts)
    document = {
        "article": {"id": key, "headline": f"On {key}", "body": body},
        "takeaways": [],
        "timeline": [],
        "retelling": [],
    }
    entry = Entry(
        key,
        "",
        f"On {key}",
        f"Paper {key}",
        None,
        day,
        "2026-11-23T00:00:00Z",
        "en",
        len(body.split()),
        repr((key, body, sorted(counts.items()), day)).encode(),
    )
    return Prepared(
        entry,
        False,
        packed(document),
        sign,
        tuple(stories.pairs(sign)),
        sketched(f"On {key}", body),
        chains,
        (f"On {key}", body),
    )


def story_sets(memory: Memory) -> set[frozenset[str]]:
    """The articles of each story."""
    return {frozenset(s.articles) for s in memory.stories()}


def entity_sets(memory: Memory) -> set[frozenset[tuple[str, str]]]:
    """The names, with their articles, of each entity."""
    rows = memory._db.all(
        "SELECT f.entity, a.id, p.name FROM appearance p JOIN form f ON f.id = p.form JOIN article a ON a.key = p.article"
    )
    groups: dict[int, set[tuple[str, str]]] = {}
    for entity, key, name in rows:
        groups.setdefault(entity, set()).add((key, name))
    return {frozenset(g) for g in groups.values()}
