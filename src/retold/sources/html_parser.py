"""A parser of HTML tags that takes any text. The parser of the standard library raises on some."""

from __future__ import annotations

from html.parser import HTMLParser


class TagParser(HTMLParser):
    """Base of the small parsers of this package. `parse` never raises, whatever the HTML is."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def parse(self, html: str) -> None:
        """Parses a whole text."""
        self.feed(html)
        self.close()

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
