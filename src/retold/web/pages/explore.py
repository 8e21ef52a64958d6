"""Pages on which people look around: entities, the graph, themes, search, timelines, publishers."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from io import StringIO
from typing import Any

from retold.errors import QueryError, UnknownError
from retold.export import graph_picture, graphs
from retold.export.graphs import Node
from retold.memory import LinkQuery, Memory
from retold.records.memory import Entity, Neighbourhood
from retold.types import EntityType
from retold.web import addresses, lists
from retold.web.negotiation import PageRequest
from retold.web.site import View

TYPES = ("person", "organization", "place", "event", "work", "product", "topic", "other")
NEAR, STORIES, QUOTES, DATED = 14, 20, 6, 12
"""Links, stories, quotations and lines of the timeline that an entity's page shows."""
AROUND = 20
"""Links of the graph's page."""
GRAPHS = ("gexf", "graphml", "csv")


def entity(memory: Memory, ask: PageRequest, name: str) -> View:
    """Who or what somebody or something is. Raises `UnknownError`."""
    found = memory.entity(name)
    if found.id != name:
        return View("", {}, moved=addresses.page(addresses.entity(found.id), ask.given, format=ask.text("format")))
    if found.type == EntityType.TOPIC and ask.form == "html":
        return View("", {}, moved=addresses.page(addresses.theme(found.id), ask.given))
    near = memory.graph(found.id, query=LinkQuery(limit=NEAR))
    cards = memory.cards(memory.filtered(entity=found.id), ask.maybe("after"), ask.limit(STORIES))
    by, about = memory.quotes(found.id, QUOTES)
    context = {
        "found": found, "near": near, "picture": graph_picture.around(near, graph_picture.NARROW) if near.links else None, "cards": cards, "by": by, "about": about,
        "dated": list(reversed(memory.timeline(found.id, limit=DATED))), "others": [e for e in memory.entities_named(found.name) if e.id != found.id],
    }  # fmt: skip
    data = {
        "entity": found,
        "links": near.links,
        "others": context["others"],
        "stories": cards.items,
        "next": cards.next,
        "quotes": {"by": by, "about": about},
    }
    return View("entity.html", context, data, lists.of_cards(ask, found.name, cards.items, cards.next))


def theme(memory: Memory, ask: PageRequest, name: str) -> View:
    """A theme or topic: its stories, and who is in them. Raises `UnknownError`."""
    found = memory.entity(name)
    if found.id != name:
        return View("", {}, moved=addresses.page(addresses.theme(found.id), ask.given, format=ask.text("format")))
    near = memory.graph(found.id, query=LinkQuery(limit=NEAR, order="significance"))
    where = memory.filtered(ask.maybe("since"), ask.maybe("until"), theme="", entity=found.id)
    cards = memory.cards(where, ask.maybe("after"), ask.limit(STORIES))
    data = {"entity": found, "links": near.links, "stories": cards.items, "next": cards.next}
    return View(
        "theme.html",
        {"found": found, "near": near, "cards": cards},
        data,
        lists.of_cards(ask, found.name, cards.items, cards.next),
    )


def themes(memory: Memory, _: PageRequest) -> View:
    """All themes and topics that recur, those of most stories first."""
    found = memory.frequent("topic", 200)
    return View("themes.html", {"themes": found}, {"themes": found})


def graph(memory: Memory, ask: PageRequest) -> View:
    """The intersection graph around an entity, between two, or the paths that lead from one to another. Raises `UnknownError`."""
    name = ask.text("of")
    themes = memory.frequent("topic", 60)
    if not name:
        starts = memory.frequent()
        context: dict[str, Any] = {"themes": themes, "starts": starts, "types": TYPES, "near": None, "paths": None}
        return View("graph.html", context, {"entities": starts})
    if to := ask.text("path"):
        return _paths(memory, ask, themes, (name, to))
    near = around(memory, ask, name)
    centre = near.of[0]
    context = {
        "near": near, "paths": None, "picture": graph_picture.around(near), "themes": themes, "types": TYPES, "kinds": ask.texts("type") or TYPES,
        "centre": centre, "months": tuple((d or "")[:7] for d in (centre.first, centre.last)), "data": near,
    }  # fmt: skip
    return View("graph.html", context, near, others=_files(graphs.around(near)))


