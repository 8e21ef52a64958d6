"""The plain words of HTML, for decisions that come before an article is extracted."""

from __future__ import annotations

import re

from retold.sources.html_parser import TagParser

_BLOCKS = frozenset(
    """
    address article aside blockquote br div dd dl dt figcaption footer h1 h2 h3 h4 h5 h6 header hr li main ol p pre
    section table td th tr ul
    """.split()
)
_INVISIBLE = frozenset("script style template noscript iframe object svg".split())


def blocks_and_links(html: str) -> tuple[list[str], list[tuple[str, str]]]:
    """The blocks of text in some HTML, and its links as (address, text), in order. Never fails."""
    parser = _Parser()
    parser.parse(html)
    blocks = (re.sub(r"\s+", " ", block).strip() for block in "".join(parser.parts).split("\n"))
    return [b for b in blocks if b], parser.links


def text(html: str) -> str:
    """The text of some HTML in one line."""
    return " ".join(blocks_and_links(html)[0])


class _Parser(TagParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.links: list[tuple[str, str]] = []
        self._invisible_depth = 0
        self._href: str | None = None
        self._link_text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _INVISIBLE:
            self._invisible_depth += 1
        elif tag in _BLOCKS:
            self.parts.append("\n")
        elif tag == "a":
            self._href, self._link_text = dict(attrs).get("href") or "", []

    def handle_endtag(self, tag: str) -> None:
        if tag in _INVISIBLE:
            self._invisible_depth = max(0, self._invisible_depth - 1)
        elif tag in _BLOCKS:
            self.parts.append("\n")
        elif tag == "a" and self._href is not None:
            self.links.append((self._href, "".join(self._link_text).strip()))
            self._href = None

    def handle_data(self, data: str) -> None:
        if not self._invisible_depth:
            self.parts.append(data)
            if self._href is not None:
                self._link_text.append(data)
