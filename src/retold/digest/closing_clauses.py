"""Closing clauses that only add something and can be cut: "…, which had …", "…, leaving …"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from retold.digest.trees import subtree_bounds
from retold.types import Span, Word

LEAST = 12
"""Words that must be left before the cut."""

_QUALIFIES = re.compile(
    r"""
    \b(?:
        den(?:y|ies|ied|ying)|disput\w+|reject\w*|according|assuming|pending|providing|provided|depending|barring
        |citing|unless|if|not|never|no
        |(?:
            say|warn|argu|add|claim|promis|announc|predict|insist|suggest|stat|reveal|accus|alleg|vow|pledg|confirm
            |declar|admit|tell|demand|threaten|urg|call|forecast|caution|not
        )ing
    )\b
    |n['’]t\b
    """,
    re.I | re.VERBOSE,
)
"""Words of a clause that must stay: it changes what the rest claims, or tells what somebody says."""
_RELATIVE_CLAUSE = re.compile(r",\s+(?:which|who|whose)\s[^,;:“”\"()]*[.!]?$")


def closing_clause_start(words: Sequence[Word], text: str, part: Span) -> int | None:
    """Where a clause begins that goes to the end of `part` of a sentence and can be cut; None if there is none.

    A relative clause is found by its pronoun and has no comma after it. A clause with a participle is
    found by the tree.
    """
    relative = _RELATIVE_CLAUSE.search(text, part.start, part.end)
    if relative and not _QUALIFIES.search(relative.group()) and _leaves_sentence(text, part, relative.start() + 1):
        return relative.start()
    for i, (first, last) in subtree_bounds(words).items():
        if words[i].relation not in ("advcl", "acl") or words[i].span.end > part.end:
            continue
        while first < i and not words[first].span.of(text).isalnum():
            first += 1  # the comma before a clause is in the subtree of its verb
        start = words[first].span.start
        is_participle = words[first].span.of(text).lower().endswith("ing")
        ends_sentence = not re.search(r"\w", text[words[last].span.end : part.end])
        qualifies = _QUALIFIES.search(text, start, part.end)
        if is_participle and ends_sentence and not qualifies and _leaves_sentence(text, part, start):
            return start
    return None


def _leaves_sentence(text: str, part: Span, start: int) -> bool:
    """Whether the text before `start` is a sentence and ends with a comma."""
    before = text[part.start : start].rstrip()
    return before.endswith(",") and len(before.split()) >= LEAST and _has_paired_marks(before)


def _has_paired_marks(text: str) -> bool:
    return text.count("“") == text.count("”") and text.count('"') % 2 == 0 and text.count("(") == text.count(")")
