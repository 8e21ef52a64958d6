"""Readings of texts of the public sets, by the shipped model."""

from __future__ import annotations

from retold.engine import Engine
from retold.types import Content, Metadata, Page, Reading


def page(body: str, key: str = "text", headline: str = "", published: str | None = None) -> Page:
    """An article's body as a page. `key` becomes the article's id; `published` is a date or null."""
    return Page(key, Content.BODY, body, Metadata(id=key, headline=headline, published=published))


def read(engine: Engine, body: str, key: str = "text", headline: str = "", published: str | None = None) -> Reading:
    """The reading of an article's body."""
    return engine.reading(engine.article(page(body, key, headline, published)))
