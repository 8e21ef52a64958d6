"""Graphs as GEXF 1.3, GraphML 1.0 and CSV, written to a stream edge by edge."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from io import TextIOBase
from typing import IO, cast
from xml.sax.saxutils import XMLGenerator
from xml.sax.xmlreader import AttributesImpl

from retold.export import relation_words
from retold.export.csv_rows import flat, write_rows
from retold.export.feeds import legal
from retold.records.json_values import plain
from retold.records.memory import Entity, Link, Neighbourhood, Path, Relationship


@dataclass(frozen=True, slots=True)
class Node:
    """An entity in a graph."""

    id: str
    name: str
    type: str
    stories: int


@dataclass(frozen=True, slots=True)
class GraphData:
    """A graph to write. `edges` can be iterated only once. `relationships`: those of all edges of a whole graph."""

    nodes: Sequence[Node]
    edges: Iterable[Link]
    relationships: Sequence[Relationship] = ()


def around(neighbourhood: Neighbourhood) -> GraphData:
    """The graph around one entity, or around two that are both linked with what they have in common."""
    centres, links = neighbourhood.of, neighbourhood.links
    nodes = [Node(entity.id, entity.name, entity.type, entity.stories) for entity in centres]
    nodes += [Node(link.target, link.name, link.type, link.stories) for link in links]
    edges = [replace(link, source=entity.id) for entity in centres for link in links]
    return GraphData(nodes, [replace(edge, relations=_own_relations(edge)) for edge in edges])


def _own_relations(edge: Link) -> tuple[Relationship, ...]:
    """The relations between the ends of an edge: a link of two entities together has those of both."""
    return tuple(r for r in edge.relations if {r.subject, r.object} == {edge.source, edge.target})


def of_paths(paths: Sequence[Path], start: Entity) -> GraphData:
    """The graph of paths from `start`."""
    steps = [step for path in paths for step in path.steps]
    nodes = {start.id: Node(start.id, start.name, start.type, start.stories)}
    for step in steps:
        if step.target != start.id:
            nodes[step.target] = Node(step.target, step.name, step.type, step.stories)
    edges = {tuple(sorted((step.source, step.target))): step for step in steps}
    return GraphData(list(nodes.values()), list(edges.values()))


def write(stream: IO[str], output_format: str, graph: GraphData) -> None:
    """Writes a graph as "gexf", "graphml" or "csv"."""
    {"gexf": _write_gexf, "graphml": _write_graphml, "csv": _write_csv}[output_format](stream, graph)


_EDGE_FIELDS = (
    ("stories", "integer"),
    ("expected", "double"),
    ("npmi", "double"),
    ("significance", "double"),
    ("first", "string"),
    ("last", "string"),
)
_COLUMNS = (
    "source",
    "target",
    "source_name",
    "target_name",
    "target_type",
    *(name for name, _ in _EDGE_FIELDS),
    "evidence",
    "relations",
)
_RELATION_FIELDS = (("relation_types", "string"), ("relations", "string"))
"""Of formats without lists: "acquires, sues", and "Northlink acquires Fjordline (planned); …"."""


def row(link: Link, names: Mapping[str, str]) -> dict[str, object]:
    """An edge as a row of a table. Its `evidence` is the first sentence that shows it; `names` has names by id."""
    return {
        "source": link.source,
        "target": link.target,
        "source_name": names.get(link.source, ""),
        "target_name": link.name,
        "target_type": link.type,
        **{name: getattr(link, name) for name, _ in _EDGE_FIELDS},
        "evidence": " ".join(link.evidence[0].exact.split()) if link.evidence else "",
        "relations": [plain(relationship) for relationship in link.relations],
    }


def _attributes(link: Link) -> Iterator[tuple[str, object]]:
    """The attributes of an edge that are known, each with its name."""
    for name, _ in _EDGE_FIELDS:
        if getattr(link, name) is not None:
            yield name, getattr(link, name)
    if link.relations:
        yield "relation_types", ", ".join(sorted({r.relation for r in link.relations}))
        yield "relations", "; ".join(map(relation_words.words, link.relations))


def _write_csv(stream: IO[str], graph: GraphData) -> None:
    names = {node.id: node.name for node in graph.nodes}
    write_rows(stream, _COLUMNS, (flat(row(link, names)) for link in graph.edges))


def _clean(value: object) -> str:
    return legal("" if value is None else str(value))


class _XmlWriter:
    """Writes nested elements to a stream."""

    def __init__(self, stream: IO[str]) -> None:
        self._out = XMLGenerator(cast(TextIOBase, stream), "utf-8", short_empty_elements=True)
        self._out.startDocument()

    @contextmanager
    def within(self, name: str, **attributes: object) -> Iterator[None]:
        """An element around what is written inside.

        Attributes are Python names: `for_` and `class_` lose their last character, and `attr_x` becomes "attr.x".
        """
        xml_attributes = {key.rstrip("_").replace("attr_", "attr."): _clean(value) for key, value in attributes.items()}
        self._out.startElement(name, AttributesImpl(xml_attributes))
        yield
        self._out.endElement(name)

    def put(self, name: str, text: object = "", **attributes: object) -> None:
        """An element, with text if there is any."""
        with self.within(name, **attributes):
            if text != "":
                self._out.characters(_clean(text))


def _write_gexf(stream: IO[str], graph: GraphData) -> None:
    xml = _XmlWriter(stream)
    with (
        xml.within("gexf", xmlns="http://gexf.net/1.3", version="1.3"),
        xml.within("graph", defaultedgetype="undirected", mode="static"),
    ):
        for owner, fields in (
            ("node", (("type", "string"), ("stories", "integer"))),
            ("edge", (*_EDGE_FIELDS, *_RELATION_FIELDS)),
        ):
            with xml.within("attributes", class_=owner):
                for name, kind in fields:
                    xml.put("attribute", id=name, title=name, type=kind)
        with xml.within("nodes"):
            for node in graph.nodes:
                with xml.within("node", id=node.id, label=node.name), xml.within("attvalues"):
                    for name in ("type", "stories"):
                        xml.put("attvalue", for_=name, value=getattr(node, name))
        with xml.within("edges"):
            for number, link in enumerate(graph.edges):
                with (
                    xml.within("edge", id=number, source=link.source, target=link.target, weight=link.stories),
                    xml.within("attvalues"),
                ):
                    for name, value in _attributes(link):
                        xml.put("attvalue", for_=name, value=value)
    stream.write("\n")


def _write_graphml(stream: IO[str], graph: GraphData) -> None:
    kinds = {"integer": "int", "double": "double", "string": "string"}
    nodes = (("name", "string"), ("type", "string"), ("stories", "integer"))
    xml = _XmlWriter(stream)
    with xml.within("graphml", xmlns="http://graphml.graphdrawing.org/xmlns"):
        for owner, fields in (("node", nodes), ("edge", (("weight", "integer"), *_EDGE_FIELDS, *_RELATION_FIELDS))):
            for name, kind in fields:
                xml.put("key", id=f"{owner}-{name}", for_=owner, attr_name=name, attr_type=kinds[kind])
        with xml.within("graph", edgedefault="undirected"):
            for node in graph.nodes:
                with xml.within("node", id=node.id):
                    for name, _ in nodes:
                        xml.put("data", getattr(node, name), key=f"node-{name}")
            for link in graph.edges:
                with xml.within("edge", source=link.source, target=link.target):
                    xml.put("data", link.stories, key="edge-weight")
                    for name, value in _attributes(link):
                        xml.put("data", value, key=f"edge-{name}")
    stream.write("\n")
