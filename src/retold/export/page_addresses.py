"""Where the web app has its pages, without scheme and host."""

from __future__ import annotations

from urllib.parse import quote, urlencode


def _named(page: str, key: str) -> str:
    """A page of something by its id. Browsers take "." and ".." for folders, however they are written, so these stand in the query."""
    if key in ("", ".", ".."):
        return f"/{page}?{urlencode({'id': key})}"
    return f"/{page}/{quote(key, safe='')}"


def article(key: str, place: str = "") -> str:
    """An article's page; `place`: a sentence of it."""
    return _named("article", key) + (f"#{place}" if place else "")


def story(key: str) -> str:
    """A story's page."""
    return _named("story", key)


def entity(key: str) -> str:
    """An entity's page."""
    return _named("entity", key)


def theme(key: str) -> str:
    """A theme's page."""
    return _named("theme", key)
