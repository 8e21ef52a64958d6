"""Lists of feeds: OPML 2.0 (http://opml.org/spec2.opml), in and out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.etree import ElementTree
from xml.sax.saxutils import escape, quoteattr

from retold.errors import FormatError
from retold.records.feeds import Outline
from retold.sources.urls import address, has_login

LARGEST, DEEPEST = 5_000_000, 30
"""Bytes of a list that is read, and how deep its folders may be."""


def is_opml(data: bytes) -> bool:
    """Whether bytes begin as a list of feeds does."""
    return bool(re.search(rb"<opml\b", data[:5000], re.IGNORECASE))


def read(data: bytes, source: str) -> list[Outline]:
    """The feeds of a list, each once, in its order, those with a login, too; `source` names it in messages. Raises `FormatError`."""
    if len(data) > LARGEST or re.search(rb"<!\s*(?:ENTITY|DOCTYPE)", data, re.IGNORECASE):
        raise FormatError("is too large, or declares entities: lists of feeds do not, attacks do", source)
    try:
        root = ElementTree.fromstring(data)
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise FormatError(f"is not well-formed OPML: {error}", source) from error
    body = next((child for child in root if isinstance(child.tag, str) and child.tag.lower() == "body"), None)
    if body is None:
        raise FormatError("is no OPML: it has no body", source)
    found: dict[str, Outline] = {}
    waiting: list[tuple[ElementTree.Element, tuple[str, ...]]] = [(node, ()) for node in reversed(list(body))]
    while waiting:  # not by recursion: the depth is the file's to choose
        node, folders = waiting.pop()
        given = {k.lower(): v.strip() for k, v in node.attrib.items()}
        title = given.get("title") or given.get("text") or ""
        named = given.get("xmlurl", "").replace("feed://", "http://")
        url = named if has_login(named) else address(named)
        if url and url not in found:
            found[url] = Outline(url, title, address(given.get("htmlurl", "")), "/".join(folders))
        inner = folders if url or not title else (*folders, title.replace("/", " "))
        if len(inner) <= DEEPEST:
            waiting += [(child, inner) for child in reversed(list(node))]
    return list(found.values())


def write(feeds: Iterable[Outline], title: str) -> str:
    """A list of feeds, those of a folder together. What XML cannot hold is left out."""
    folders: dict[str, list[Outline]] = {}
    for feed in feeds:
        folders.setdefault(feed.folder, []).append(feed)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<opml version="2.0">',
        f"<head><title>{escape(_clean(title))}</title></head>",
        "<body>",
    ]
    lines += [_line(f) for f in folders.pop("", [])]
    for name, own in sorted(folders.items()):
        inner = [_line(f) for f in own]
        for part in reversed(name.split("/")):
            inner = [f"<outline text={_quoted(part)} title={_quoted(part)}>", *inner, "</outline>"]
        lines += inner
    return "\n".join([*lines, "</body>", "</opml>", ""])


def _line(feed: Outline) -> str:
    title = _quoted(feed.title or feed.url)
    site = f" htmlUrl={_quoted(feed.site)}" if feed.site else ""
    return f'<outline type="rss" text={title} title={title} xmlUrl={_quoted(feed.url)}{site}/>'


def _quoted(text: str) -> str:
    return quoteattr(_clean(text))


def _clean(text: str) -> str:
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "", text)
