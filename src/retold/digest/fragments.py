"""A fragment joined to the sentence that it completes: "Some saw a sparrow. Some, a hummingbird." → "…; some, a hummingbird."."""

from __future__ import annotations

from retold.types import Reading, Sentence

LONGEST = 14
"""Words of a fragment; without a subject, a longer one is a list or a mistaken tree."""
_SUBJECTS = ("nsubj", "csubj", "expl", "aux", "cop")


def joined(reading: Reading, first: Sentence, told: str, second: Sentence, follows: str) -> str | None:
    """`told`, the claim of `first`, with the fragment `follows` of `second` joined to it;
    None where the second is a sentence of its own."""
    fragment = not any(w.relation.startswith(_SUBJECTS) for w in second.words)
    plain = told.endswith(".") and follows.endswith(".") and not set(follows) & set('“”"‘’:;')
    if not fragment or not plain or first.paragraph != second.paragraph or len(follows.split()) > LONGEST:
        return None
    if second.span.of(reading.article.body)[0].islower():  # the splitter took "6 a.m." for an end
        return f"{told} {follows[0].lower()}{follows[1:]}"
    named = any(
        m.span.start == second.span.start for c in reading.chains for m in c.mentions if m.sentence == second.index
    )
    opening = follows[0] if named or follows[:2].isupper() or follows[:2] in ("I ", "I'") else follows[0].lower()
    return f"{told[:-1]}; {opening}{follows[1:]}"
