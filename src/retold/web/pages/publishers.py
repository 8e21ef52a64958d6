"""Publishers, and the stories of one."""

from __future__ import annotations

from retold.errors import UnknownError
from retold.memory import Memory
from retold.web import lists
from retold.web.page_request import PageRequest
from retold.web.view import View

STORIES = 20
"""Stories that the page of a publisher shows."""


def publishers(memory: Memory, request: PageRequest) -> View:
    """All publishers; with `name`, the stories of one. Raises `UnknownError`."""
    everyone = memory.publishers()
    name = request.text("name")
    if not name:
        return View("publishers.html", {"publishers": everyone, "publisher": None}, {"publishers": everyone})
    publisher = next((p for p in everyone if p.name == name), None)
    if publisher is None:
        raise UnknownError("no article of this publisher is kept", name)
    cards = memory.cards(memory.filtered(publisher=name), request.text_or_none("after"), request.limit(STORIES))
    context = {"publisher": publisher, "cards": cards, "publishers": []}
    data = {"publisher": publisher, "stories": cards.items, "next": cards.next}
    return View("publishers.html", context, data, lists.card_feed(request, name, cards.items, cards.next))
