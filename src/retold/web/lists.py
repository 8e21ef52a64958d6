"""Lists as feeds (Atom, JSON Feed)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from retold.export.feeds import Feed, Item
from retold.records import Card, Hit, Source, Story
from retold.web import links
from retold.web.asked import Ask


def of_cards(ask: Ask, title: str, cards: Iterable[Card], following: str | None = None) -> Feed:
    """Stories at a glance, as a feed."""
    items = (
        item(ask, c.story, " ".join(t.text for t in c.takeaways), c.publishers, tuple(e.name for e in c.entities))
        for c in cards
    )
    return feed(ask, title, tuple(items), following)


def of_hits(ask: Ask, title: str, hits: Sequence[Hit]) -> Feed:
    """What a search found, as a feed."""
    return feed(ask, title, tuple(replace(of_source(ask, h.article), summary=h.snippet.exact) for h in hits))


def item(ask: Ask, story: Story, summary: str = "", publishers: Sequence[str] = (), tags: Sequence[str] = ()) -> Item:
    """A story in a feed. Its id is its page's address: stories keep theirs as long as their first article does."""
    url = ask.base + links.story(story.id)
    return Item(url, url, story.headline, summary, story.first, story.last, tuple(publishers), tuple(tags))


def of_source(ask: Ask, source: Source) -> Item:
    """An article in a feed."""
    url = ask.base + links.article(source.id)
    return Item(url, url, source.headline, "", source.published, source.published, _some(source.publisher))


def feed(ask: Ask, title: str, items: tuple[Item, ...], following: str | None = None) -> Feed:
    """A feed of a page, in the form that was asked for."""
    own = ask.base + links.page(ask.path, ask.given, format=ask.form)
    after = ask.base + links.page(ask.path, ask.given, format=ask.form, after=following) if following else ""
    latest = max((i.updated or i.published or "" for i in items), default="")
    return Feed(title, ask.url, own, items, latest, next_url=after)


def _some(name: str) -> tuple[str, ...]:
    return (name,) if name else ()
