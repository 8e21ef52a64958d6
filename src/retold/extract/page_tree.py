"""The tree of a page as trafilatura gets it, with no more metadata than an honest page has.

trafilatura compares every name of an author with all others, and takes broken JSON-LD apart with patterns that look
for an end again and again. Without limits, a page of 100 kB could cost hours.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from retold.extract import scripts

MOST_AUTHORS, LONGEST_AUTHORS = 50, 2_000
"""Authors that a page can name in JSON-LD, and in `meta` elements, and code points of all their names."""
LONGEST_NAME = 300
"""Code points of a text that can name authors."""
MOST_INLINE = 500
"""Links and words in other letters that one element can have. lxml takes quadratic time for the text between them."""
LONGEST_SCRIPT, MOST_JSON = 20_000, 50_000
"""Code points of JSON-LD in one script and on one page. A longer script is shortened, or else left out."""
LONGEST_BROKEN = 10_000
"""Code points of JSON-LD that is no JSON."""
LONGEST_TEXT, MOST_MEMBERS, MOST_DEPTH = 1_000, 50, 30
"""What a script is shortened to: code points of a text, members of a list, values within values."""

_INVALID = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that lxml refuses in a text."""
_NAME_KEYS = ("name", "givenName", "additionalName", "familyName")
_PERSON_NAME = "name of a person"
_INLINE = tuple(
    """a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd mark q s samp small span strike strong sub
    sup time tt u var""".split()
)
"""Elements within a line."""


@dataclass(frozen=True, slots=True)
class ParsedPage:
    """A page, parsed once. `nodes`: of its JSON-LD. `tree`: as `parse` gives it; only copies of it are changed."""

    html: str
    nodes: tuple[scripts.Node, ...]
    tree: Any


def parsed(html: str) -> ParsedPage:
    """A page with its JSON-LD and its tree."""
    return ParsedPage(html, tuple(scripts.json_ld(html)), parse(html))


def load(html: str) -> Any:
    """The tree of a page as lxml has it; None if it is no HTML."""
    from trafilatura.utils import load_html  # heavy

    return load_html(html)


def parse(html: str) -> Any:
    """The tree of a page with limited metadata; None if it is no HTML."""
    tree = load(html)
    if tree is not None:
        _limit_json_ld(tree)
        _limit_authors(tree)
        _limit_inline(tree)
    return tree


def _limit_json_ld(tree: Any) -> None:
    left, people = MOST_JSON, _People()
    for script in tree.iter("script"):
        if script.text and "json" in script.get("type", ""):
            text = _shortened(script.text, people)
            if len(text) > left:
                text = ""
            left -= len(text)
            if text != script.text:
                script.text = text


def _limit_authors(tree: Any) -> None:
    people = _People()
    for meta in tree.iter("meta"):
        kind = f"{meta.get('name', '')} {meta.get('property', '')} {meta.get('itemprop', '')}".lower()
        if any(word in kind for word in ("author", "byl", "creator")):
            content = meta.get("content", "")
            if not people.takes_one():
                meta.attrib.clear()
            elif (name := people.name(content)) != content:
                meta.set("content", _INVALID.sub("", name))


def _limit_inline(tree: Any) -> None:
    """Puts plain text in place of the links and words of an element that has too many."""
    from lxml.etree import strip_tags  # heavy

    for element in [e for e in tree.iter() if len(e) > MOST_INLINE]:
        if sum(child.tag in _INLINE for child in element) > MOST_INLINE:
            strip_tags(element, *_INLINE)
            element.text = element.text  # one text in place of many
            for child in element:
                child.tail = child.tail


@dataclass(slots=True)
class _People:
    """How many more people may be named, and in how many code points."""

    left: int = MOST_AUTHORS
    letters: int = LONGEST_AUTHORS

    def takes_one(self) -> bool:
        """Whether one more may be named."""
        self.left -= 1
        return self.left >= 0

    def name(self, text: str) -> str:
        """A name, cut to what is left."""
        cut = text[: min(LONGEST_NAME, max(0, self.letters))]
        self.letters -= len(text)
        return cut

    @property
    def are_too_many(self) -> bool:
        return self.left < 0 or self.letters < 0


def _shortened(text: str, people: _People) -> str:
    """A script that is short enough as it is; any other with its values cut; "" for a long one that is no JSON."""
    try:
        value = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return text if len(text) <= LONGEST_BROKEN else ""
    cut = _cut(value, people, "", 0)
    if not people.are_too_many and len(text) <= LONGEST_SCRIPT:
        return text
    shortened = _INVALID.sub("", json.dumps(cut, ensure_ascii=False))
    return shortened if len(shortened) <= LONGEST_SCRIPT else ""


def _cut(value: Any, people: _People, key: str, depth: int) -> Any:
    """A value of JSON with its texts, lists and depth cut, and without people above their number."""
    if depth > MOST_DEPTH:
        return None
    is_author = key in ("author", "creator")
    if isinstance(value, list):
        return [_cut(member, people, key, depth + 1) for member in value[:MOST_MEMBERS]]
    if isinstance(value, dict):
        is_person = is_author or "erson" in str(value.get("@type"))
        if is_person and not people.takes_one():
            return {}
        return {
            k: _cut(v, people, _PERSON_NAME if is_person and k in _NAME_KEYS else k, depth + 1)
            for k, v in value.items()
        }
    if not isinstance(value, str):
        return value
    if is_author and not people.takes_one():
        return {}
    return people.name(value) if is_author or key == _PERSON_NAME else value[:LONGEST_TEXT]
