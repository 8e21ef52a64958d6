"""Names that a sentence only lists: "in Maine, Vermont, Ohio and Texas".

To stand in one list says nothing about two names, except that the sentence says the same of both.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from retold.types import Mention, Sentence, Word

LIST = 3
"""Members from which a list is one. "Ann Lee and Tim Moe met" tells what the two did together."""

_BETWEEN = re.compile(r"\s*(?:[,;]|,?\s*(?:and|or|&))\s*(?:the\s)?\s*", re.IGNORECASE)
_WITH_CONJUNCTION = re.compile(r"and|or|&", re.IGNORECASE)


def lists(mentions: Sequence[Mention], sentence: Sentence, body: str) -> list[list[Mention]]:
    """The lists of at least `LIST` names among the `mentions` of one sentence, which are in text order.

    Names belong to one list if the tree joins them, or if only commas and "and" stand between them.
    """
    group = list(range(len(mentions)))
    firsts = [_first_conjunct(sentence, mention) for mention in mentions]
    for i in range(1, len(mentions)):
        same = next((j for j in range(i) if firsts[i] >= 0 and firsts[j] == firsts[i]), None)
        if same is not None:
            group[i] = group[same]
        elif _BETWEEN.fullmatch(body, mentions[i - 1].span.end, mentions[i].span.start):
            group[i] = group[i - 1]
    found = [[m for m, g in zip(mentions, group, strict=True) if g == key] for key in sorted(set(group))]
    return [members for members in found if len(members) >= LIST and _has_conjunction(members, body)]


def _has_conjunction(members: Sequence[Mention], body: str) -> bool:
    """Whether "and" or "or" stands before the last name, unlike in "Salem, Marion County, Oregon"."""
    return bool(_WITH_CONJUNCTION.search(body, members[-2].span.end, members[-1].span.start))


def _first_conjunct(sentence: Sentence, mention: Mention) -> int:
    """Index of the word that begins the list in which a name is; -1 if the name has no word of its own."""
    words = sentence.words
    start, end = mention.span.start - sentence.span.start, mention.span.end - sentence.span.start
    inside = [i for i, w in enumerate(words) if start <= w.span.start and w.span.end <= end]
    at = next((i for i in inside if words[i].head not in inside), -1)
    for _ in words:  # a wrong tree may have a cycle
        if at < 0 or not _is_conjunct(words[at]):
            break
        at = words[at].head
    return at


def _is_conjunct(word: Word) -> bool:
    return word.relation == "conj" and word.head >= 0
