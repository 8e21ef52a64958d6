"""Posts of social networks that stand in an article with their signature: "… — Ann Lee (@annlee) May 3, 2018"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from retold.types import Span

_SIGNATURE = re.compile(r"(?:—|–|--|-)\s?(?P<name>[^\s()—–@][^()—–@\n]{0,60}?)\s\(@\w{1,30}\)")
_LINK = re.compile(r"(?:\s*(?:https?://|pic\.twitter\.com/|#)\S{1,80})*\s*\Z")
LONGEST = 70
"""Words of the longest post."""


@dataclass(frozen=True, slots=True)
class Post:
    """The words of a post, and its author as it is signed."""

    span: Span
    name: Span


def find_posts(body: str) -> list[Post]:
    """All signed posts that are paragraphs of their own, in text order.

    A signature that stands alone signs the paragraph before. Takes time linear in the length of `body`.
    """
    found: list[Post] = []
    offset, before = 0, Span(0, 0)
    for line in body.split("\n"):
        signature = _SIGNATURE.search(line)
        if signature is not None:
            name = Span(offset + signature.start("name"), offset + signature.end("name"))
            text = Span(offset, offset + signature.start())
            if not re.search(r"\w", text.of(body)):
                text = before
            start, end = _without_marks(body, text)
            if 0 < len(body[start:end].split()) <= LONGEST:
                found.append(Post(Span(start, end), name))
        if line.strip():
            before = Span(offset, offset + len(line))
        offset += len(line) + 1
    return found


def _without_marks(body: str, text: Span) -> tuple[int, int]:
    """Where the words of a post begin and end, without white space, marks and links around them."""
    words = text.of(body)
    start = text.start + len(words) - len(words.lstrip(" \t\r\"“‘'"))
    tail = words[-300:]
    link = _LINK.search(tail)
    end = text.end - (len(tail) - link.start() if link else 0)
    return start, max(start, end - (len(body[start:end]) - len(body[start:end].rstrip(" \"”’'"))))
