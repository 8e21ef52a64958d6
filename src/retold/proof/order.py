"""Whether a claim keeps who does what to whom: two names on the two sides of a verb do not change places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from retold.proof.words import Token


def turned(claim: Sequence[Token], source: Sequence[Token]) -> Iterator[str]:
    """Pairs of names, "A … B", that stand around the same verb the other way in the source."""
    names = [i for i, t in enumerate(claim) if t.has_capital and t.is_content and i]
    first: dict[str, int] = {}
    last: dict[str, int] = {}
    for j, token in enumerate(source):
        first.setdefault(token.text, j)
        last[token.text] = j
    for a, b in pairwise(names):
        one, two = claim[a].text, claim[b].text
        if one == two or one not in last or two not in first or first[one] <= last[two]:
            continue  # the source has them in this order somewhere
        between = {t.lower for t in claim[a + 1 : b] if t.is_content}
        other = {t.lower for t in source[last[two] + 1 : first[one]] if t.is_content}
        passive = _has_agent(claim[a:b]), _has_agent(source[last[two] : first[one]])
        if between & other and passive[0] == passive[1]:
            yield f"{one} … {two}"


def _has_agent(text: Sequence[Token]) -> bool:
    return any(t.lower == "by" for t in text)
