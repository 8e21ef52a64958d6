"""The page of an entity: who or what it is, and where it appears."""

from __future__ import annotations

from retold.export import graph_picture
from retold.memory import LinkQuery, Memory
from retold.types import EntityType
from retold.web import addresses, lists
from retold.web.page_request import PageRequest
from retold.web.view import View

LINKS, STORIES, QUOTES, DATES = 14, 20, 6, 12
"""Links, stories, quotes of each kind, and lines of the timeline that the page shows."""


def entity(memory: Memory, request: PageRequest, name: str) -> View:
    """An entity by its id; a name leads there. Raises `UnknownError`."""
    found = memory.entity(name)
    if found.id != name:
        address = addresses.page(addresses.entity(found.id), request.filters, format=request.text("format"))
        return View(redirect=address)
    if found.type == EntityType.TOPIC and request.format == "html":
        return View(redirect=addresses.page(addresses.theme(found.id), request.filters))
    near = memory.graph(found.id, asked=LinkQuery(limit=LINKS))
    cards = memory.cards(memory.filtered(entity=found.id), request.text_or_none("after"), request.limit(STORIES))
    by, about = memory.quotes(found.id, QUOTES)
    others = [e for e in memory.named(found.name) if e.id != found.id]
    context = {
        "found": found,
        "near": near,
        "picture": graph_picture.around(near, graph_picture.NARROW) if near.links else None,
        "cards": cards,
        "by": by,
        "about": about,
        "dated": list(reversed(memory.timeline(found.id, limit=DATES))),
        "others": others,
    }
    data = {
        "entity": found,
        "links": near.links,
        "others": others,
        "stories": cards.items,
        "next": cards.next,
        "quotes": {"by": by, "about": about},
    }
    return View("entity.html", context, data, lists.card_feed(request, found.name, cards.items, cards.next))
