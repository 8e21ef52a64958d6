"""Blocks of a page: paragraphs, headings, items, and how many of their words are links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

BLOCKS = frozenset(
    """
    address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4
    h5 h6 header hr html li main nav ol p pre section table tbody td tfoot th thead tr ul
    """.split()
)
"""Elements that begin a line of their own."""
UNSEEN = frozenset("script style template noscript iframe object svg head button select option textarea".split())
"""Elements whose text is not read."""
_SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’)\]」』]{0,3}$")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]")
"""Letters of languages that put no spaces between words."""
LEAST_SENTENCE = 4
"""Words of the shortest sentence."""


def words_of(text: str) -> str:
    """The letters and digits of a text in lower case, to compare it with another."""
    return re.sub(r"\W+", " ", text).strip().casefold()


def is_prose(text: str) -> bool:
    """Whether a block ends as a sentence, and has the words of one."""
    stripped = text.strip()
    if len(stripped.split()) < LEAST_SENTENCE and not _UNSPACED.search(stripped[:40]):
        return False
    return bool(_SENTENCE_END.search(stripped[-8:]))


def text_of(element: Any) -> str:
    """The text of an element in one line, without scripts."""
    return " ".join("".join(_pieces(element)).split())


def _pieces(element: Any) -> Iterator[str]:
    waiting: list[Any] = [element]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            yield item
        elif isinstance(item.tag, str) and item.tag not in UNSEEN:
            if item.tag in BLOCKS or item.tag == "br":
                yield " "
            if item.text:
                yield item.text
            waiting.append(" " if item.tag in BLOCKS else "")
            for child in reversed(item):
                if child.tail:
                    waiting.append(child.tail)
                waiting.append(child)


def lines(tree: Any) -> Iterator[tuple[Any, str]]:
    """The elements of a tree that are a line of their own, with their text, in order. They hold no other blocks."""
    for element in tree.iter():
        if element.tag in BLOCKS and not any(child.tag in BLOCKS for child in element):
            text = text_of(element)
            if text:
                yield element, text


def prose_words(text: str) -> int:
    """How many words of a text stand in lines that end as sentences."""
    return sum(len(line.split()) for line in text.splitlines() if is_prose(line))


def link_text_of(element: Any) -> str:
    """The text of all links in an element."""
    return " ".join(text_of(link) for link in element.iter("a"))


def drop(element: Any) -> None:
    """Takes an element out of its tree, and leaves the text after it."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def unlink(element: Any) -> None:
    """Takes the links of an element away, and leaves their words."""
    from lxml.etree import strip_tags  # heavy

    strip_tags(element, "a")


def names(element: Any) -> str:
    """The class and id of an element, in lower case, with spaces between their words."""
    given = re.sub(r"([a-z])([A-Z])", r"\1 \2", f"{element.get('class', '')} {element.get('id', '')}"[:400])
    return re.sub(r"[^a-z]+", " ", given.lower())
