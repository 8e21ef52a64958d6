"""Articles made for the memory without a reading."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retold.corpus import names, stories
from retold.corpus.identity import Named
from retold.corpus.signature import Signature, quantised, restored, weighed
from retold.memory.memory import Memory
from retold.memory.prepared import Prepared, PreparedChain, sketched
from retold.records.attributed_relations import attributed
from retold.store.articles import Entry, packed
from retold.types import EntityType

SPANS = np.array([[0, 4]], dtype="<i4").tobytes()
"""The mentions of each chain: one, at the first four characters."""


def axis(number: int) -> NDArray[np.float32]:
    """A unit vector along an axis. Vectors of two axes have nothing in common; -1 is the opposite of 1."""
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
    """A chain of one name. `others`: the keys of the other names of its article."""
    key = names.key(name, kind)
    context = restored(quantised(axis(1) if vector is None else vector))
    named = Named(0, name, kind, role, context, frozenset(others) - {key})
    return PreparedChain(f"e{number}", named, key, json.dumps({"text": role}) if role else "", 0.5, SPANS)


def article(
    key: str,
    people: Iterable[tuple[str, EntityType] | tuple[str, EntityType, str]] = (),
    words: Mapping[str, int] | None = None,
    vector: NDArray[np.float32] | None = None,
    day: float | None = 20_000.0,
    text: str = "",
    digest: Mapping[str, Any] | None = None,
) -> Prepared:
    """An article with some names (name, type, and a role or none).

    `words` are the terms by which it finds its story, with their counts. By default they are its own. `digest`: more of
    its digest, as JSON values.
    """
    counts = words if words is not None else {f"{key}w{i}": 1 for i in range(12)}
    named = list(people)
    keys = [names.key(person[0], person[1]) for person in named]
    own_vector = axis(1) if vector is None else vector
    signature = Signature(weighed(counts), weighed(counts), quantised(own_vector), day)
    chains = tuple(
        chain(i, person[0], person[1], person[2] if len(person) > 2 else "", keys, own_vector)
        for i, person in enumerate(named, 1)
    )
    headline, body = f"On {key}", text or " ".join(counts)
    metadata = {"id": key, "headline": headline, "body": body}
    document = {"article": metadata, "takeaways": [], "timeline": [], "retelling": [], **(digest or {})}
    fingerprint = repr((key, body, sorted(counts.items()), day, digest)).encode()
    size = len(body.split())
    entry = Entry(key, "", headline, f"Paper {key}", None, day, "2026-11-23T00:00:00Z", "en", size, fingerprint)
    return Prepared(
        entry,
        False,
        packed(document),
        signature,
        tuple(stories.pairs(signature)),
        sketched(headline, body),
        chains,
        (headline, body),
        attributed(document),
    )


def relation(
    subject: int, kind: str, target: int, sentence: tuple[int, int] = (0, 4), status: str = "fact"
) -> dict[str, Any]:
    """A relation of a digest between the chains of two numbers, as JSON values. `sentence`: its start and end."""
    start, end = sentence
    return {
        "subject": f"e{subject}",
        "relation": kind,
        "object": f"e{target}",
        "detail": None,
        "status": status,
        "probability": 0.9,
        "evidence": [{"article": "", "start": start, "end": end, "exact": ""}],
    }


def story_sets(memory: Memory) -> set[frozenset[str]]:
    """The articles of each story."""
    return {frozenset(story.articles) for story in memory.stories()}


def entity_sets(memory: Memory) -> set[frozenset[tuple[str, str]]]:
    """The articles and names of each entity."""
    rows = memory._db.all(
        "SELECT f.entity, a.id, p.name FROM appearance p "
        "JOIN form f ON f.id = p.form JOIN article a ON a.key = p.article"
    )
    groups: dict[int, set[tuple[str, str]]] = {}
    for entity, key, name in rows:
        groups.setdefault(entity, set()).add((key, name))
    return {frozenset(group) for group in groups.values()}
