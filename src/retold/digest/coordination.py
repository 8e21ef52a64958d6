"""Names that a sentence only lists: "in Maine, Vermont, Ohio and Texas".

To stand in one list says nothing about two names, except that the sentence says the same of both.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence

from retold.digest.trees import first_conjuncts
from retold.types import Mention, Sentence

LIST = 3
"""Members from which a list is one. "Ann Lee and Tim Moe met" tells what the two did together."""

_BETWEEN = re.compile(r"\s*(?:[,;]|,?\s*(?:and|or|&))\s*(?:the\s)?\s*", re.IGNORECASE)
_WITH_CONJUNCTION = re.compile(r"and|or|&", re.IGNORECASE)


def lists(mentions: Sequence[Mention], sentence: Sentence, body: str) -> list[list[Mention]]:
    """The lists of at least `LIST` names among the `mentions` of one sentence, which are in text order.

    Names belong to one list if the tree joins them, or if only commas and "and" stand between them.
    """
    firsts = _first_conjuncts(mentions, sentence)
    list_of_first: dict[int, int] = {}
    group = list(range(len(mentions)))
    for i, first in enumerate(firsts):
        if first in list_of_first:
            group[i] = list_of_first[first]
        elif i and _BETWEEN.fullmatch(body, mentions[i - 1].span.end, mentions[i].span.start):
            group[i] = group[i - 1]
        if first >= 0:
            list_of_first.setdefault(first, group[i])
    found: defaultdict[int, list[Mention]] = defaultdict(list)
    for mention, key in zip(mentions, group, strict=True):
        found[key].append(mention)
    return [members for members in found.values() if len(members) >= LIST and _has_conjunction(members, body)]


def _has_conjunction(members: Sequence[Mention], body: str) -> bool:
    """Whether "and" or "or" stands before the last name, unlike in "Salem, Marion County, Oregon"."""
    return bool(_WITH_CONJUNCTION.search(body, members[-2].span.end, members[-1].span.start))


def _first_conjuncts(mentions: Sequence[Mention], sentence: Sentence) -> list[int]:
    """Index of the word that begins the list in which each name is; -1 if the name has no word of its own."""
    words, firsts, starts = sentence.words, first_conjuncts(sentence.words), [w.span.start for w in sentence.words]
    found = []
    for mention in mentions:
        start, end = mention.span.start - sentence.span.start, mention.span.end - sentence.span.start
        inside = range(bisect_left(starts, start), bisect_left(starts, end))
        head = next((i for i in inside if words[i].head not in inside), -1)
        found.append(firsts[head] if head >= 0 else -1)
    return found
