"""Pages into articles: `extract` takes the article out of whatever a source gave."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from datetime import datetime, timedelta

from retold.errors import ExtractionError
from retold.extract import dates, html, plain_text
from retold.types import Article, Content, Metadata, Page

__all__ = ["extract"]


def extract(page: Page, now: datetime) -> Article:
    """The article of a page. A `Content.BODY` is kept to the character; HTML and
    scraped text are cleaned.

    `now` (with zone) bounds plausible dates.

    Raises:
        ExtractionError: nothing to read; its subclasses say what stood in the way.
    """
    metadata, body = page.metadata, page.text
    if page.content is Content.HTML:
        found = html.extract(page.text, metadata, page.source, now)
        metadata, body = found.metadata, found.body
    elif page.content is Content.TEXT:
        cleaned = plain_text.clean(page.text, metadata.headline)
        body = cleaned.body
        metadata = replace(
            metadata,
            headline=metadata.headline or cleaned.headline,
            byline=metadata.byline or cleaned.byline,
            published=metadata.published or dates.choose([cleaned.published], metadata.url, now),
        )
    if not re.search(r"\w", body):
        raise ExtractionError("there is no text to read in it", page.source)
    return Article(_checked(metadata, body, now), body, page.retrieved)


def _checked(metadata: Metadata, body: str, now: datetime) -> Metadata:
    """Metadata with an id, and with dates in RFC 3339 that can be true."""
    return replace(
        metadata,
        id=metadata.id or derived_id(metadata.url, body),
        published=_stated(metadata.published, now),
        modified=_stated(metadata.modified, now),
    )


def _stated(text: str | None, now: datetime) -> str | None:
    """A date that the source states: any age, as archives go back, but none ahead of `now`."""
    if not text:
        return None
    moment = dates.normalise(text) or dates.from_stamp(text)
    return moment if moment and moment[:10] <= (now + timedelta(days=1)).date().isoformat() else None


def derived_id(url: str, body: str) -> str:
    """A stable id of 16 hex digits from URL and body."""
    digest = hashlib.sha256(url.encode("utf-8", "surrogatepass") + b"\n" + body.encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:16]
