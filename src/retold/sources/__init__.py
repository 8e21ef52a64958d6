"""Sources into pages: URLs, files, folders, rows of JSON, standard input."""

from __future__ import annotations

import re
from collections.abc import Iterator

from retold.config import Settings
from retold.errors import SourceError
from retold.sources import files
from retold.sources.counting import counted
from retold.types import Page

__all__ = ["counted", "pages"]


def pages(source: str, settings: Settings) -> Iterator[Page | SourceError]:
    """All pages of one source, in order.

    `source` is a URL, a path of a file or folder, or "-" for standard input. What
    cannot be read comes as an error in its place, so that one bad record never
    stops the rest.
    """
    if source.startswith(("http://", "https://")):
        from retold.sources import http  # heavy, and most runs read files

        try:
            yield http.fetch(source, settings)
        except SourceError as error:
            yield error
    elif re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*://", source):
        yield SourceError("only http and https URLs can be read", source)
    else:
        yield from files.pages(source, settings)
