"""A parser of HTML tags that takes any text. The parser of the standard library raises on some."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

_LONG_NUMBER = re.compile(r"&#0*+[0-9]{8,}+;?|&#[xX]0*+[0-9a-fA-F]{7,}+;?")
"""A reference to a character by a number that is none. The standard parser raises `ValueError` for a very long one."""
_TAG = re.compile(r"<[^<>]*+>")


class TagParser(HTMLParser):
    """Base of the small parsers of this package. `parse` never raises, whatever the HTML is."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def parse(self, html: str) -> None:
        """Parses a whole text, in time linear in its length.

        A tag or a comment without an end is the last one. The standard parser's `close` would look for its end again
        at each sign "<" after it. Other tags there count as white space.
        """
        self.feed(_LONG_NUMBER.sub("\ufffd", html))
        rest, self.rawdata = self.rawdata, ""
        if rest:
            self.handle_data(unescape(_TAG.sub(" ", rest)))

    def parse_html_declaration(self, i: int) -> int:
        """The end of a declaration that begins at `i`; -1 if it has no end.

        The standard parser raises `AssertionError` for `<![x`. HTML takes `<![` for a comment up to the next `>`, and
        XML's `<![CDATA[` ends at `]]>`.
        """
        if not self.rawdata.startswith("<![", i):
            return super().parse_html_declaration(i)
        end = "]]>" if self.rawdata.startswith("<![CDATA[", i) else ">"
        found = self.rawdata.find(end, i + 3)
        return found + len(end) if found >= 0 else -1
