"""Robots Exclusion Protocol (RFC 9309), and the crawl-delay that many sites add to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from retold.sources.charsets import decode
from retold.sources.http.client import Response

TOKEN = "Retold"
"""Our product token: the name that a group of rules must bear to be ours (2.2.1)."""
LARGEST = 512_000
"""Bytes of a robots.txt that are read (2.5: at least 500 KiB)."""
FRESH = 86_400.0
"""Seconds for which what was read holds (2.4)."""
AGAIN = 900.0
"""Seconds after which a robots.txt that could not be had is asked for again."""
LONGEST_DELAY = 300.0
"""Seconds between two requests that a site can ask for; more would mean that it is not read at all."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What a site allows us. `text` is that of its robots.txt; `closed`: it could not be had, so nothing is allowed for now."""

    text: str = ""
    closed: bool = False
    _parsed: list[Any] = field(default_factory=list, compare=False, repr=False)

    @property
    def _rules(self) -> Any:
        from protego import Protego  # heavy

        if not self._parsed:
            self._parsed.append(Protego.parse(self.text))
        return self._parsed[0]

    def allows(self, url: str) -> bool:
        """Whether we may ask for a URL of this site."""
        return not self.closed and (not self.text or bool(self._rules.can_fetch(url, TOKEN)))

    @property
    def delay(self) -> float:
        """Seconds that it wants between two requests, 0 where it does not say."""
        said = self._rules.crawl_delay(TOKEN) if self.text else None
        return min(LONGEST_DELAY, max(0.0, float(said))) if said is not None and said == said else 0.0

    @property
    def sitemaps(self) -> tuple[str, ...]:
        """The sitemaps that it names."""
        return tuple(str(s) for s in self._rules.sitemaps)[:50] if self.text else ()


def of(answer: Response | None) -> Rules:
    """The rules that an answer to `/robots.txt` gives; None: there was no answer (2.3.1).

    2xx: what it says. Any other 4xx than 429: everything is allowed. 429, 5xx, or no answer: nothing, for now.
    """
    if answer is None or answer.status >= 500 or answer.status == 429:
        return Rules(closed=True)
    if 200 <= answer.status < 300 and b"<html" not in answer.data[:1000].lower():
        return Rules(decode(answer.data[:LARGEST], "utf-8").replace("\0", ""))
    return Rules()
