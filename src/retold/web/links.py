"""Addresses of pages."""

from __future__ import annotations

from collections.abc import Mapping
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
    return _named("story", key)


def entity(key: str) -> str:
    return _named("entity", key)


def theme(key: str) -> str:
    return _named("theme", key)


def feed(number: int) -> str:
    return f"/feeds/{number}"


def page(path: str, given: Mapping[str, object] | None = None, /, **changes: object) -> str:
    """A page with a query: what was given, with changes; what is empty is left out."""
    query = {k: v for k, v in {**(given or {}), **changes}.items() if v not in ("", None, [], ())}
    return path + (f"?{urlencode(query, doseq=True)}" if query else "")


def outside(url: str) -> str:
    """An address of the web that a page may lead to, "" for anything else (`javascript:` and the like)."""
    return url if url.lower().startswith(("http://", "https://")) else ""
