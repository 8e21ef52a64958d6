"""Where the nodes of a small graph stand in a picture: on an ellipse, around one in the middle if there is one."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from retold.export.graphs import Node
from retold.records.memory import Neighbourhood, Path


@dataclass(frozen=True, slots=True)
class Frame:
    """A picture's size, and how far from its middle nodes stand, in pixels; `room`: code points of a label."""

    width: int = 760
    height: int = 460
    across: int = 215
    down: int = 185
    room: int = 22


WIDE, NARROW = Frame(), Frame(420, 460, 75, 195, 16)


@dataclass(frozen=True, slots=True)
class Spot:
    """A node's place; `side`: on which side of it its name stands, "start", "middle" or "end" as SVG's text-anchor has it."""

    id: str
    name: str
    type: str
    x: float
    y: float
    size: float
    side: str
    label: str
    """The name, cut where it is long."""


@dataclass(frozen=True, slots=True)
class Line:
    """An edge between two places; `width` in pixels."""

    source: str
    target: str
    x1: float
    y1: float
    x2: float
    y2: float
    width: float


@dataclass(frozen=True, slots=True)
class Picture:
    """A graph with places."""

    spots: tuple[Spot, ...]
    lines: tuple[Line, ...]
    width: int
    height: int


def around(found: Neighbourhood, frame: Frame = WIDE) -> Picture:
    """The picture of the links of one entity, or of two taken together."""
    centre = [Node(e.id, e.name, e.type, e.stories) for e in found.of]
    ring = sorted(
        (Node(n.target, n.name, n.type, n.stories) for n in found.links), key=lambda n: (n.type, -n.stories, n.name)
    )
    edges = {(e.id, n.target): n.stories for e in found.of for n in found.links}
    return drawn(ring, edges, centre, frame)


def of_paths(paths: Sequence[Path], ends: Sequence[Node]) -> Picture:
    """The picture of chains of links from the first of `ends` to the second."""
    between = {
        s.target: Node(s.target, s.name, s.type, s.stories)
        for p in paths
        for s in p.steps
        if s.target not in {e.id for e in ends}
    }
    edges = {(s.source, s.target): s.stories for p in paths for s in p.steps}
    width, height = WIDE.width, max(160, 46 * len(between))
    spots = {
        e.id: _spot(e, (130 if i == 0 else width - 130, height / 2), 14.0, "middle") for i, e in enumerate(ends[:2])
    }
    first = {p.steps[0].target for p in paths}
    for column, own in (
        (0.42 if len(first) < len(between) else 0.5, [n for n in between.values() if n.id in first]),
        (0.62, [n for n in between.values() if n.id not in first]),
    ):
        for i, node in enumerate(own):
            spots[node.id] = _spot(node, (width * column, height * (i + 0.5) / len(own)), 8.0, "start")
    return Picture(tuple(spots.values()), _lines(spots, edges), width, height)


def drawn(
    ring: Sequence[Node], edges: Mapping[tuple[str, str], float], centre: Sequence[Node] = (), frame: Frame = WIDE
) -> Picture:
    """Nodes on an ellipse in the order given, and one or two in the middle."""
    spots: dict[str, Spot] = {}
    for i, node in enumerate(centre):
        spots[node.id] = _spot(
            node, (frame.width / 2, frame.height / 2 + (i - (len(centre) - 1) / 2) * 90), 16.0, "middle"
        )
    most = max((n.stories for n in ring), default=1)
    for i, node in enumerate(ring):
        angle = 2 * math.pi * (i + 0.5) / len(ring) - math.pi / 2
        x, y = math.cos(angle), math.sin(angle)
        side = "start" if x > 0.08 else "end" if x < -0.08 else "middle"
        at = (frame.width / 2 + frame.across * x, frame.height / 2 + frame.down * y)
        spots[node.id] = _spot(node, at, 5 + 6 * math.sqrt(node.stories / max(1, most)), side, frame.room)
    return Picture(tuple(spots.values()), _lines(spots, edges), frame.width, frame.height)


def _spot(node: Node, at: tuple[float, float], size: float, side: str, room: int = WIDE.room) -> Spot:
    label = node.name if len(node.name) <= room else node.name[: room - 1].rstrip() + "…"
    return Spot(node.id, node.name, node.type, round(at[0], 1), round(at[1], 1), round(size, 1), side, label)


def _lines(spots: Mapping[str, Spot], edges: Mapping[tuple[str, str], float]) -> tuple[Line, ...]:
    most = max(edges.values(), default=1)
    found = []
    for (a, b), weight in edges.items():
        one, other = spots[a], spots[b]
        found.append(Line(a, b, one.x, one.y, other.x, other.y, round(1 + 4 * weight / max(1, most), 1)))
    return tuple(found)
