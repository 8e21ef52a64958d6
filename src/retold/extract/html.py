"""HTML pages, extracted by trafilatura. Its results are checked before they are used."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass, replace
from datetime import datetime
from html import unescape
from typing import Any
from urllib.parse import urlsplit

from retold.errors import ExtractionError, FormatError
from retold.extract import bylines, dates, kinds, page_story, page_tree, plain_text, published, walls
from retold.extract.blocks import is_prose, words_of
from retold.extract.wrapped_lines import unwrapped
from retold.types import Metadata

MAX_TAGS = 400_000
"""Tags of an article page; a page with more is an attack or a dump."""
MAX_DEPTH = 2_000
"""Elements within elements; more exhaust the stack of tree parsers."""

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*+)([^<>]*+)>")
_LONG_NUMBER = re.compile(r"&#0*+[0-9]{8,}+;?|&#[xX]0*+[0-9a-fA-F]{7,}+;?")
"""A reference to a character by a number that is none. `html.unescape` raises `ValueError` for a very long one."""
_UNNESTED = frozenset("area base br col embed hr img input link meta source track wbr p li td tr dt dd option".split())
_CANONICAL = re.compile(
    r"<link[^>]{0,200}rel=[\"']?canonical[\"']?[^>]{0,200}?href=[\"']?([^\"'\s>]{8,2000})", re.IGNORECASE
)
_SECTION = re.compile(r"<meta[^>]{0,200}article:section[\"'][^>]{0,200}?content=[\"']([^\"']{1,80})", re.IGNORECASE)
_LANGUAGE = re.compile(r"<html[^>]{0,400}?\blang=[\"']?([a-zA-Z]{2,3})\b", re.IGNORECASE)
_SITE_NAME = re.compile(r"\s[|–—»·-]\s+([^|–—»·]{2,40})$")


@dataclass(frozen=True, slots=True)
class Extraction:
    """The article of an HTML page. `tables`: tables of data that are not in its body."""

    metadata: Metadata
    body: str
    tables: int = 0


def extract(html: str, known: Metadata, source: str, now: datetime) -> Extraction:
    """The article of an HTML page. `known`: what the source said about it; this counts before what the page says.

    Raises:
        FormatError: there are too many tags, or they are nested too deep.
        ChallengeError, PaywallError: the page stands in front of the article.
        ExtractionError: there is no article text.
    """
    _check_size(html, source)
    page, story = _read(_plain(html), known.url, source)
    metadata = _metadata(page, story.document, known, now)
    cleaned = plain_text.clean(unwrapped(story.text), metadata.headline)
    walls.check(html, cleaned.body, source)
    walls.check_story(html, metadata.headline or cleaned.headline, cleaned.body, source)
    if not any(map(is_prose, cleaned.body.splitlines())):
        raise ExtractionError("no article text was found on the page", source)
    headline = metadata.headline or cleaned.headline
    metadata = replace(
        metadata,
        headline=headline,
        byline=metadata.byline or cleaned.byline,
        published=metadata.published or _if_plausible(cleaned.published, now),
        kind=known.kind or kinds.of_page(page.nodes, metadata.url, headline, _section(html), cleaned.body) or "",
    )
    return Extraction(metadata, cleaned.body, story.tables)


def _section(html: str) -> str:
    found = _SECTION.search(html[:200_000])
    return unescape(found[1]) if found else ""


def _check_size(html: str, source: str) -> None:
    """Refuses pages that a tree parser cannot handle, before it gets them."""
    if html.count("<") > MAX_TAGS:
        raise FormatError(f"has more than {MAX_TAGS:,} tags, so it is no article page", source)
    depth = deepest = 0
    for tag in _TAG.finditer(html):
        is_end, name, attributes = tag.groups()
        if name.lower() in _UNNESTED or attributes.endswith("/"):
            continue
        depth = max(0, depth - 1) if is_end else depth + 1
        deepest = max(deepest, depth)
    if deepest > MAX_DEPTH:
        raise FormatError(f"has elements nested more than {MAX_DEPTH:,} deep, so it is no article page", source)


def _read(html: str, url: str, source: str) -> tuple[page_tree.ParsedPage, page_story.PageStory]:
    """A page, parsed once, and its story, with what trafilatura says of it."""
    from trafilatura import bare_extraction, extract_metadata  # heavy: half a second, and only HTML needs it

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # we report problems of a page ourselves

    def parse(tree: Any) -> dict[str, object]:
        document = bare_extraction(
            tree, url=url or None, fast=True, include_comments=False, include_tables=False, with_metadata=True
        )
        document = document or extract_metadata(tree, url or None)
        return document if isinstance(document, dict) else dict(document.as_dict())

    try:
        page = page_tree.parsed(html)
        return page, page_story.read(page, source, parse)
    except ExtractionError:
        raise
    except Exception as error:
        raise ExtractionError(f"the page could not be parsed ({type(error).__name__})", source) from error


def _plain(html: str) -> str:
    """A page without characters and references that a tree parser refuses."""
    return _LONG_NUMBER.sub("\ufffd", html.replace("\x00", ""))


def _metadata(page: page_tree.ParsedPage, document: dict[str, object], known: Metadata, now: datetime) -> Metadata:
    def field(name: str) -> str:
        return unescape(str(document.get(name) or "")).strip()

    url = known.url or field("url")
    canonical = _CANONICAL.search(page.html[:200_000])
    language = _LANGUAGE.search(page.html[:4_000])
    authors, organization = bylines.from_json_ld(page.nodes)
    byline = bylines.parse(field("author") or authors)
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    site = field("sitename")
    if organization and "." in site and " " not in site:
        site = organization  # and not the name of the host
    publisher = known.publisher or byline.agency or site or organization or host
    headline = known.headline or _without_site_name(field("title"), site or publisher)
    stated = published.find(page, headline, url, now)
    return replace(
        known,
        url=url,
        canonical_url=known.canonical_url or (unescape(canonical[1]) if canonical else ""),
        headline=headline,
        byline=known.byline or tuple(n for n in byline.names if not _is_name_of_site(n, publisher)),
        publisher=publisher,
        published=known.published or stated.published,
        modified=known.modified or stated.modified,
        language=known.language or (language[1].lower() if language else ""),
    )


def _is_name_of_site(name: str, publisher: str) -> bool:
    return bool(publisher) and words_of(name) in words_of(publisher)


def _without_site_name(title: str, site: str) -> str:
    """The title without the name of the site at its end ("… | Example News")."""
    end = _SITE_NAME.search(title)
    if end and site:
        in_title, name = (re.sub(r"\W+", "", text).casefold() for text in (end[1], site))
        if in_title and name and (in_title in name or name in in_title):
            return title[: end.start()].strip()
    return title


def _if_plausible(published: str | None, now: datetime) -> str | None:
    return published if dates.is_plausible(published, now) else None


__all__ = ["Extraction", "extract"]
