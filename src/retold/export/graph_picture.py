"""The layout of a small graph: its nodes on an ellipse, around one or two in the middle."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from retold.export.graphs import Node
from retold.records.memory import Neighbourhood, Path


@dataclass(frozen=True, slots=True)
class Frame:
    """The size of a picture and the two radii of the ellipse, in pixels; and the longest label, in code points."""

    width: int = 760
    height: int = 460
    radius_x: int = 215
    radius_y: int = 185
    label_length: int = 22


WIDE, NARROW = Frame(), Frame(420, 460, 75, 195, 16)


@dataclass(frozen=True, slots=True)
class Spot:
    """A node with its place. `side` is the SVG `text-anchor` of its label: "start", "middle" or "end"."""

    id: str
    name: str
    type: str
    x: float
    y: float
    size: float
    side: str
    label: str
    """The name, cut if it is too long."""


@dataclass(frozen=True, slots=True)
class Line:
    """An edge between two places. `width` is in pixels."""

    source: str
    target: str
    x1: float
    y1: float
    x2: float
    y2: float
    width: float


@dataclass(frozen=True, slots=True)
class Picture:
    """A graph with the places of its nodes and edges."""

    spots: tuple[Spot, ...]
    lines: tuple[Line, ...]
    width: int
    height: int


def around(neighbourhood: Neighbourhood, frame: Frame = WIDE) -> Picture:
    """The picture of the links of one entity, or of two together."""
    centre = [Node(entity.id, entity.name, entity.type, entity.stories) for entity in neighbourhood.of]
    ring = sorted(
        (Node(link.target, link.name, link.type, link.stories) for link in neighbourhood.links),
        key=lambda node: (node.type, -node.stories, node.name),
    )
    edges = {(entity.id, link.target): link.stories for entity in neighbourhood.of for link in neighbourhood.links}
    return on_ellipse(ring, edges, centre, frame)


def of_paths(paths: Sequence[Path], ends: Sequence[Node]) -> Picture:
    """The picture of paths from the first of `ends` to the second: the nodes between them in one or two columns."""
    end_ids = {end.id for end in ends}
    steps = [step for path in paths for step in path.steps]
    between = {
        step.target: Node(step.target, step.name, step.type, step.stories)
        for step in steps
        if step.target not in end_ids
    }
    edges = {(step.source, step.target): step.stories for step in steps}
    width, height = WIDE.width, max(160, 46 * len(between))
    spots = {
        end.id: _spot(end, (130 if i == 0 else width - 130, height / 2), 14.0, "middle")
        for i, end in enumerate(ends[:2])
    }
    first_steps = {path.steps[0].target for path in paths}
    near = [node for node in between.values() if node.id in first_steps]
    far = [node for node in between.values() if node.id not in first_steps]
    for column, nodes in ((0.42 if len(first_steps) < len(between) else 0.5, near), (0.62, far)):
        for i, node in enumerate(nodes):
            spots[node.id] = _spot(node, (width * column, height * (i + 0.5) / len(nodes)), 8.0, "start")
    return Picture(tuple(spots.values()), _lines(spots, edges), width, height)


def on_ellipse(
    ring: Sequence[Node], edges: Mapping[tuple[str, str], float], centre: Sequence[Node] = (), frame: Frame = WIDE
) -> Picture:
    """The nodes of `ring` on the ellipse, in their order, and one or two nodes in the middle."""
    spots: dict[str, Spot] = {}
    for i, node in enumerate(centre):
        y = frame.height / 2 + (i - (len(centre) - 1) / 2) * 90
        spots[node.id] = _spot(node, (frame.width / 2, y), 16.0, "middle")
    most = max((node.stories for node in ring), default=1)
    for i, node in enumerate(ring):
        angle = 2 * math.pi * (i + 0.5) / len(ring) - math.pi / 2
        x, y = math.cos(angle), math.sin(angle)
        side = "start" if x > 0.08 else "end" if x < -0.08 else "middle"
        place = (frame.width / 2 + frame.radius_x * x, frame.height / 2 + frame.radius_y * y)
        size = 5 + 6 * math.sqrt(node.stories / max(1, most))
        spots[node.id] = _spot(node, place, size, side, frame.label_length)
    return Picture(tuple(spots.values()), _lines(spots, edges), frame.width, frame.height)


def _spot(
    node: Node, place: tuple[float, float], size: float, side: str, label_length: int = WIDE.label_length
) -> Spot:
    label = node.name if len(node.name) <= label_length else node.name[: label_length - 1].rstrip() + "…"
    return Spot(node.id, node.name, node.type, round(place[0], 1), round(place[1], 1), round(size, 1), side, label)


def _lines(spots: Mapping[str, Spot], edges: Mapping[tuple[str, str], float]) -> tuple[Line, ...]:
    most = max(edges.values(), default=1)
    lines = []
    for (source, target), weight in edges.items():
        start, end = spots[source], spots[target]
        width = round(1 + 4 * weight / max(1, most), 1)
        lines.append(Line(source, target, start.x, start.y, end.x, end.y, width))
    return tuple(lines)
