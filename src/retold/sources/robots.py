"""The Robots Exclusion Protocol (RFC 9309), and the crawl delay that many sites add to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import isnan
from typing import Any

from retold.sources.charsets import decode
from retold.sources.http.client import Response

TOKEN = "Retold"
"""Our product token: rules for this name are for us (2.2.1)."""
MAX_BYTES = 512_000
"""Bytes of a robots.txt that are read (2.5: at least 500 KiB)."""
FRESH = 86_400.0
"""Seconds for which a robots.txt is valid (2.4)."""
RETRY = 900.0
"""Seconds until a robots.txt that could not be fetched is tried again."""
MAX_DELAY = 300.0
"""Longest pause between two requests that a site can ask for, in seconds. Longer ones would mean never to read it."""
_MAX_SITEMAPS = 50


@dataclass(frozen=True, slots=True)
class Rules:
    """What a site allows us."""

    text: str = ""
    """The robots.txt."""
    closed: bool = False
    """It could not be fetched, so nothing is allowed for now."""
    _parsed: list[Any] = field(default_factory=list, compare=False, repr=False)

    @property
    def _parser(self) -> Any:
        from protego import Protego  # heavy

        if not self._parsed:
            self._parsed.append(Protego.parse(self.text))
        return self._parsed[0]

    def allows(self, url: str) -> bool:
        """Whether we may request a URL of this site."""
        return not self.closed and (not self.text or bool(self._parser.can_fetch(url, TOKEN)))

    @property
    def delay(self) -> float:
        """Seconds that the site wants between two requests; 0 if it does not say."""
        delay = float((self._parser.crawl_delay(TOKEN) if self.text else None) or 0.0)
        return 0.0 if isnan(delay) else min(MAX_DELAY, max(0.0, delay))

    @property
    def sitemaps(self) -> tuple[str, ...]:
        """The sitemaps that it names, 50 at most."""
        return tuple(str(s) for s in self._parser.sitemaps)[:_MAX_SITEMAPS] if self.text else ()


def from_response(response: Response | None) -> Rules:
    """The rules in an answer to `/robots.txt`; None means that no answer came (2.3.1).

    With status 2xx, they are what it says. With 429, 5xx, or no answer, nothing is allowed for now. With any other
    status, everything is allowed.
    """
    if response is None or response.status >= 500 or response.status == 429:
        return Rules(closed=True)
    if 200 <= response.status < 300 and b"<html" not in response.data[:1000].lower():
        return Rules(decode(response.data[:MAX_BYTES], "utf-8").replace("\0", ""))
    return Rules()
