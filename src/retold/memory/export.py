"""Everything that the memory holds, one row after another."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from retold.corpus import graph
from retold.export.graphs import Drawn, Node
from retold.export.tables import ftm_entity
from retold.memory.graph import day_of, label
from retold.records.digest_json import KeptDigest
from retold.records.memory import Entity, Link
from retold.store.articles import Articles
from retold.store.entities import EntityRow
from retold.store.name_tables import NameTables
from retold.store.story_index import StoryIndex
from retold.types import EntityType

STEP = 20_000
"""Stories whose pairs are counted at a time."""


def mentions(articles: Articles, names: NameTables) -> Iterator[dict[str, Any]]:
    """A row a mention, article by article."""
    for key in articles.current():
        article = KeptDigest(articles.document(key)).article
        own = [a for a in names.appearances.in_articles([key]) if a.spans]
        forms = {f.id: f.entity for f in names.forms.get({a.form for a in own})}
        rows = [(int(s), int(e), a) for a in own for s, e in np.frombuffer(a.spans, dtype="<i4").reshape(-1, 2)]
        for start, end, a in sorted(rows, key=lambda r: r[:2]):
            yield {
                "article": article.id,
                "start": start,
                "end": end,
                "text": article.body[start:end],
                "type": a.type,
                "entity": label(forms[a.form]),
            }


def entity(one: Entity, form: str) -> dict[str, Any] | None:
    """A row of an entity; None where the form has no type for it."""
    if form == "ftm":
        return ftm_entity(one)
    roles = [{"text": r.text, "article": r.source.id, "published": r.source.published} for r in one.roles]
    return {
        "id": one.id, "name": one.name, "type": one.type, "stories": one.stories, "articles": one.articles, "first": one.first, "last": one.last,
        "aliases": [name for _, name in one.aliases], "roles": roles,
    }  # fmt: skip


def digests(articles: Articles, form: str) -> Iterator[dict[str, Any]]:
    """A row a digest; in JSON Lines the digest itself."""
    for key in articles.current():
        document = articles.document(key)
        if form == "jsonl":
            yield document
            continue
        meta = KeptDigest(document).article.metadata
        yield {
            "id": meta.id,
            "headline": meta.headline or None,
            "publisher": meta.publisher or None,
            "published": meta.published,
            "url": meta.url or None,
            "digest": json.dumps(document),
        }


def drawn(crossings: StoryIndex, names: NameTables) -> Drawn:
    """The whole graph: all entities that stand in stories, and all links between them."""
    keys = crossings.all()
    stories = graph.Stories(*keys[1:])
    ids = [int(e) for e in np.flatnonzero(stories.sizes)]
    rows: dict[int, EntityRow] = {}
    for at in range(0, len(ids), 5000):
        rows |= names.entities.get(ids[at : at + 5000])
    kept = {e: r for e, r in rows.items() if r.type != EntityType.TOPIC or r.stories > 1}
    nodes = [Node(label(e), r.name, r.type, r.stories) for e, r in kept.items()]
    return Drawn(nodes, _edges(stories, kept))


def _edges(stories: graph.Stories, kept: Mapping[int, EntityRow]) -> Iterator[Link]:
    for a, b, both, first, last in graph.pairs(stories, np.array(sorted(kept), dtype=np.int32), STEP):
        one, other, total = kept[a].stories, kept[b].stories, len(stories)
        yield Link(
            label(a),
            label(b),
            kept[b].name,
            kept[b].type,
            both,
            round(one * other / total, 4),
            round(graph.npmi(both, one, other, total), 4),
            round(graph.significance(both, one, other, total), 4),
            day_of(first),
            day_of(last),
        )
