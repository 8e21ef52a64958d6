"""The pages of themes and topics."""

from __future__ import annotations

from retold.memory import LinkQuery, Memory
from retold.web import addresses, lists
from retold.web.page_request import PageRequest
from retold.web.view import View

LINKS, STORIES, THEMES = 14, 20, 200
"""Links and stories on the page of a theme; themes on the page of all."""


def theme(memory: Memory, request: PageRequest, name: str) -> View:
    """A theme or topic by its id; a name leads there: its stories, and who is in them. Raises `UnknownError`."""
    subject = memory.entity(name)
    if subject.id != name:
        address = addresses.page(addresses.theme(subject.id), request.filters, format=request.text("format"))
        return View(redirect=address)
    near = memory.graph(subject.id, query=LinkQuery(limit=LINKS, order="significance"))
    where = memory.filtered(request.text_or_none("since"), request.text_or_none("until"), theme="", entity=subject.id)
    cards = memory.cards(where, request.text_or_none("after"), request.limit(STORIES))
    data = {"entity": subject, "links": near.links, "stories": cards.items, "next": cards.next}
    feed = lists.card_feed(request, subject.name, cards.items, cards.next)
    return View("theme.html", {"theme": subject, "near": near, "cards": cards}, data, feed)


def themes(memory: Memory, _: PageRequest) -> View:
    """All themes and topics that at least two stories have; those with the most stories first."""
    data = {"themes": memory.frequent("topic", THEMES)}
    return View("themes.html", data, data)
