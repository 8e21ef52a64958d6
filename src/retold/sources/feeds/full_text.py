"""Whether a feed gives the full text of an article. If it does, the page need not be fetched."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from retold.sources import html_text

MIN_WORDS = 120
"""Words of a content element that may be the full text."""
MIN_SUMMARY_WORDS = 300
"""Words of a summary that may be the full text. Most summaries are not, however long they are."""
MIN_PARAGRAPHS = 3
"""Blocks of a summary that may be the full text."""
_FOOTER = re.compile(
    r"""
    ^(?: The\ post\ .{1,300}\ (?:first\ )?appeared\ (?:first\ )?on\ .{1,200}               # English
      |  Der\ Beitrag\ .{1,300}\ erschien\ zuerst\ auf\ .{1,200}                           # German
      |  L[’']article\ .{1,300}\ est\ apparu\ en\ premier\ sur\ .{1,200}                   # French
      |  La\ entrada\ .{1,300}\ (?:se\ publicó\ primero|aparece\ primero)\ en\ .{1,200}    # Spanish
    )\.?$
    """,
    re.VERBOSE,
)
"""A block that WordPress adds at the end."""
_CUT = re.compile(r"(?:\[\s*(?:…|\.\.\.|&hellip;)\s*\]|…|\.\.\.)\s*$")
_READ_MORE = re.compile(
    r"""
    ^\W*
    (?: read\ (?: more | on | the\ (?:full|whole|rest)\b.* | full\b.* )                    # English
      | (?:continue|keep)\ reading\b.*
      | (?:view|see|full)\ (?:full\ )?(?:article|story)\b.*
      | more\s*(?: … | » | \.\.\. | > )*
      | weiterlesen\b.* | mehr\ lesen\b.*                                                  # German
      | lire\ la\ suite\b.* | lire\ plus\b.*                                               # French
      | seguir\ leyendo\b.* | leer\ más\b.*                                                # Spanish
      | continua\ a\ leggere\b.*                                                           # Italian
      | lees\ (?:meer|verder)\b.*                                                          # Dutch
      | les\ (?:mer|videre)\b.*                                                            # Norwegian, Danish
      | läs\ mer\b.* | läs\ hela\b.*                                                       # Swedish
    )
    \W*$
    """,
    re.IGNORECASE | re.VERBOSE,
)


def full_text(content: str, summary: str, url: str) -> str:
    """The HTML of the full article in a feed's entry; "" if the entry gives less.

    `content`: HTML that the feed declares as content (`content:encoded`, `atom:content`, `content_html`).
    `summary`: HTML of the summary or description. `url`: the address of the article.
    """
    if content and _is_full(content, summary if summary != content else "", url, MIN_WORDS):
        return content
    if content or not summary or not _is_full(summary, "", url, MIN_SUMMARY_WORDS):
        return ""
    return summary if len(_blocks_and_links(summary)[0]) >= MIN_PARAGRAPHS else ""


def _blocks_and_links(html: str) -> tuple[list[str], list[tuple[str, str]]]:
    """Blocks and links, without the footer that publishing systems add."""
    blocks, links = html_text.blocks_and_links(html)
    while blocks and _FOOTER.match(blocks[-1]):
        blocks.pop()
    return blocks, links


def _is_full(html: str, summary: str, url: str, min_words: int) -> bool:
    blocks, links = _blocks_and_links(html)
    text = " ".join(blocks)
    words = len(text.split())
    if words < min_words or _CUT.search(text) or _READ_MORE.match(blocks[-1]):
        return False
    if any(_READ_MORE.match(link_text) and _is_same_page(href, url) for href, link_text in links[-3:]):
        return False
    # If the summary says the same, the entry has the full article twice, or the teaser twice: the length tells which.
    summary_text = html_text.text(summary)
    is_repeated = bool(summary_text) and _letters(summary_text) == _letters(text)
    return not is_repeated or words >= MIN_SUMMARY_WORDS


def _letters(text: str) -> str:
    return re.sub(r"\W+", "", text).casefold()


def _is_same_page(href: str, url: str) -> bool:
    """Whether a link leads to the article itself. Parameters are ignored."""
    try:
        link, page = urlsplit(href), urlsplit(url)
    except ValueError:
        return False
    return link.path.rstrip("/") == page.path.rstrip("/") and (not link.netloc or link.netloc == page.netloc)
