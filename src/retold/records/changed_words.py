"""Which words of a claim are not the source's own."""

from __future__ import annotations

import re

from retold.types import Claim, Span

_WORD = re.compile(r"\w+(?:['’.,]\w+)*")
_ENDING = re.compile(r"['’]s?$")


def changed(claim: Claim) -> tuple[Span, ...]:
    """The places in a claim's text whose words its evidence does not have, in text order.

    Words that stand side by side are one place. Capitals and the ending "'s" are no change.
    """
    known = {_bare(m.group()) for e in claim.evidence for m in _WORD.finditer(e.exact)}
    found: list[Span] = []
    for match in _WORD.finditer(claim.text):
        if _bare(match.group()) in known:
            continue
        start, end = match.span()
        if found and not claim.text[found[-1].end : start].strip():
            found[-1] = Span(found[-1].start, end)
        else:
            found.append(Span(start, end))
    return tuple(found)


def _bare(word: str) -> str:
    return _ENDING.sub("", word.casefold())
