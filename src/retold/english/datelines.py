"""Datelines: where and when a report was written, before its first words.

"VIENNA, May 15 (AP) — A barge …". A dateline belongs to the report, not to what it reports.
"""

from __future__ import annotations

import re

from retold.english.calendar import MONTH_LONG_OR_SHORT, WEEKDAY_LONG_OR_SHORT
from retold.types import Span

_LONGEST = 90
"""Code points of the longest dateline."""
_DASH = re.compile(r"(?:\s[-–—―]{1,2}|\)\s?[-–—―:]{1,2}|[A-Z]{3}[–—―]{1,2})\s*(?=[A-Z\"“‘'])")
_OF_DATE = re.compile(rf"(?:(?:{MONTH_LONG_OR_SHORT}|{WEEKDAY_LONG_OR_SHORT})\.?|\d{{1,4}})$")
_OF_PLACE = re.compile(r"(?:[A-ZÀ-ÖØ-Þ][\w.'’-]*|of|the|de|la|el|del|al|am|upon|on|and)$")
_AGENCY = re.compile(r"\([^()]{2,40}\)")


def dateline_end(sentence: Span, body: str) -> int:
    """Where the dateline at the beginning of a sentence ends in the body; the sentence's start if it has none.

    A dateline has only words with a capital, dates and an agency in parentheses, and a dash after it. Without an
    agency or a date its first word is in capitals, as in "VIENNA —"; "Chelsea — the champions —" has none.
    """
    text = body[sentence.start : min(sentence.end, sentence.start + _LONGEST)]
    dash = _DASH.search(text)
    if dash is None:
        return sentence.start
    before = text[: dash.start()] + (")" if dash.group().startswith(")") else "")
    if re.match(r"[A-Z]", dash.group()):
        before += dash.group()[:3]
    place = _AGENCY.sub(" ", before)
    words = re.findall(r"[^\s,/]+", place)
    names = [word for word in words if not _OF_DATE.match(word)]
    has_agency, has_date = place != before, len(names) < len(words)
    in_capitals = bool(names) and names[0].isupper() and len(names[0]) > 2
    marked = has_agency or (has_date and bool(names)) or in_capitals
    is_dateline = marked and all(_OF_PLACE.match(word) for word in names)
    return sentence.start + (dash.end() if is_dateline else 0)
