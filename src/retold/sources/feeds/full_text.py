"""Whether what a feed gives of an article is all of it, so that its page need not be fetched."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from retold.sources import html_text

LEAST = 120
"""Words of a content element from which it may be a whole article."""
LEAST_SUMMARY = 300
"""Words of a summary from which it may: most summaries are not the article, however long."""
PARAGRAPHS = 3
"""Blocks of text that a whole article has at least, where it stands in a summary."""
_FOOTER = re.compile(
    r"^(?:The post .{1,300} (?:first )?appeared (?:first )?on .{1,200}|Der Beitrag .{1,300} erschien zuerst auf .{1,200}|L[’']article .{1,300} est apparu en premier sur .{1,200}|La entrada .{1,300} (?:se publicó primero|aparece primero) en .{1,200})\.?$"
)
_CUT = re.compile(r"(?:\[\s*(?:…|\.\.\.|&hellip;)\s*\]|…|\.\.\.)\s*$")
_MORE = re.compile(
    r"^\W*(?:read (?:more|on|the (?:full|whole|rest)\b.*|full\b.*)|continue reading\b.*|keep reading\b.*|(?:view|see|full) (?:full )?(?:article|story)\b.*|more\s*(?:…|»|\.\.\.|>)*"
    r"|weiterlesen\b.*|mehr lesen\b.*|lire la suite\b.*|lire plus\b.*|seguir leyendo\b.*|leer más\b.*|continua a leggere\b.*|lees (?:meer|verder)\b.*|les (?:mer|videre)\b.*|läs mer\b.*|läs hela\b.*)\W*$",
    re.IGNORECASE,
)


def whole(content: str, summary: str, url: str) -> str:
    """The HTML of the whole article that a feed's entry gives, "" where it gives less.

    `content` is what the feed declares as content (`content:encoded`, `atom:content`, `content_html`), `summary` as a
    summary or description; `url` is the article's own.
    """
    if content and _is_whole(content, summary if summary != content else "", url, LEAST):
        return content
    if (
        not content
        and summary
        and _is_whole(summary, "", url, LEAST_SUMMARY)
        and len(_blocks(summary)[0]) >= PARAGRAPHS
    ):
        return summary
    return ""


def _blocks(html: str) -> tuple[list[str], list[tuple[str, str]]]:
    """Blocks and links without the footer that publishing systems add."""
    blocks, links = html_text.words(html)
    while blocks and _FOOTER.match(blocks[-1]):
        blocks.pop()
    return blocks, links


def _is_whole(html: str, summary: str, url: str, least: int) -> bool:
    blocks, links = _blocks(html)
    said = " ".join(blocks)
    if len(said.split()) < least or _CUT.search(said) or _MORE.match(blocks[-1]):
        return False
    if any(_MORE.match(name) and _same(href, url) for href, name in links[-3:]):
        return False
    told = html_text.text(summary)
    # A summary that says just the same is either the whole article twice, or the same teaser twice: length tells.
    return not (told and _plain(told) == _plain(said) and len(said.split()) < LEAST_SUMMARY)


def _plain(said: str) -> str:
    return re.sub(r"\W+", "", said).casefold()


def _same(href: str, url: str) -> bool:
    """Whether a link leads to the article itself, whatever is added for counting."""
    try:
        one, other = urlsplit(href), urlsplit(url)
    except ValueError:
        return False
    return one.path.rstrip("/") == other.path.rstrip("/") and (not one.netloc or one.netloc == other.netloc)
