"""Addresses of pages."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from retold.export.page_addresses import article, entity, story, theme

__all__ = ["article", "entity", "outside", "page", "story", "theme"]


def feed(number: int) -> str:
    return f"/feeds/{number}"


def page(path: str, given: Mapping[str, object] | None = None, /, **changes: object) -> str:
    """A page with a query: what was given, with changes; what is empty is left out."""
    query = {k: v for k, v in {**(given or {}), **changes}.items() if v not in ("", None, [], ())}
    return path + (f"?{urlencode(query, doseq=True)}" if query else "")


def outside(url: str) -> str:
    """An address of the web that a page may lead to, "" for anything else (`javascript:` and the like)."""
    return url if url.lower().startswith(("http://", "https://")) else ""
