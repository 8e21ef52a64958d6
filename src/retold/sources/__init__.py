"""Turns sources into pages: URLs, files, folders, archives, rows of JSON, standard input."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from retold.config import Settings
from retold.errors import SourceError
from retold.sources import files
from retold.sources.article_count import count_articles
from retold.types import Page, Skipped

__all__ = ["count_articles", "items", "pages"]

_OTHER_SCHEME = re.compile(r"(?!s3:)[a-zA-Z][a-zA-Z0-9+.-]*://")


def pages(source: str, settings: Settings) -> Iterator[Page | SourceError]:
    """All pages of one source, in order.

    `source`: a URL, the path of a file or a folder, an s3:// name, a pattern of these, or "-" for standard input.
    What cannot be read is an error in its place, so one bad record never stops the rest. An archive without any page
    is an error, too.
    """
    skipped: Counter[str] = Counter()
    has_page = False
    for item in items(source, settings):
        if isinstance(item, Skipped):
            skipped[item.reason] += 1
            continue
        has_page = True
        yield item
    if skipped and not has_page:
        reasons = ", ".join(f"{reason}: {count:,}" for reason, count in skipped.most_common(8))
        yield SourceError(f"holds no page to read ({reasons})", source)


def items(source: str, settings: Settings) -> Iterator[Page | SourceError | Skipped]:
    """Like `pages`, but with a `Skipped` for each record of an archive that is no page."""
    if source.startswith(("http://", "https://")):
        from retold.sources.http import page  # heavy, and most runs read files

        try:
            yield page.fetch(source, settings)
        except SourceError as error:
            yield error
    elif _OTHER_SCHEME.match(source):
        yield SourceError("only http, https and s3 URLs can be read", source)
    else:
        yield from files.items(source, settings)
