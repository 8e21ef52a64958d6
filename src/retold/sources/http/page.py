"""One page by URL."""

from __future__ import annotations

from datetime import UTC, datetime

from retold.config import Settings
from retold.errors import FetchError, FormatError
from retold.sources.charsets import decode
from retold.sources.http import client
from retold.sources.http.client import Response
from retold.types import Content, Metadata, Page

_PLAIN_TEXT = "text/plain"
_PAGE_TYPES = ("text/html", "application/xhtml+xml", "application/xml", "text/xml", _PLAIN_TEXT)
_REFUSALS = {
    401: "asks for a login",
    402: "asks for payment",
    403: "refuses this reader",
    404: "has no such page",
    410: "has removed this page",
    429: "asks to slow down; try again later",
    451: "withholds this page for legal reasons",
}
HEADERS = {"Accept": "text/html,application/xhtml+xml;q=0.9,text/plain;q=0.8", "Accept-Language": "en;q=0.9,*;q=0.5"}
"""The headers of a request for a page."""


def fetch(url: str, settings: Settings) -> Page:
    """The page at `url`. Redirects are followed, and each address is checked.

    Raises:
        BlockedAddressError: it leads to a private address.
        FormatError: it is not a web page, is too large, or is empty.
        FetchError: anything else that went wrong; the message says what.
    """
    return from_response(client.get(url, HEADERS, settings), url, datetime.now(UTC).replace(microsecond=0))


def from_response(response: Response, url: str, now: datetime | None) -> Page:
    """The page that an answer to `url` holds, retrieved at `now`.

    Raises `FetchError` or `FormatError` if it holds none.
    """
    if response.headers.get("cf-mitigated"):
        raise FetchError(
            "the site answered with a browser challenge; open it in a browser, save the page, then read the file", url
        )
    if response.status != 200:
        refusal = _REFUSALS.get(response.status, "cannot give the page")
        raise FetchError(f"the server {refusal} (HTTP {response.status})", url)
    media_type = response.media_type or "text/html"
    if media_type not in _PAGE_TYPES:
        raise FormatError(f"is {media_type}, not a web page", url)
    if not response.data.strip():
        raise FormatError("the server sent an empty page", url)
    content = Content.TEXT if media_type == _PLAIN_TEXT else Content.HTML
    return Page(url, content, decode(response.data, response.charset), Metadata(url=response.url), now)


__all__ = ["fetch", "from_response"]
