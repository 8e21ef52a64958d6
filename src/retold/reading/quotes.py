"""Quotes: quotations with their speakers.

`retold.reading.quotations` finds the quotations, `retold.reading.speakers` finds who says them.
Measured by `bench/quotes.py`.
"""

from __future__ import annotations

from collections.abc import Sequence

from retold.reading.quotations import find_quotations
from retold.reading.speakers import Speakers
from retold.types import Quote, Reading, Role


def find_quotes(reading: Reading, roles: Sequence[Role]) -> tuple[Quote, ...]:
    """All quotations that are somebody's words, in text order; titles and single words are left out."""
    quotations = find_quotations(reading.article.body)
    speakers = Speakers(reading, roles, quotations)
    found: list[Quote] = []
    for quotation in quotations:
        quote = speakers.attribute(quotation)
        if quote is not None:
            found.append(quote)
    return tuple(found)
