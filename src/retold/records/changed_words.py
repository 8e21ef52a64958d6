"""Which words of a claim are not the source's own."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from itertools import islice

from retold.types import Claim, Span

LONGEST = 300
"""Words of a claim, or of a piece of its evidence, that are compared: comparing takes their product in time."""

_WORD = re.compile(r"\w+(?:['’.,]\w+)*|[^\w\s]")


def changed(claim: Claim) -> tuple[Span, ...]:
    """The places in a claim's text whose words do not stand in its evidence in this order, in text order.

    Words that stand side by side are one place. Marks alone, and the capital of a first word, are no change.
    """
    evidence = [e.exact for e in claim.evidence]
    if any(" ".join(text.split()) == claim.text for text in evidence):
        return ()
    own = list(_WORD.finditer(claim.text))[:LONGEST]
    # Names and roles are pieces of evidence of their own; the sentences come first, so that they are matched whole.
    texts = sorted(evidence, key=len, reverse=True)
    known = set[int]()
    for text in texts:
        rest = [i for i in range(len(own)) if i not in known]
        words = [own[i].group().casefold() for i in rest]
        source = [m.group().casefold() for m in islice(_WORD.finditer(text), LONGEST)]
        for block in SequenceMatcher(None, words, source, autojunk=False).get_matching_blocks():
            known.update(rest[block.a : block.a + block.size])
    return _joined(claim.text, [Span(*m.span()) for i, m in enumerate(own) if i not in known])


def _joined(text: str, spans: list[Span]) -> tuple[Span, ...]:
    found: list[Span] = []
    for span in spans:
        if found and not text[found[-1].end : span.start].strip():
            found[-1] = Span(found[-1].start, span.end)
        else:
            found.append(span)
    return tuple(s for s in found if any(c.isalnum() for c in s.of(text)))