def _paths(memory: Memory, ask: PageRequest, themes: list[Entity], names: tuple[str, str]) -> View:
    ends = [memory.entity(n) for n in names]
    paths = memory.paths(ends[0].id, ends[1].id, ask.limit(5))
    picture = graph_picture.of_paths(paths, [Node(e.id, e.name, e.type, e.stories) for e in ends])
    data = {"paths": paths, "of": ends}
    context = {
        "near": None, "paths": paths, "ends": ends, "picture": picture, "themes": themes, "types": TYPES, "kinds": TYPES,
        "centre": ends[0], "months": ("", ""), "data": data,
    }  # fmt: skip
    return View("graph.html", context, data, others=_files(graphs.of_paths(paths, ends[0])))


def _files(drawn: graphs.Drawn) -> dict[str, Callable[[], str]]:
    """A graph as files, each written when it is asked for."""

    def written(form: str) -> str:
        stream = StringIO()
        graphs.write(stream, form, drawn)
        return stream.getvalue()

    return {form: partial(written, form) for form in GRAPHS}


def search(memory: Memory, ask: PageRequest) -> View:
    """What words or a meaning find; and entities of that name. Raises `UnknownError` for a filter that names nothing."""
    text, by = ask.text("q"), ask.one_of("by", ("both", "words", "meaning"))
    kind = ask.text("type")
    if kind and kind not in TYPES:
        raise QueryError(f"must be one of {', '.join(TYPES)}", "type")
    where = memory.filtered(
        ask.maybe("since"), ask.maybe("until"), ask.text("publisher"), ask.text("theme"), ask.text("entity"), kind
    )
    hits = lists.part(lambda n: memory.search(text, where, by, n) if text else [], ask.maybe("after"), ask.limit(20))
    named = memory.entities_named(text)[:5] if text and len(text) < 100 and not ask.text("after") else []
    context = {
        "hits": hits,
        "named": named,
        "text": text,
        "by": by,
        "types": TYPES,
        "themes": memory.frequent("topic", 60),
        "publishers": memory.publishers(),
    }
    return View(
        "search.html",
        context,
        {"items": hits.items, "next": hits.next, "entities": named},
        lists.of_hits(ask, text, hits),
    )


def timeline(memory: Memory, ask: PageRequest) -> View:
    """What articles say of an entity that has a date, the latest first. Raises `UnknownError`."""
    name = ask.text("of")
    if not name:
        return View("timeline.html", {"found": None, "lines": [], "starts": memory.frequent()}, {"lines": []})
    found = memory.entity(name)
    lines = list(reversed(memory.timeline(found.id, ask.maybe("since"), ask.maybe("until"), ask.limit(60))))
    return View("timeline.html", {"found": found, "lines": lines}, {"entity": found, "lines": lines})


def publishers(memory: Memory, ask: PageRequest) -> View:
    """Who publishes; with `name`, a publisher's stories. Raises `UnknownError`."""
    everyone = memory.publishers()
    name = ask.text("name")
    if not name:
        return View("publishers.html", {"publishers": everyone, "found": None}, {"publishers": everyone})
    found = next((p for p in everyone if p.name == name), None)
    if found is None:
        raise UnknownError("is no publisher of an article that is kept", name)
    cards = memory.cards(memory.filtered(publisher=name), ask.maybe("after"), ask.limit(STORIES))
    context = {"found": found, "cards": cards, "publishers": []}
    return View(
        "publishers.html",
        context,
        {"publisher": found, "stories": cards.items, "next": cards.next},
        lists.of_cards(ask, name, cards.items, cards.next),
    )


def around(memory: Memory, ask: PageRequest, name: str) -> Neighbourhood:
    """The links of an entity that a request asks for. Raises `UnknownError`."""
    kinds = frozenset(k for k in ask.texts("type") if k in TYPES)
    asked = LinkQuery(
        limit=ask.limit(AROUND),
        order=ask.one_of("order", ("stories", "significance")),
        kinds=kinds,
        new=ask.text("new") == "1",
    )
    return memory.graph(name, ask.text("with"), ask.maybe("since"), ask.maybe("until"), asked)
