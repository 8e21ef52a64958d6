"""Lists in parts, and as feeds (Atom, JSON Feed)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from retold.errors import QueryError
from retold.export.feeds import Feed, Item
from retold.records.memory import Card, Hit, Listed, Source, Story
from retold.web import addresses
from retold.web.negotiation import PageRequest

T = TypeVar("T")


def part(make: Callable[[int], Sequence[T]], after: str | None, limit: int) -> Listed[T]:
    """A part of a list of which `make` gives so many from its beginning. Raises `QueryError` for a place that is none."""
    if after and not re.fullmatch(r"[1-9]\d{0,3}", after, re.ASCII):
        raise QueryError("is no place in this list, or too far in it; narrow the question", after)
    begin = int(after or 0)
    found = make(begin + limit + 1)
    return Listed(tuple(found[begin : begin + limit]), str(begin + limit) if len(found) > begin + limit else None)


def of_cards(ask: PageRequest, title: str, cards: Iterable[Card], following: str | None = None) -> Feed:
    """Stories at a glance, as a feed."""
    items = (
        item(ask, c.story, " ".join(t.text for t in c.takeaways), c.publishers, tuple(e.name for e in c.entities))
        for c in cards
    )
    return feed(ask, title, tuple(items), following)


def of_hits(ask: PageRequest, title: str, hits: Listed[Hit]) -> Feed:
    """What a search found, as a feed."""
    return feed(
        ask, title, tuple(replace(of_source(ask, h.article), summary=h.snippet.exact) for h in hits.items), hits.next
    )


def item(
    ask: PageRequest, story: Story, summary: str = "", publishers: Sequence[str] = (), tags: Sequence[str] = ()
) -> Item:
    """A story in a feed. Its id is its page's address: stories keep theirs as long as their first article does."""
    url = ask.base + addresses.story(story.id)
    return Item(url, url, story.headline, summary, story.first, story.last, tuple(publishers), tuple(tags))


def of_source(ask: PageRequest, source: Source) -> Item:
    """An article in a feed."""
    url = ask.base + addresses.article(source.id)
    return Item(url, url, source.headline, "", source.published, source.published, _some(source.publisher))


def feed(ask: PageRequest, title: str, items: tuple[Item, ...], following: str | None = None) -> Feed:
    """A feed of a page, in the form that was asked for."""
    own = ask.base + addresses.page(ask.path, ask.given, format=ask.form, after=ask.text("after"))
    after = ask.base + addresses.page(ask.path, ask.given, format=ask.form, after=following) if following else ""
    return Feed(title, ask.url, own, items, next_url=after)


def _some(name: str) -> tuple[str, ...]:
    return (name,) if name else ()
