"""Sitemaps for search engines (sitemaps.org protocol 0.9), and OpenSearch 1.1 for browsers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice
from xml.sax.saxutils import quoteattr

from retold.export.feeds import XML, element, moment

MOST = 50_000
"""Addresses that the protocol allows in one file."""
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def sitemap(urls: Iterable[tuple[str, str | None]]) -> str:
    """A sitemap of pages, each with its absolute URL and the time of its last change.

    The time is a date, or a date and time. None and any other text are left out.
    Raises `ValueError` for more than 50,000 pages; then write several sitemaps and an `index`.
    """
    return _file("urlset", "url", urls)


def index(urls: Iterable[tuple[str, str | None]]) -> str:
    """A sitemap of sitemaps, written like a sitemap. Raises `ValueError` for more than 50,000."""
    return _file("sitemapindex", "sitemap", urls)


def opensearch(name: str, template: str) -> str:
    """An OpenSearch description, for the search bar of a browser. `template` is a URL with `{searchTerms}` in it."""
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


def _file(root: str, entry: str, urls: Iterable[tuple[str, str | None]]) -> str:
    entries = list(islice(urls, MOST + 1))
    if len(entries) > MOST:
        raise ValueError(f"a sitemap holds at most {MOST:,} addresses; write several, and an index of them")
    rows = [f"<{entry}>{element('loc', url)}{_last_change(changed)}</{entry}>" for url, changed in entries]
    return "\n".join([XML, f'<{root} xmlns="{_NAMESPACE}">', *rows, f"</{root}>\n"])


def _last_change(changed: str | None) -> str:
    """`lastmod`, as a W3C date and time. A day stays a day."""
    stamp = moment(changed)
    if not stamp:
        return ""
    return element("lastmod", stamp[:10] if _DAY.fullmatch((changed or "").strip()) else stamp)
