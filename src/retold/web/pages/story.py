"""The page of a story: what all its articles say together."""

from __future__ import annotations

from retold.memory import Memory
from retold.web import addresses, lists
from retold.web.page_request import PageRequest
from retold.web.view import View


def story(memory: Memory, request: PageRequest, key: str) -> View:
    """A story by its id; the id of any of its articles leads there. Raises `UnknownError`."""
    detail = memory.story(key)
    if detail.story.id != key:
        return View(redirect=addresses.page(addresses.story(detail.story.id), {"format": request.text("format")}))
    latest_first = (
        lists.article_item(request, article)
        for telling in reversed(detail.tellings)
        for article in reversed(telling.articles)
    )
    feed = lists.page_feed(request, detail.story.headline, tuple(latest_first))
    first = next((t.articles[0] for t in detail.tellings if t.articles), None)
    return View("story.html", {"detail": detail, "first": first}, detail, feed)
