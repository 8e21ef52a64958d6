"""Lists of feeds as OPML 2.0 (http://opml.org/spec2.opml), read and written."""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.etree import ElementTree
from xml.sax.saxutils import escape, quoteattr

from retold.errors import FormatError
from retold.records.feeds import Outline
from retold.sources.urls import has_login, normalise_url

MAX_BYTES = 5_000_000
"""Largest list that is read."""
MAX_DEPTH = 30
"""Folders within folders that are read."""
_INVALID_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def is_opml(data: bytes) -> bool:
    """Whether bytes begin as an OPML list does."""
    return bool(re.search(rb"<opml\b", data[:5000], re.IGNORECASE))


def parse(data: bytes, source: str) -> list[Outline]:
    """The feeds of a list in order, each once. Feeds with a login are included. `source` names the list in messages.

    Raises `FormatError`.
    """
    if len(data) > MAX_BYTES or re.search(rb"<!\s*(?:ENTITY|DOCTYPE)", data, re.IGNORECASE):
        raise FormatError("is too large, or declares entities; lists of feeds do not, attacks do", source)
    try:
        root = ElementTree.fromstring(data)
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise FormatError(f"is not well-formed OPML: {error}", source) from error
    body = next((child for child in root if isinstance(child.tag, str) and child.tag.lower() == "body"), None)
    if body is None:
        raise FormatError("is no OPML: it has no body", source)
    feeds: dict[str, Outline] = {}
    waiting: list[tuple[ElementTree.Element, tuple[str, ...]]] = [(node, ()) for node in reversed(list(body))]
    while waiting:  # no recursion: the file decides how deep it is
        node, folders = waiting.pop()
        outline = _outline(node, folders)
        if outline.url:
            feeds.setdefault(outline.url, outline)
        is_folder = not outline.url and outline.title
        inner = (*folders, outline.title.replace("/", " ")) if is_folder else folders
        if len(inner) <= MAX_DEPTH:
            waiting += [(child, inner) for child in reversed(list(node))]
    return list(feeds.values())


def _outline(node: ElementTree.Element, folders: tuple[str, ...]) -> Outline:
    """A feed; or a folder, which has no URL."""
    attributes = {name.lower(): value.strip() for name, value in node.attrib.items()}
    address = attributes.get("xmlurl", "").replace("feed://", "http://")
    return Outline(
        address if has_login(address) else normalise_url(address),
        attributes.get("title") or attributes.get("text") or "",
        normalise_url(attributes.get("htmlurl", "")),
        "/".join(folders),
    )


def write(feeds: Iterable[Outline], title: str) -> str:
    """A list of feeds, grouped by folder. Characters that XML cannot hold are left out."""
    folders: dict[str, list[Outline]] = {}
    for feed in feeds:
        folders.setdefault(feed.folder, []).append(feed)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<opml version="2.0">',
        f"<head><title>{escape(_valid(title))}</title></head>",
        "<body>",
    ]
    lines += [_line(f) for f in folders.pop("", [])]
    for folder, feeds_of_folder in sorted(folders.items()):
        inner = [_line(f) for f in feeds_of_folder]
        for part in reversed(folder.split("/")):
            inner = [f"<outline text={_quoted(part)} title={_quoted(part)}>", *inner, "</outline>"]
        lines += inner
    return "\n".join([*lines, "</body>", "</opml>", ""])


def _line(feed: Outline) -> str:
    title = _quoted(feed.title or feed.url)
    site = f" htmlUrl={_quoted(feed.site)}" if feed.site else ""
    return f'<outline type="rss" text={title} title={title} xmlUrl={_quoted(feed.url)}{site}/>'


def _quoted(text: str) -> str:
    return quoteattr(_valid(text))


def _valid(text: str) -> str:
    return _INVALID_IN_XML.sub("", text)
