"""The timeline of an entity."""

from __future__ import annotations

from retold.memory import Memory
from retold.web.page_request import PageRequest
from retold.web.view import View

LINES = 60
"""Lines that the page shows."""


def timeline(memory: Memory, request: PageRequest) -> View:
    """What articles say about the entity `of` that has a date, the latest first. Raises `UnknownError`."""
    name = request.text("of")
    if not name:
        return View("timeline.html", {"entity": None, "lines": [], "starts": memory.frequent()}, {"lines": []})
    entity = memory.entity(name)
    since, until = request.text_or_none("since"), request.text_or_none("until")
    lines = list(reversed(memory.timeline(entity.id, since, until, request.limit(LINES))))
    return View("timeline.html", {"entity": entity, "lines": lines}, {"entity": entity, "lines": lines})
