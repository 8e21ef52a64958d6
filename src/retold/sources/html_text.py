"""HTML into plain words, for what has to be judged before an article is taken out of it."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_BLOCKS = frozenset(
    "address article aside blockquote br div dd dl dt figcaption footer h1 h2 h3 h4 h5 h6 header hr li main ol p pre section table td th tr ul".split()
)
_SILENT = frozenset("script style template noscript iframe object svg".split())


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.links: list[tuple[str, str]] = []
        self._silent = 0
        self._href: str | None = None
        self._linked: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif tag in _BLOCKS:
            self.parts.append("\n")
        elif tag == "a":
            self._href, self._linked = dict(attrs).get("href") or "", []

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in _BLOCKS:
            self.parts.append("\n")
        elif tag == "a" and self._href is not None:
            self.links.append((self._href, "".join(self._linked).strip()))
            self._href = None

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(data)
            if self._href is not None:
                self._linked.append(data)


def words(html: str) -> tuple[list[str], list[tuple[str, str]]]:
    """The blocks of text of some HTML, and its links (address, text), in order. Never fails."""
    parser = _Words()
    parser.feed(html)
    parser.close()
    text = "".join(parser.parts)
    return [line for line in (re.sub(r"\s+", " ", part).strip() for part in text.split("\n")) if line], parser.links


def text(html: str) -> str:
    """The same in one line."""
    return " ".join(words(html)[0])
