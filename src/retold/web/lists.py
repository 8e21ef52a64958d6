"""Lists in parts, and lists as feeds (Atom, JSON Feed)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from retold.errors import QueryError
from retold.export.feeds import Feed, Item
from retold.records.memory import Card, Hit, Listed, Source, Story
from retold.web import addresses
from retold.web.page_request import PageRequest

T = TypeVar("T")


def list_part(first: Callable[[int], Sequence[T]], after: str | None, limit: int) -> Listed[T]:
    """The items of a list after position `after`. `first` gives the list's first items, as many as it is asked for.

    Raises `QueryError` if `after` is not a position from 1 to 9999.
    """
    if after and not re.fullmatch(r"[1-9]\d{0,3}", after, re.ASCII):
        raise QueryError("is not a place in this list, or too far down; narrow the search", after)
    start = int(after or 0)
    end = start + limit
    items = first(end + 1)
    return Listed(tuple(items[start:end]), str(end) if len(items) > end else None)


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
