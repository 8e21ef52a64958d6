"""Lists in parts, and lists as feeds (Atom, JSON Feed)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from retold.errors import QueryError
from retold.export.feeds import Feed, Item
from retold.memory.lists import NO_PLACE
from retold.records.memory import Card, Hit, Listed, Source, Story
from retold.web import addresses
from retold.web.page_request import PageRequest

T = TypeVar("T")
MOST = 1000
"""Items of a list that is sorted anew for each part, such as search results, at most."""


def list_part(items: Callable[[int, int], Sequence[T]], after: str | None, limit: int, most: int = MOST) -> Listed[T]:
    """The items of a list after position `after`, at most `limit`. The list ends after `most` items.

    `items` gives items of the list: it gets how many to leave out, and how many to give.

    Raises `QueryError` if `after` is not a position in the list.
    """
    if after and not re.fullmatch(r"[1-9]\d{0,8}", after, re.ASCII):
        raise QueryError(NO_PLACE, after)
    start = int(after or 0)
    if start >= most:
        raise QueryError(f"is too far down: the list ends after {most:,}; narrow it, for example by dates", after or "")
    end = min(start + limit, most)
    found = items(start, end - start + 1)
    has_more = len(found) > end - start and end < most
    return Listed(tuple(found[: end - start]), str(end) if has_more else None)


def card_feed(request: PageRequest, title: str, cards: Iterable[Card], after: str | None = None) -> Feed:
    """Stories as a feed. `after`: where its next page begins."""
    items = (
        _story_item(request, c.story, " ".join(t.text for t in c.takeaways), c.publishers, [e.name for e in c.entities])
        for c in cards
    )
    return page_feed(request, title, tuple(items), after)


def hit_feed(request: PageRequest, title: str, hits: Listed[Hit]) -> Feed:
    """Search results as a feed."""
    items = (replace(article_item(request, h.article), summary=h.snippet.exact) for h in hits.items)
    return page_feed(request, title, tuple(items), hits.next)


def page_feed(request: PageRequest, title: str, items: tuple[Item, ...], after: str | None = None) -> Feed:
    """A page as a feed. `after`: where its next page begins."""

    def address(position: str | None) -> str:
        return request.base + addresses.page(request.path, request.filters, format=request.format, after=position)

    next_url = address(after) if after else ""
    return Feed(title, request.url, address(request.text("after")), items, next_url=next_url)


def article_item(request: PageRequest, source: Source) -> Item:
    """An article in a feed."""
    url = request.base + addresses.article(source.id)
    publishers = (source.publisher,) if source.publisher else ()
    return Item(url, url, source.headline, "", source.published, source.published, publishers)


def _story_item(
    request: PageRequest, story: Story, summary: str, publishers: Sequence[str], tags: Sequence[str]
) -> Item:
    """A story in a feed. Its id is the address of its page, which stays as long as the story's first article does."""
    url = request.base + addresses.story(story.id)
    return Item(url, url, story.headline, summary, story.first, story.last, tuple(publishers), tuple(tags))
