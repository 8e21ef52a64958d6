"""Whether the clause around a time expression is about the future or the past."""

from __future__ import annotations

import re

from retold.types import Span

NEAR = 200
"""Code points before and after an expression in which its verb is looked for."""

FUTURE = re.compile(
    r"""
    \b(?:
        will|won[’']t|shall|[’']ll
        |(?:is|are|was|were|be)\ (?:due|set|scheduled|expected|planned|going|slated|to)
        |plans?\ to|hopes?\ to|expects?\ to|aims?\ to|intends?\ to|looks?\ forward|upcoming|coming|ahead\ of
        |begins?|starts?|opens?|returns?|resumes?|takes?\ (?:effect|place)|meets?|faces?
        |goe?s?\ (?:on\ (?:trial|sale)|to\ the\ polls)
    )\b
    """,
    re.VERBOSE,
)
PAST = re.compile(
    r"""
    \b(?:
        said|told|announced|reported|says|added|wrote|confirmed|tweeted|revealed
        |was|were|had|did|came|took|went|made|[a-z]{2,}ed
    )\b
    """,
    re.VERBOSE,
)
_CHANGED_PLAN = re.compile(
    r"""
    # the plan
    \b(?:was|were)\ (?:due|set|scheduled|expected|planned|supposed|slated|meant)\ (?:to|for)\b
    [^;]*?,?\ (?P<but>but)\ (?!(?:will|would|may|could|can|is|are|has|have|was|were)\b)
    # what happened instead
    (?:\w+\ ){0,2}?(?:left|began|came|went|took|ran|fell|lost|won|did|\w{2,}ed)\b
    """,
    re.VERBOSE,
)
"""A plan that was overtaken: "was due to leave on Sunday, but left late"."""


def is_past(body: str, sentence: Span, expression: Span) -> bool:
    """Whether a verb of the past stands before the expression in its sentence."""
    return bool(PAST.search(body, max(sentence.start, expression.start - NEAR), expression.start))


def is_future(body: str, sentence: Span, expression: Span) -> bool:
    """Whether the verb that belongs to the expression is about the future.

    The last verb before the expression decides; if there is none, the first one after it.
    """
    first, last = max(sentence.start, expression.start - NEAR), min(sentence.end, expression.end + NEAR)
    changed = _CHANGED_PLAN.search(body, first, last)
    if changed is not None and expression.end <= changed.start("but"):
        return False
    future = [m.start() for m in FUTURE.finditer(body, first, expression.start)]
    past = [m.start() for m in PAST.finditer(body, first, expression.start)]
    if future or past:
        past = [p for p in past if not any(f <= p <= f + 14 for f in future)]  # "is expected" is no past
        return max(future, default=-1) >= max(past, default=-1)
    later_future, later_past = FUTURE.search(body, expression.end, last), PAST.search(body, expression.end, last)
    return later_future is not None and (later_past is None or later_future.start() < later_past.start())
