"""What tells others where to look: sitemaps (sitemaps.org protocol 0.9) for search engines, OpenSearch 1.1 for browsers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice
from xml.sax.saxutils import quoteattr

from retold.export.feeds import XML, element, moment

MOST = 50_000
"""Addresses that one file may hold by the protocol."""
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def sitemap(urls: Iterable[tuple[str, str | None]]) -> str:
    """A sitemap of pages: each by its absolute URL and when it last changed (a date, or a date and
    time; None where unknown; what is neither is left out).

    Raises `ValueError` beyond 50,000 pages; write several and an `index` then.
    """
    return _file("urlset", "url", urls)


def index(urls: Iterable[tuple[str, str | None]]) -> str:
    """A sitemap of sitemaps, in the same manner; raises `ValueError` beyond 50,000."""
    return _file("sitemapindex", "sitemap", urls)


def opensearch(name: str, template: str) -> str:
    """How to search here, for a browser's search bar; `template`: a URL with `{searchTerms}` in it."""
    url = f'<Url type="text/html" template={quoteattr(template)}/>'
    return "\n".join(
        [
            XML,
            '<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">',
            element("ShortName", name),
            element("Description", name),
            url,
            "</OpenSearchDescription>\n",
        ]
    )


def _file(whole: str, part: str, urls: Iterable[tuple[str, str | None]]) -> str:
    listed = list(islice(urls, MOST + 1))
    if len(listed) > MOST:
        raise ValueError(f"a sitemap holds at most {MOST:,} addresses; write several, and an index of them")
    rows = [f"<{part}>{element('loc', url)}{_changed(at)}</{part}>" for url, at in listed]
    return "\n".join([XML, f'<{whole} xmlns="{_NAMESPACE}">', *rows, f"</{whole}>\n"])


def _changed(at: str | None) -> str:
    """W3C date and time: a day stays a day."""
    told = moment(at)
    if not told:
        return ""
    return element("lastmod", told[:10] if _DAY.fullmatch((at or "").strip()) else told)
