"""Addresses of pages."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from retold.export.page_addresses import article, entity, story, theme

__all__ = ["article", "entity", "feed", "is_web", "outside", "page", "story", "theme"]


def feed(number: int) -> str:
    """A feed's page."""
    return f"/feeds/{number}"


def page(path: str, query: Mapping[str, object] | None = None, /, **changes: object) -> str:
    """A path with a query and changes to it; empty values are left out."""
    parameters = {k: v for k, v in {**(query or {}), **changes}.items() if v not in ("", None, [], ())}
    return path + (f"?{urlencode(parameters, doseq=True)}" if parameters else "")


def is_web(url: str) -> bool:
    """Whether an address starts with http:// or https://."""
    return url.lower().startswith(("http://", "https://"))


def outside(url: str) -> str:
    """An address that a page may link to: a web address, else "" (for `javascript:` and the like)."""
    return url if is_web(url) else ""
