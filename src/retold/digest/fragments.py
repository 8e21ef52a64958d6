"""Fragments, joined to the sentence before.

"Some saw a sparrow. Some, a hummingbird." becomes "Some saw a sparrow; some, a hummingbird."
"""

from __future__ import annotations

from retold.english.titles import BEFORE_NAMES
from retold.types import Reading, Sentence

LONGEST = 14
"""Words of the longest fragment. A longer sentence without a subject is a list, or its tree is wrong."""
_PREDICATES = ("nsubj", "csubj", "expl", "aux", "cop")


def join_fragment(
    reading: Reading, first: Sentence, first_claim: str, second: Sentence, second_claim: str
) -> str | None:
    """The claims of two sentences in one, if the second is a fragment; None if it is a sentence of its own."""
    is_fragment = not any(w.relation.startswith(_PREDICATES) for w in second.words)
    is_plain = first_claim.endswith(".") and second_claim.endswith(".") and not set(second_claim) & set('“”"‘’:;')
    if not is_fragment or not is_plain or first.paragraph != second.paragraph:
        return None
    if len(second_claim.split()) > LONGEST:
        return None
    if second.span.of(reading.article.body)[0].islower():  # the splitter took "6 a.m." for an end
        return f"{first_claim} {second_claim[0].lower()}{second_claim[1:]}"
    begins_with_name = any(
        _only_titles(reading.article.body[second.span.start : m.span.start])
        for c in reading.chains
        for m in c.mentions
        if m.sentence == second.index
    )
    keeps_capital = begins_with_name or second_claim[:2].isupper() or second_claim[:2] in ("I ", "I'")
    initial = second_claim[0] if keeps_capital else second_claim[0].lower()
    return f"{first_claim[:-1]}; {initial}{second_claim[1:]}"


def _only_titles(text: str) -> bool:
    """Whether words before a name are titles, or none at all: "Insp. Ida Crane"."""
    return all(word.rstrip(".").casefold() in BEFORE_NAMES for word in text.split())
