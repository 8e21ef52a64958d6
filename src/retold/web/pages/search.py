"""The search page."""

from __future__ import annotations

from retold.errors import QueryError
from retold.memory import Memory
from retold.web import lists
from retold.web.page_request import ENTITY_TYPES, PageRequest
from retold.web.view import View

HITS, NAMES, THEMES = 20, 5, 60
"""Articles and names that the page shows, and themes that they can be filtered by."""
MAX_NAME = 100
"""A longer text is not looked up as a name."""


def search(memory: Memory, request: PageRequest) -> View:
    """Articles by words or by meaning, and entities with that name.

    Raises `QueryError` for a filter that cannot be understood, `UnknownError` for one that names nothing.
    """
    text, by = request.text("q"), request.choice("by", ("both", "words", "meaning"))
    kind = request.text("type")
    if kind and kind not in ENTITY_TYPES:
        raise QueryError(f"must be one of {', '.join(ENTITY_TYPES)}", "type")
    where = memory.filtered(
        request.text_or_none("since"),
        request.text_or_none("until"),
        request.text("publisher"),
        request.text("theme"),
        request.text("entity"),
        kind,
    )
    if request.text("relation"):
        where = memory.with_relation(where, request.text("relation"), request.text("entity"))
    after = request.text_or_none("after")
    hits = lists.list_part(
        lambda offset, count: memory.search(text, where, by, count, offset) if text else [],
        after,
        request.limit(HITS),
    )
    names = memory.entities_named(text)[:NAMES] if text and len(text) < MAX_NAME and not after else []
    context = {
        "hits": hits,
        "names": names,
        "text": text,
        "by": by,
        "themes": memory.frequent("topic", THEMES),
        "publishers": memory.publishers(),
    }
    data = {"items": hits.items, "next": hits.next, "entities": names}
    return View("search.html", context, data, lists.hit_feed(request, text, hits))
