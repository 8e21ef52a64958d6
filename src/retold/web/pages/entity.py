"""The page of an entity: who or what it is, and where it appears."""

from __future__ import annotations

from retold.export import graph_picture
from retold.memory import LinkQuery, Memory
from retold.types import EntityType
from retold.web import addresses, lists
from retold.web.page_request import PageRequest
from retold.web.view import View

LINKS, RELATIONS, STORIES, QUOTES, DATES = 14, 8, 20, 6, 12
"""Links, relations, stories, quotes of each kind, and lines of the timeline that the page shows."""


def entity(memory: Memory, request: PageRequest, name: str) -> View:
    """An entity by its id; a name leads there. Raises `UnknownError`."""
    subject = memory.entity(name)
    if subject.id != name:
        address = addresses.page(addresses.entity(subject.id), request.filters, format=request.text("format"))
        return View(redirect=address)
    if subject.type == EntityType.TOPIC and request.format == "html":
        return View(redirect=addresses.page(addresses.theme(subject.id), request.filters))
    near = memory.graph(subject.id, query=LinkQuery(limit=LINKS))
    cards = memory.cards(memory.filtered(entity=subject.id), request.text_or_none("after"), request.limit(STORIES))
    by, about = memory.quotes(subject.id, QUOTES)
    relations = memory.relations(subject.id, RELATIONS)
    others = [e for e in memory.entities_named(subject.name) if e.id != subject.id]
    context = {
        "entity": subject,
        "near": near,
        "picture": graph_picture.around(near, graph_picture.NARROW) if near.links else None,
        "relations": relations,
        "cards": cards,
        "by": by,
        "about": about,
        "dated": list(reversed(memory.timeline(subject.id, limit=DATES))),
        "others": others,
    }
    data = {
        "entity": subject,
        "links": near.links,
        "relations": relations,
        "others": others,
        "stories": cards.items,
        "next": cards.next,
        "quotes": {"by": by, "about": about},
    }
    return View("entity.html", context, data, lists.card_feed(request, subject.name, cards.items, cards.next))
