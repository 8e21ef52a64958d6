"""Names before the codes that news agencies put after them for traders: "the Merkon Composite .MRKC"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from retold.english.market_codes import MARKET_CODE
from retold.types import EntityType, Name, Span

CODED = 0.6
"""Score of a name before a code for traders that the model did not see."""
MOST = 20
"""Codes of a sentence that are looked at."""
LONGEST = 100
"""Code points before a code in which a name is looked for."""

_CAPITALISED = re.compile(r"(?<![\w-])((?!The\b)[A-Z][\w&-]*(?: [A-Z][\w&-]*){0,4}) \Z")
_INDEX = re.compile(r"(?:Composite|Index|Average|\d{2,4})$")
_SHARE = re.compile(r"<?[A-Z]{2,6}\.[A-Z]{1,2}>?")


def with_coded_names(text: str, names: Sequence[Name], least: float) -> list[Name]:
    """The names, and those before a code for traders that the model did not see.

    `least`: the score below which a name of the model does not count.
    """
    found = list(names)
    for code in islice(MARKET_CODE.finditer(text), MOST):
        found = [_before_code(name, code.start(), text) for name in found]
        before = _CAPITALISED.search(text, max(0, code.start() - LONGEST), code.start())
        span = Span(*before.span(1)) if before else None
        touching = [name for name in found if span and name.span.overlaps(span)]
        if span is None or any(name.score >= least for name in touching):
            found = [replace(n, type=EntityType.ORGANIZATION) if _is_share(n, code, text) else n for n in found]
            continue
        kind = EntityType.OTHER if _INDEX.search(span.of(text)) else EntityType.ORGANIZATION
        found = [name for name in found if name not in touching] + [Name(span, kind, CODED)]
    return found


def _before_code(name: Name, code: int, text: str) -> Name:
    """A name without a code that it runs into: "Varnsund" of "Varnsund VRNS.OL"."""
    if not name.span.start < code < name.span.end:
        return name
    end = name.span.start + len(text[name.span.start : code].rstrip(" ("))
    return replace(name, span=Span(name.span.start, end), score=max(name.score, CODED))


def _is_share(name: Name, code: re.Match[str], text: str) -> bool:
    """Whether the code after a name is that of a share, so that the name is a firm's and no place's or person's."""
    is_before = name.span.end < code.start() and not text[name.span.end : code.start()].strip()
    return is_before and name.type in (EntityType.PLACE, EntityType.PERSON) and bool(_SHARE.fullmatch(code.group()))
