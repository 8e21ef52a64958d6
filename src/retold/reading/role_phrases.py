"""Phrases beside a name that may say who somebody is.

Each function takes the words of a sentence, its text, the words of the name and the type of the
entity. It gives `(rank, first word, last word)`; a lower rank is better.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from retold.english.nouns import can_be
from retold.types import EntityType, Word

APPOSITION, COPULA, TITLE = 0, 1, 2
"""Ranks."""

RolePhrase = tuple[int, int, int]

_AFTER_COMMA = re.compile(
    r"""
    ,\s+
    (
        (?:an?\s|the\s)?
        ([^,;:()“”\"\n]{2,60}?)                                         # up to the noun
        (?:\s(?:for|of|at|in|with|to|on|from)\s[^,;:()“”\"\n]{2,140})?
    )
    (?=,\s|\.?$)
    """,
    re.VERBOSE,
)
_TITLE_RELATIONS = frozenset(
    "compound amod flat nmod:poss case punct part nmod appos nmod:unmarked conj cc obl advmod".split()
)
"""Relations of words inside a title."""
_TITLE_STOPS = frozenset(', ; : ( ) — – " “ ” the a an by of with and to for from in as at on'.split())
"""Words that a title does not go beyond."""
_CLAUSES = (
    "acl",
    "advcl",
    "parataxis",
    "appos",
    "nsubj",
    "cop",
    "punct",
    "dep",
    "cc:preconj",
    "ccomp",
    "discourse",
)
"""Relations of words that are not part of a noun phrase."""


def role_phrases(words: Sequence[Word], text: str, name: Sequence[int], kind: EntityType) -> Iterator[RolePhrase]:
    """All candidates for the name that consists of the words with the indices `name`."""
    head = next((i for i in name if words[i].head not in name), name[0])
    yield from _appositions(words, text, head, name, kind)
    yield from _between_commas(words, text, name, kind)
    yield from _copulas(words, text, head, kind)
    yield from _titles_before(words, text, name, kind)


def _appositions(
    words: Sequence[Word], text: str, head: int, name: Sequence[int], kind: EntityType
) -> Iterator[RolePhrase]:
    """Appositions in the tree, after the name or before it."""
    for i, word in enumerate(words):
        if word.head in name and word.relation in ("appos", "list", "conj", "parataxis") and i > name[-1]:
            first, last = _noun_phrase(words, text, i)
            comma = text[words[name[-1]].span.end : words[first].span.start].strip() == ","
            if first > name[-1] and (comma or word.relation == "appos") and can_be(words[i].span.of(text), kind):
                yield APPOSITION, first, last
    governor = words[head].head
    if (
        governor >= 0
        and words[head].relation in ("appos", "nmod:unmarked")
        and governor < name[0]
        and can_be(words[governor].span.of(text), kind)
    ):
        first, last = _noun_phrase(words, text, governor, name[0])
        if text[words[last].span.end : words[name[0]].span.start].strip() in ("", ","):
            yield APPOSITION, first, last


def _between_commas(words: Sequence[Word], text: str, name: Sequence[int], kind: EntityType) -> Iterator[RolePhrase]:
    """An apposition that the tree has missed: a phrase between commas after the name."""
    found = _AFTER_COMMA.match(text, words[name[-1]].span.end)
    if found is None or not can_be(found[2].split()[-1], kind):
        return
    covered = [i for i, w in enumerate(words) if found.start(1) <= w.span.start and w.span.end <= found.end(1)]
    if covered:
        yield APPOSITION, covered[0], covered[-1]


def _copulas(words: Sequence[Word], text: str, head: int, kind: EntityType) -> Iterator[RolePhrase]:
    """What the name is or was: "Xinhua is China's news agency"."""
    noun = words[head].head
    if (
        noun < 0
        or words[noun].head >= 0
        or words[head].relation != "nsubj"
        or not can_be(words[noun].span.of(text), kind)
    ):
        return
    below = [(i, w) for i, w in enumerate(words) if w.head == noun]
    if any(w.span.of(text).lower() in ("not", "n't", "n’t", "never", "if") or w.relation == "aux" for _, w in below):
        return
    copula = next((i for i, w in below if w.relation == "cop"), None)
    if copula is not None and words[copula].span.of(text).lower() in ("is", "was", "are") and noun > copula:
        first, last = _noun_phrase(words, text, noun)
        yield COPULA, max(first, copula + 1), last


def _titles_before(words: Sequence[Word], text: str, name: Sequence[int], kind: EntityType) -> Iterator[RolePhrase]:
    """The job directly before the name of a person, back to a determiner, a preposition or a mark."""
    if kind is not EntityType.PERSON:
        return
    last, rank = name[0] - 1, TITLE
    if last > 0 and words[last].span.of(text) == "," and re.match(r",|\W*$", text[words[name[-1]].span.end :]):
        last, rank = last - 1, APPOSITION  # "its chief executive, Kari Halvorsen, …"
    if last < 0 or not can_be(words[last].span.of(text), kind):
        return
    first = last
    while first > 0 and _is_part_of_title(words, text, first, name[-1]):
        first -= 1
    yield rank, first, last


def _is_part_of_title(words: Sequence[Word], text: str, first: int, last: int) -> bool:
    """Whether the word before `first` belongs to the title and name of words `first` to `last`."""
    word = words[first - 1]
    shown = word.span.of(text).lower()
    if text[word.span.end : words[first].span.start].strip(" "):
        return False
    if shown == ".":  # "U.S. President"
        return first >= 2 and len(words[first - 2].span.of(text)) <= 2
    depends = first - 1 <= word.head <= last or word.head >= max(0, first - 4)
    return word.relation in _TITLE_RELATIONS and depends and shown not in _TITLE_STOPS


def _noun_phrase(words: Sequence[Word], text: str, head: int, until: int | None = None) -> tuple[int, int]:
    """First and last word of the noun phrase of `head`, without clauses. It ends before the word `until`."""
    limit = len(words) if until is None else until
    keep = _phrase_members(words, head, limit)
    first = last = head
    while first - 1 in keep or (
        first - 2 in keep and words[first - 1].relation == "punct" and words[first - 1].span.of(text) in "-.'’"
    ):
        first -= 1
    while last + 1 < limit and (
        last + 1 in keep
        or (last + 2 in keep and words[last + 1].relation == "punct" and words[last + 1].span.of(text) in "-.,&/’'")
    ):
        last += 1
    return first, last


def _phrase_members(words: Sequence[Word], head: int, limit: int) -> set[int]:
    """Indices below `limit` of the words under `head` that are in no clause of their own."""
    with_subject = {w.head for w in words if w.relation.startswith("nsubj")}
    keep = {head}
    grown = True
    while grown:
        grown = False
        for i, word in enumerate(words[:limit]):
            if i in keep or word.head not in keep or word.relation.startswith(_CLAUSES):
                continue
            if word.relation == "conj" and word.head == head and i in with_subject:
                continue
            keep.add(i)
            grown = True
    return keep
