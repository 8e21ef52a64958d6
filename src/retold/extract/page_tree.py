"""The tree of a page as trafilatura gets it, with no more metadata than an honest page has.

trafilatura compares every name of an author with all others, and takes broken JSON-LD apart with patterns that look for
an end again and again. Without limits, a page of 100 kB could cost hours.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

MOST_AUTHORS = 50
"""Authors that a page can name in JSON-LD, and in `meta` elements."""
LONGEST_NAME = 300
"""Code points of a text that can name authors."""
LONGEST_SCRIPT, MOST_JSON = 20_000, 50_000
"""Code points of JSON-LD in one script and on one page. A longer script is shortened, or else left out."""
LONGEST_BROKEN = 10_000
"""Code points of JSON-LD that is no JSON."""
LONGEST_TEXT, MOST_MEMBERS, MOST_DEPTH = 1_000, 50, 30
"""What a script is shortened to: code points of a text, members of a list, values within values."""


def parse(html: str) -> Any:
    """The tree of a page as lxml has it; None if it is no HTML."""
    from trafilatura.utils import load_html  # heavy

    tree = load_html(html)
    if tree is not None:
        _limit_json_ld(tree)
        _limit_authors(tree)
    return tree


def _limit_json_ld(tree: Any) -> None:
    left, people = MOST_JSON, _Count(MOST_AUTHORS)
    for script in tree.iter("script"):
        if script.text and "json" in script.get("type", ""):
            text = _shortened(script.text, people)
            if len(text) > left:
                text = ""
            left -= len(text)
            if text != script.text:
                script.text = text


def _limit_authors(tree: Any) -> None:
    people = _Count(MOST_AUTHORS)
    for meta in tree.iter("meta"):
        name = f"{meta.get('name', '')} {meta.get('property', '')} {meta.get('itemprop', '')}".lower()
        if any(word in name for word in ("author", "byl", "creator")):
            if not people.takes_one():
                meta.attrib.clear()
            elif len(meta.get("content", "")) > LONGEST_NAME:
                meta.set("content", meta.get("content")[:LONGEST_NAME])


@dataclass(slots=True)
class _Count:
    """How many more people may be named."""

    left: int

    def takes_one(self) -> bool:
        self.left -= 1
        return self.left >= 0


def _shortened(text: str, people: _Count) -> str:
    """A script that is short enough as it is; any other with its values cut; "" for a long one that is no JSON."""
    try:
        value = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return text if len(text) <= LONGEST_BROKEN else ""
    cut = _cut(value, people, "", 0)
    if people.left >= 0 and len(text) <= LONGEST_SCRIPT:
        return text
    shortened = json.dumps(cut, ensure_ascii=False)
    return shortened if len(shortened) <= LONGEST_SCRIPT else ""


def _cut(value: Any, people: _Count, key: str, depth: int) -> Any:
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
        inner = "author" if is_person else ""
        return {k: _cut(v, people, inner if k == "name" else k, depth + 1) for k, v in value.items()}
    if isinstance(value, str):
        if is_author and not people.takes_one():
            return ""
        return value[: LONGEST_NAME if is_author else LONGEST_TEXT]
    return value
