"""Everything that the memory holds, as rows and as a graph."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from retold.corpus import graph
from retold.export import followthemoney
from retold.export.graphs import GraphData, Node
from retold.memory import mentions as places
from retold.memory.days import date_of
from retold.memory.entity_ids import entity_id
from retold.memory.relations import RelationView
from retold.records.digest_json import KeptDigest
from retold.records.memory import Entity, Link, Relationship
from retold.store.articles import Articles
from retold.store.entities import EntityRow
from retold.store.name_tables import NameTables
from retold.store.story_index import StoryIndex
from retold.types import EntityType

STEP = 20_000
"""Stories whose pairs are counted at a time."""
PART = 5000
"""Entities that are read from the database at a time."""


def mentions(articles: Articles, names: NameTables) -> Iterator[dict[str, Any]]:
    """One row for each mention, article by article."""
    for key in articles.current():
        article = KeptDigest(articles.document(key)).article
        appearances = [a for a in names.appearances.in_articles([key]) if a.spans]
        entity = places.entities_by_form(names, appearances)
        spans = [(span, a) for a in appearances for span in places.spans(a)]
        for span, a in sorted(spans, key=lambda row: row[0]):
            yield {
                "article": article.id,
                "start": span.start,
                "end": span.end,
                "text": span.of(article.body),
                "type": a.type,
                "entity": entity_id(entity[a.form]),
            }


def entities(records: Iterable[Entity], form: str) -> Iterator[dict[str, Any]]:
    """One row for each entity. In FollowTheMoney, entities without a fitting type are left out."""
    for entity in records:
        row = followthemoney.entity(entity) if form == "ftm" else _entity(entity)
        if row is not None:
            yield row


def _entity(entity: Entity) -> dict[str, Any]:
    return {
        "id": entity.id,
        "name": entity.name,
        "type": entity.type,
        "stories": entity.stories,
        "articles": entity.articles,
        "first": entity.first,
        "last": entity.last,
        "aliases": [name for _, name in entity.aliases],
        "roles": [{"text": r.text, "article": r.source.id, "published": r.source.published} for r in entity.roles],
    }


def digests(articles: Articles, form: str) -> Iterator[dict[str, Any]]:
    """One row for each digest. In JSON Lines, the digest itself."""
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


def whole_graph(story_index: StoryIndex, names: NameTables, relations: RelationView) -> GraphData:
    """The whole graph: all entities in stories, and all links between them, with their relations. Topics of one story
    are left out."""
    _, *arrays = story_index.all()
    stories = graph.Stories(*arrays)
    ids = [int(e) for e in np.flatnonzero(stories.sizes)]
    rows: dict[int, EntityRow] = {}
    for at in range(0, len(ids), PART):
        rows |= names.entities.get(ids[at : at + PART])
    kept = {e: r for e, r in rows.items() if r.type != EntityType.TOPIC or r.stories > 1}
    nodes = [Node(entity_id(e), r.name, r.type, r.stories) for e, r in kept.items()]
    by_pair = relations.by_pair()
    return GraphData(nodes, _edges(stories, kept, by_pair), [r for own in by_pair.values() for r in own])


def _edges(
    stories: graph.Stories,
    kept: Mapping[int, EntityRow],
    relations: Mapping[tuple[str, str], tuple[Relationship, ...]],
) -> Iterator[Link]:
    for a, b, both, first, last in graph.pairs(stories, np.array(sorted(kept), dtype=np.int32), STEP):
        one, other, total = kept[a].stories, kept[b].stories, len(stories)
        yield Link(
            entity_id(a),
            entity_id(b),
            kept[b].name,
            kept[b].type,
            both,
            round(one * other / total, 4),
            round(graph.npmi(both, one, other, total), 4),
            round(graph.significance(both, one, other, total), 4),
            date_of(first),
            date_of(last),
            relations=relations.get((entity_id(a), entity_id(b)), ()),
        )
