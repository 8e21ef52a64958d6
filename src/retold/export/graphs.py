"""Graphs as GEXF 1.3, GraphML 1.0 and CSV, written as they come."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from io import TextIOBase
from typing import IO, cast
from xml.sax.saxutils import XMLGenerator
from xml.sax.xmlreader import AttributesImpl

from retold.records.memory import Entity, Link, Neighbourhood, Path

_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot hold."""


@dataclass(frozen=True, slots=True)
class Node:
    id: str
    name: str
    type: str
    stories: int


@dataclass(frozen=True, slots=True)
class Drawn:
    """A graph: `edges` may be read once."""

    nodes: Sequence[Node]
    edges: Iterable[Link]


def around(found: Neighbourhood) -> Drawn:
    """The graph around one entity or two: each of them linked with what they have together."""
    nodes = [Node(e.id, e.name, e.type, e.stories) for e in found.of] + [
        Node(n.target, n.name, n.type, n.stories) for n in found.links
    ]
    others = [replace(n, source=e.id) for e in found.of[1:] for n in found.links]
    return Drawn(nodes, [*found.links, *others])


def of_paths(paths: Sequence[Path], start: Entity) -> Drawn:
    """The graph of paths that lead from `start`."""
    nodes = {start.id: Node(start.id, start.name, start.type, start.stories)}
    nodes |= {
        s.target: Node(s.target, s.name, s.type, s.stories) for p in paths for s in p.steps if s.target != start.id
    }
    edges = {tuple(sorted((s.source, s.target))): s for p in paths for s in p.steps}
    return Drawn(list(nodes.values()), list(edges.values()))


def write(stream: IO[str], form: str, drawn: Drawn) -> None:
    """A graph as "gexf", "graphml" or "csv"."""
    {"gexf": _gexf, "graphml": _graphml, "csv": _csv}[form](stream, drawn)


_EDGE = (
    ("stories", "integer"),
    ("expected", "double"),
    ("npmi", "double"),
    ("significance", "double"),
    ("first", "string"),
    ("last", "string"),
)
_COLUMNS = ("source", "target", "source_name", "target_name", "target_type", *(name for name, _ in _EDGE), "evidence")


def row(link: Link, names: Mapping[str, str]) -> dict[str, object]:
    """An edge as a row of a table; `evidence`: the first sentence that shows it."""
    return {
        "source": link.source, "target": link.target, "source_name": names.get(link.source, ""), "target_name": link.name, "target_type": link.type,
        **{name: getattr(link, name) for name, _ in _EDGE},
        "evidence": " ".join(link.evidence[0].exact.split()) if link.evidence else "",
    }  # fmt: skip


def _csv(stream: IO[str], drawn: Drawn) -> None:
    writer = csv.DictWriter(stream, _COLUMNS, lineterminator="\n")
    writer.writeheader()
    names = {n.id: n.name for n in drawn.nodes}
    for link in drawn.edges:
        writer.writerow(row(link, names))


def _clean(value: object) -> str:
    return _ILLEGAL.sub("", "" if value is None else str(value))


class _Xml:
    """Writes elements to a stream, well nested."""

    def __init__(self, stream: IO[str]) -> None:
        self._out = XMLGenerator(cast(TextIOBase, stream), "utf-8", short_empty_elements=True)
        self._out.startDocument()

    @contextmanager
    def within(self, name: str, **attributes: object) -> Iterator[None]:
        """An element around what is written inside; `for_` and `class_` are without their last character, `attr_x` is "attr.x"."""
        named = {k.rstrip("_").replace("attr_", "attr."): _clean(v) for k, v in attributes.items()}
        self._out.startElement(name, AttributesImpl(named))
        yield
        self._out.endElement(name)

    def put(self, name: str, text: object = "", **attributes: object) -> None:
        """An element with text, or none."""
        with self.within(name, **attributes):
            if text != "":
                self._out.characters(_clean(text))


def _gexf(stream: IO[str], drawn: Drawn) -> None:
    xml = _Xml(stream)
    with (
        xml.within("gexf", xmlns="http://gexf.net/1.3", version="1.3"),
        xml.within("graph", defaultedgetype="undirected", mode="static"),
    ):
        for owner, fields in (("node", (("type", "string"), ("stories", "integer"))), ("edge", _EDGE)):
            with xml.within("attributes", class_=owner):
                for name, kind in fields:
                    xml.put("attribute", id=name, title=name, type=kind)
        with xml.within("nodes"):
            for node in drawn.nodes:
                with xml.within("node", id=node.id, label=node.name), xml.within("attvalues"):
                    for name in ("type", "stories"):
                        xml.put("attvalue", for_=name, value=getattr(node, name))
        with xml.within("edges"):
            for number, link in enumerate(drawn.edges):
                with (
                    xml.within("edge", id=number, source=link.source, target=link.target, weight=link.stories),
                    xml.within("attvalues"),
                ):
                    for name, _ in _EDGE:
                        if getattr(link, name) is not None:
                            xml.put("attvalue", for_=name, value=getattr(link, name))
    stream.write("\n")


def _graphml(stream: IO[str], drawn: Drawn) -> None:
    kinds = {"integer": "int", "double": "double", "string": "string"}
    nodes = (("name", "string"), ("type", "string"), ("stories", "integer"))
    xml = _Xml(stream)
    with xml.within("graphml", xmlns="http://graphml.graphdrawing.org/xmlns"):
        for owner, fields in (("node", nodes), ("edge", (("weight", "integer"), *_EDGE))):
            for name, kind in fields:
                xml.put("key", id=f"{owner}-{name}", for_=owner, attr_name=name, attr_type=kinds[kind])
        with xml.within("graph", edgedefault="undirected"):
            for node in drawn.nodes:
                with xml.within("node", id=node.id):
                    for name, _ in nodes:
                        xml.put("data", getattr(node, name), key=f"node-{name}")
            for link in drawn.edges:
                with xml.within("edge", source=link.source, target=link.target):
                    xml.put("data", link.stories, key="edge-weight")
                    for name, _ in _EDGE:
                        if getattr(link, name) is not None:
                            xml.put("data", getattr(link, name), key=f"edge-{name}")
    stream.write("\n")
