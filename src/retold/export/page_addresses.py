"""Addresses of the web app's pages, without scheme and host."""

from __future__ import annotations

from urllib.parse import quote, urlencode


def _address(page: str, key: str) -> str:
    # Browsers take "." and ".." for folders, however they are escaped. So these go into the query.
    if key in ("", ".", ".."):
        return f"/{page}?{urlencode({'id': key})}"
    return f"/{page}/{quote(key, safe='')}"


def article(key: str, place: str = "") -> str:
    """An article's page. `place` is the anchor of one of its sentences."""
    return _address("article", key) + (f"#{place}" if place else "")


def story(key: str) -> str:
    """A story's page."""
    return _address("story", key)


def entity(key: str) -> str:
    """An entity's page."""
    return _address("entity", key)


def theme(key: str) -> str:
    """A theme's page."""
    return _address("theme", key)
