"""The page of the intersection graph."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from io import StringIO

from retold.export import graph_picture, graphs
from retold.export.graphs import Node
from retold.memory import LinkQuery, Memory
from retold.records.memory import Entity, Neighbourhood
from retold.web.page_request import ENTITY_TYPES, PageRequest
from retold.web.view import View

LINKS, PATHS, THEMES = 20, 5, 60
"""Links or paths that the page shows, and themes that they can be filtered by."""
GRAPH_FORMATS = ("gexf", "graphml", "csv")


def graph(memory: Memory, request: PageRequest) -> View:
    """The links of the entity `of`, or the paths from it to the entity `path`. Raises `UnknownError`."""
    name, path_end = request.text("of"), request.text("path")
    if not name:
        starts = memory.frequent()
        return View("graph.html", {"starts": starts, "near": None, "paths": None}, {"entities": starts})
    themes = memory.frequent("topic", THEMES)
    if path_end:
        return _paths(memory, request, themes, (name, path_end))
    near = _neighbourhood(memory, request, name)
    centre = near.of[0]
    context = {
        "near": near,
        "paths": None,
        "picture": graph_picture.around(near),
        "themes": themes,
        "kinds": request.texts("type") or ENTITY_TYPES,
        "centre": centre,
        "months": tuple((d or "")[:7] for d in (centre.first, centre.last)),
        "data": near,
    }
    return View("graph.html", context, near, formats=_graph_formats(graphs.around(near)))


def _neighbourhood(memory: Memory, request: PageRequest, name: str) -> Neighbourhood:
    """The links of an entity, as the request filters and orders them. Raises `UnknownError`."""
    query = LinkQuery(
        limit=request.limit(LINKS),
        order=request.choice("order", ("stories", "significance")),
        kinds=frozenset(k for k in request.texts("type") if k in ENTITY_TYPES),
        new=request.text("new") == "1",
    )
    since, until = request.text_or_none("since"), request.text_or_none("until")
    return memory.graph(name, request.text("with"), since, until, query)


def _paths(memory: Memory, request: PageRequest, themes: list[Entity], names: tuple[str, str]) -> View:
    """The paths from one entity to another."""
    ends = [memory.entity(n) for n in names]
    paths = memory.paths(ends[0].id, ends[1].id, request.limit(PATHS))
    data = {"paths": paths, "of": ends}
    context = {
        "near": None,
        "paths": paths,
        "ends": ends,
        "picture": graph_picture.of_paths(paths, [Node(e.id, e.name, e.type, e.stories) for e in ends]),
        "themes": themes,
        "kinds": ENTITY_TYPES,
        "centre": ends[0],
        "months": ("", ""),
        "data": data,
    }
    return View("graph.html", context, data, formats=_graph_formats(graphs.of_paths(paths, ends[0])))


def _graph_formats(drawn: graphs.GraphData) -> dict[str, Callable[[], str]]:
    """The graph as a file in each format, written when it is asked for."""

    def write(name: str) -> str:
        stream = StringIO()
        graphs.write(stream, name, drawn)
        return stream.getvalue()

    return {name: partial(write, name) for name in GRAPH_FORMATS}
