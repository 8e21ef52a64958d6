"""Entities and links as FollowTheMoney (followthemoney.tech)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from retold.export import relation_words
from retold.export.graphs import GraphData, Node
from retold.records.memory import Entity, Link, Relationship
from retold.types import EntityType
from retold.types.relations import TYPE_WORDS, RelationStatus, RelationType

_SCHEMATA: Mapping[str, str] = {
    EntityType.PERSON: "Person",
    EntityType.ORGANIZATION: "Organization",
    EntityType.EVENT: "Event",
}
"""Its places are addresses, and it has no works, products and topics."""
_PERSONS = frozenset((EntityType.PERSON,))
_ORGANIZATIONS = frozenset((EntityType.ORGANIZATION,))
_LEGAL = _PERSONS | _ORGANIZATIONS


@dataclass(frozen=True, slots=True)
class _Schema:
    """A schema of links: its properties for the ends of a relation, and the types of entities that these may have.

    `role`, `status`: its properties for what names the relation more exactly, and for the relation's status.
    """

    name: str
    subject: str
    object: str
    subjects: frozenset[EntityType] = _LEGAL
    objects: frozenset[EntityType] = _LEGAL
    role: str = "role"
    status: str = "status"


_UNKNOWN = _Schema("UnknownLink", "subject", "object")
_OWNERSHIP = _Schema("Ownership", "owner", "asset", objects=_ORGANIZATIONS)
_LINKS: Mapping[RelationType, _Schema] = {
    RelationType.OWNS: _OWNERSHIP,
    RelationType.ACQUIRES: _OWNERSHIP,
    RelationType.POSITION_AT: _Schema("Employment", "employee", "employer", _PERSONS, _ORGANIZATIONS),
    RelationType.EMPLOYS: _Schema("Employment", "employer", "employee", _ORGANIZATIONS, _PERSONS),
    RelationType.MEMBER_OF: _Schema("Membership", "member", "organization", objects=_ORGANIZATIONS),
    RelationType.SUCCEEDS: _Schema("Succession", "successor", "predecessor", _ORGANIZATIONS, _ORGANIZATIONS),
    # "mother" is said of the relative, from the person's side.
    RelationType.FAMILY_OF: _Schema("Family", "relative", "person", _PERSONS, _PERSONS, "relationship", "summary"),
}
"""The schema of each type that has one; all other types are links of no known kind."""
_DIRECTORSHIP = _Schema("Directorship", "director", "organization", objects=_ORGANIZATIONS)
_DIRECTORS = frozenset("ceo chair chairman chairperson chairwoman director executive president".split())
"""Words of a position that directs its organization."""
_HOLDS = frozenset((RelationStatus.FACT, RelationStatus.PAST))
"""What is planned, alleged or denied is no ownership or the like: it is a link of no known kind, with its status."""


def entity(record: Entity) -> dict[str, Any] | None:
    """An entity; None if no schema fits."""
    schema = _SCHEMATA.get(record.type)
    if schema is None:
        return None
    properties: dict[str, list[str]] = {"name": [record.name]}
    aliases = [name for _, name in record.aliases if name != record.name]
    if aliases:
        properties["alias"] = aliases
    if record.roles:
        properties["position" if schema == "Person" else "summary"] = [r.text for r in record.roles]
    sources = list(dict.fromkeys(r.source.url for r in record.roles if r.source.url))
    if sources:
        properties["sourceUrl"] = sources
    return {"id": f"retold-{record.id}", "schema": schema, "properties": properties}


def links(graph: GraphData) -> Iterator[dict[str, Any]]:
    """The persons and organizations of a graph, then their links and relations."""
    kept = {n.id: n for n in graph.nodes if n.type in _LEGAL}
    edges = (link for link in graph.edges if link.source in kept and link.target in kept)
    between = (r for r in graph.relationships if r.subject in kept and r.object in kept)
    assets = {r.object for r in between if _schema(r, kept) is _OWNERSHIP}
    return chain(_nodes(kept, assets), _links(edges, kept))


def _nodes(nodes: Mapping[str, Node], assets: set[str]) -> Iterator[dict[str, Any]]:
    for node in nodes.values():
        schema = "Company" if node.id in assets else _SCHEMATA[node.type]  # an organization is no asset
        yield {"id": f"retold-{node.id}", "schema": schema, "properties": {"name": [node.name]}}


def _links(edges: Iterable[Link], nodes: Mapping[str, Node]) -> Iterator[dict[str, Any]]:
    for link in edges:
        properties = {
            "subject": [f"retold-{link.source}"],
            "object": [f"retold-{link.target}"],
            "role": [f"in {link.stories} stories together"],
        }
        properties |= {k: [v] for k, v in (("startDate", link.first), ("endDate", link.last)) if v}
        yield {"id": f"retold-{link.source}-{link.target}", "schema": "UnknownLink", "properties": properties}
        for relationship in link.relations:
            yield _relation(relationship, _schema(relationship, nodes))


def _schema(relationship: Relationship, nodes: Mapping[str, Node]) -> _Schema:
    """The schema that fits a relation, its status and its ends."""
    if RelationStatus(relationship.status) not in _HOLDS:
        return _UNKNOWN
    kind = RelationType(relationship.relation)
    schema = _LINKS.get(kind, _UNKNOWN)
    if kind is RelationType.POSITION_AT and not _DIRECTORS.isdisjoint(relationship.detail.lower().split()):
        schema = _DIRECTORSHIP
    fits = nodes[relationship.subject].type in schema.subjects and nodes[relationship.object].type in schema.objects
    return schema if fits else _UNKNOWN


def _relation(relationship: Relationship, schema: _Schema) -> dict[str, Any]:
    """A relation as a link. No article says here when it began or ended, so it has no dates."""
    verb, by = TYPE_WORDS[RelationType(relationship.relation)], relationship.by
    role = [relationship.detail] if relationship.detail and schema is not _UNKNOWN else [verb, relationship.detail]
    properties = {
        schema.subject: [f"retold-{relationship.subject}"],
        schema.object: [f"retold-{relationship.object}"],
        schema.role: role,
        schema.status: [relationship.status],
        "description": [f"according to {relation_words.voice(a)}" for a in by if a.name or a.said_by],
        "sourceUrl": [a.source.url for a in by],
        "publisher": [a.source.publisher for a in by],
    }
    parts = (relationship.subject, relationship.relation, relationship.object, relationship.status)
    return {
        "id": f"retold-{'-'.join(parts)}",
        "schema": schema.name,
        "properties": {
            k: known for k, values in properties.items() if (known := list(dict.fromkeys(filter(None, values))))
        },
    }
