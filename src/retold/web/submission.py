"""An article that a reader or a program adds: a web address, or a text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from retold.errors import QueryError
from retold.types import Content, Metadata, Page
from retold.web import addresses
from retold.web.jobs import Job
from retold.web.site import Site

TITLE_LENGTH = 60
"""Code points of a text without a headline that name its job."""


def begin_submission(site: Site, fields: Mapping[str, str]) -> Job | None:
    """Begins to read what was sent (`url`, or `body` with `headline`, `publisher`, `published`).

    None if too many articles wait. Raises `QueryError` if there is neither a text nor a web address.
    """
    name, load = _page(site, fields)

    def on_kept() -> None:
        site.mark_changed()
        site.wake_alerts()

    return site.jobs.begin(name, load, on_kept)


def _page(site: Site, fields: Mapping[str, str]) -> tuple[str, Callable[[], Page]]:
    """What is to be read: its name, and how it is loaded."""
    url, text = fields.get("url", "").strip(), fields.get("body", "").strip()
    if text:
        headline, publisher, published = (fields.get(k, "").strip() for k in ("headline", "publisher", "published"))
        metadata = Metadata(
            url=addresses.outside(url), headline=headline, publisher=publisher, published=published or None
        )
        page = Page("the text", Content.TEXT, text, metadata)
        return headline or text[:TITLE_LENGTH], lambda: page
    if not url:
        raise QueryError("is missing: give a link or the text of an article", "url")
    if not addresses.is_web(url) or not _host(url):
        raise QueryError("is not a web address; it must start with https:// or http://", url)
    return url, lambda: site.memory.engine.fetch(url)


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
