"""The story in the data of a page: where a script makes the page, or JSON-LD holds the whole text.

`articleBody` and the posts of a live blog come from JSON-LD. In other data, the story is a long text or a list of
blocks, and the one below the page's own headline counts before all others.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape
from typing import Any

from retold.extract import scripts
from retold.extract.blocks import is_prose, words_of
from retold.extract.scripts import Node

LEAST = 40
"""Words of the shortest story."""
MOST_VALUES = 200_000
"""Values of a page's data that are looked at."""
_TITLE_KEYS = ("title", "headline", "name", "heading", "hed")
_PLACE_KEYS = ("url", "href", "link", "slug", "path", "canonicalUrl", "permalink", "uri")
_TEXT_KEYS = tuple(
    """
    text value content html body copy paragraph paragraphs articleBody richText markup children blocks nodes elements
    model data document json items en raw rendered
    """.split()
)
_OTHER_KINDS = re.compile(
    r"image|photo|picture|video|audio|embed|caption|credit|related|promo|newsletter|gallery|advert|\bad\b|media|tweet"
    r"|social|podcast|recirc|button|form|link.?list|poll|quiz|teaser|author|bio",
    re.IGNORECASE,
)
"""Kinds of blocks that are no text of the story."""
_LINE_TAG = re.compile(r"<(?:/?(?:p|div|li|h[1-6]|blockquote|ul|ol|section)|br)\b[^<>]{0,2000}>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,2000}>")
_DROPPED = re.compile(r"<(/?)(?:figure|script|style|aside|iframe)\b[^<>]{0,2000}>", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\u00a0]+")


def from_json_ld(nodes: Iterable[Node]) -> str:
    """The longest text of an article in the JSON-LD of a page, or the posts of its live blog; "" if there is none."""
    best = ""
    for node in nodes:
        text = _lines_of_text(str(node.get("articleBody") or ""))
        posts = node.get("liveBlogUpdate")
        if posts:
            text = "\n".join([text, *(_post(p) for p in (posts if isinstance(posts, list) else [posts]))]).strip()
        if len(text) > len(best):
            best = text
    return best if len(best.split()) >= LEAST else ""


def _post(post: Any) -> str:
    if not isinstance(post, dict):
        return ""
    return "\n".join(filter(None, (_lines_of_text(str(post.get(key) or "")) for key in ("headline", "articleBody"))))


def from_scripts(tree: Any, headline: str) -> str:
    """The story in the data of the scripts of a page; "" if there is none. `tree`: the page as lxml has it."""
    wanted = words_of(headline)
    best, best_rank = "", (False, 0)
    left = MOST_VALUES
    for state in scripts.states(tree):
        waiting: list[tuple[Any, bool]] = [(state, False)]
        while waiting and left:
            left -= 1
            value, is_own = waiting.pop()
            if isinstance(value, dict):
                is_own = is_own or _has_headline(value, wanted)
                waiting += [(v, is_own) for v in value.values() if isinstance(v, (dict, list, str))]
                continue
            if isinstance(value, list):
                waiting += [(v, is_own) for v in value if isinstance(v, (dict, list, str))]
            text = _story(value)
            rank = (is_own, len(text.split()))
            if rank > best_rank and (is_own or _shares_word(text, wanted)):
                best, best_rank = text, rank
    return best if len(best.split()) >= LEAST else ""


def _has_headline(value: dict[str, Any], wanted: str) -> bool:
    titles = [words_of(t) for key in _TITLE_KEYS if isinstance(t := value.get(key), str)]
    return bool(wanted) and any(t and (t == wanted or (len(t) > 20 and wanted.startswith(t))) for t in titles)


def _shares_word(text: str, wanted: str) -> bool:
    said = set(words_of(text).split())
    return any(len(word) > 3 and word in said for word in wanted.split())


def _story(value: Any) -> str:
    """The text of a long string, or of a list of blocks; "" for anything else."""
    if isinstance(value, str):
        if len(value) < 5 * LEAST:
            return ""
        lines = _lines_of_text(value).split("\n")
    elif len(value) >= 2 and not any(_is_other_story(member) for member in value):
        lines = [line for member in value for line in _block(member, 0)]
    else:
        return ""
    prose = [line for line in lines if is_prose(line)]
    return "\n".join(lines) if len(prose) >= 2 or (prose and len(value) > 400) else ""


def _is_other_story(member: Any) -> bool:
    """Whether a member of a list is a story of its own, by its title and its address."""
    return isinstance(member, dict) and any(k in member for k in _TITLE_KEYS) and any(k in member for k in _PLACE_KEYS)


def _block(member: Any, depth: int) -> list[str]:
    """The lines of one block."""
    if isinstance(member, str):
        return _lines_of_text(member).split("\n") if " " in member.strip() else []
    if depth > scripts.MOST_DEPTH:
        return []
    if isinstance(member, list):
        if len(member) == 4 and member[0] == "$":  # an element as React sends it
            return _block(member[3], depth + 1) if member[1] not in ("figure", "nav", "aside", "script") else []
        lines = [line for part in member for line in _block(part, depth + 1)]
        is_line = any(isinstance(part, str) for part in member) or all(_is_inline(part) for part in member)
        if is_line and not (len(lines) == len(member) and all(map(is_prose, lines))):
            return [line] if (line := _inline(member, depth)) else []
        return lines
    if not isinstance(member, dict) or _OTHER_KINDS.search(_kind(member)):
        return []
    for key in _TEXT_KEYS:
        lines = _block(member[key], depth + 1) if member.get(key) else []
        if lines:
            return lines
    return []


def _kind(member: dict[str, Any]) -> str:
    return " ".join(str(member.get(key) or "") for key in ("type", "__typename", "_type", "kind", "nodeType"))


def _is_inline(part: Any) -> bool:
    """Whether it is a piece of a line: a text that does not end as a sentence, or a node of such."""
    return isinstance(part, dict) and _kind(part).strip().lower() in (
        "",
        *"text span link hyperlink a strong em b i fragment bold italic mark inline".split(),
    )


def _inline(value: Any, depth: int) -> str:
    """The pieces of one line, joined."""
    if isinstance(value, str):
        return _TAG.sub("", value)
    if depth > scripts.MOST_DEPTH:
        return ""
    if isinstance(value, list):
        if len(value) == 4 and value[0] == "$":
            return _inline(value[3], depth + 1)
        return _SPACES.sub(" ", "".join(_inline(part, depth + 1) for part in value))
    if isinstance(value, dict):
        return next((t for key in _TEXT_KEYS if value.get(key) and (t := _inline(value[key], depth + 1))), "")
    return ""


def _without_figures(html: str) -> str:
    """HTML without its figures, scripts and asides, in one pass."""
    kept, at, depth = [], 0, 0
    for tag in _DROPPED.finditer(html):
        if not depth:
            kept.append(html[at : tag.start()])
        depth = max(0, depth - 1) if tag[1] else depth + 1
        at = tag.end()
    return "".join(kept) + (html[at:] if not depth else "")


def _lines_of_text(text: str) -> str:
    """A text that may be HTML, one paragraph a line."""
    if "<" in text:
        text = _TAG.sub("", _LINE_TAG.sub("\n", re.sub(r"\s+", " ", _without_figures(text))))
    lines = (_SPACES.sub(" ", line).strip() for line in unescape(text).splitlines())
    return "\n".join(line for line in lines if line)


__all__ = ["from_json_ld", "from_scripts"]
