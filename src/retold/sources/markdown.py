"""Markdown as plain text: the words that a reader of the page would see.

Headings, emphasis and links lose their signs, pictures go, and the title of the page becomes the headline.
"""

from __future__ import annotations

import re

from retold.types import Metadata

_FRONT = re.compile(r"\A---[ \t]*\n((?:(?!---)[^\n]{0,500}\n){0,60})---[ \t]*\n")
_FIELD = re.compile(r"(?m)^(title|date|author|authors)[ \t]*:[ \t]*[\"']?([^\n\"']{1,300})")
_HEADING = re.compile(r"(?m)^ {0,3}#{1,6}[ \t]+([^\n]*)$")
_TITLE = re.compile(r"\A\s*(?: {0,3}#[ \t]+([^\n]{1,300})(?:\n|\Z)|([^\n]{1,300})\n=+[ \t]*(?:\n|\Z))")
_UNDERLINE = re.compile(r"(?m)^ {0,3}(?:=+|-{3,}|\*{3,}|_{3,})[ \t]*$\n?")
_PICTURE = re.compile(r"!\[[^\[\]\n]{0,500}\](?:\([^()\n]{0,2000}\)|\[[^\[\]\n]{0,200}\])")
_LINK = re.compile(r"\[([^\[\]\n]{1,500})\](?:\([^()\n]{0,2000}\)|\[[^\[\]\n]{0,200}\])")
_DEFINITION = re.compile(r"(?m)^ {0,3}\[[^\[\]\n]{1,200}\]:[^\n]{0,2000}$\n?")
_EMPHASIS = re.compile(r"\*\*|__|~~|`|(?<![\w*])[*_](?=\S)|(?<=\S)[*_](?![\w*])")
_ITEM = re.compile(r"(?m)^([ \t]{0,12})[-*+](?=[ \t])")


def plain(text: str) -> tuple[str, Metadata]:
    """The words of a text in Markdown, and what it says about itself: its title, date and author."""
    found: dict[str, str] = {}
    if front := _FRONT.match(text):
        found = {name: value.strip() for name, value in _FIELD.findall(front[1])}
        text = text[front.end() :]
    text = _DEFINITION.sub("", _PICTURE.sub("", text))
    if title := _TITLE.match(text):
        found.setdefault("title", _words((title[1] or title[2]).rstrip(" \t#")))
        text = text[title.end() :]
    text = _UNDERLINE.sub("", _HEADING.sub(lambda heading: heading[1].rstrip(" \t#"), _ITEM.sub(r"\1•", text)))
    author = found.get("author") or found.get("authors", "")
    metadata = Metadata(
        headline=found.get("title", ""), byline=(author,) if author else (), published=found.get("date") or None
    )
    return _words(text), metadata


def _words(text: str) -> str:
    return _EMPHASIS.sub("", _LINK.sub(r"\1", text))
