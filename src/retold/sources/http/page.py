"""One page by URL."""

from __future__ import annotations

from datetime import UTC, datetime

from retold.config import Settings
from retold.errors import FetchError, FormatError
from retold.sources.charsets import decode
from retold.sources.http import client
from retold.sources.http.client import Response, public
from retold.types import Content, Metadata, Page

_PAGES = ("text/html", "application/xhtml+xml", "application/xml", "text/xml")
_STATUS = {
    401: "asks for a login",
    402: "asks for payment",
    403: "refuses this reader",
    404: "has no such page",
    410: "has removed this page",
    429: "asks to slow down; try again later",
    451: "withholds this page for legal reasons",
}
ASKED = {"Accept": "text/html,application/xhtml+xml;q=0.9,text/plain;q=0.8", "Accept-Language": "en;q=0.9,*;q=0.5"}
"""What we ask for."""


def fetch(url: str, settings: Settings) -> Page:
    """The page at `url`, redirects followed and re-checked.

    Raises:
        BlockedAddressError: it leads to a private address.
        FormatError: it is not a web page, is too large, or is empty.
        FetchError: anything else that went wrong; the message says what.
    """
    return page(client.get(url, ASKED, settings), url, datetime.now(UTC).replace(microsecond=0))


def page(answer: Response, url: str, now: datetime | None) -> Page:
    """The page that an answer to `url` holds, retrieved `now`. Raises `FetchError` or `FormatError` where it holds none."""
    if answer.headers.get("cf-mitigated"):
        raise FetchError(
            "the site answered with a browser challenge; open it in a browser, save the page, then read the file", url
        )
    if answer.status != 200:
        raise FetchError(f"the server {_STATUS.get(answer.status, 'cannot give the page')} (HTTP {answer.status})", url)
    kind = answer.kind or "text/html"
    if kind not in (*_PAGES, "text/plain"):
        raise FormatError(f"is {kind}, not a web page", url)
    if not answer.data.strip():
        raise FormatError("the server sent an empty page", url)
    content = Content.TEXT if kind == "text/plain" else Content.HTML
    return Page(url, content, decode(answer.data, answer.charset), Metadata(url=answer.url), now)


__all__ = ["fetch", "page", "public"]
