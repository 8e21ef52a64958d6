"""Phrases beside a name that may say who somebody is.

Each function takes the words of a sentence, its text, the words of the name and the type of the
entity. It gives `(rank, first word, last word)`; a lower rank is better.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from retold.english.calendar import WEEKDAY
from retold.english.lexicon import FUNCTION_WORDS
from retold.english.nouns import can_be_role
from retold.english.titles import HONORIFICS
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
        (?:\s(?:for|of|at|in|with|to|on|from)\s[^,;:()“”\"\n]{2,140}?)?
    )
    (?:\s(?:that|which|who|whose)\s[^,;:()“”\"\n]{2,140})?
    (?=,\s|;|\.?$)
    """,
    re.VERBOSE,
)
_TITLE_RELATIONS = frozenset(
    "compound amod flat nmod:poss case punct part nmod appos nmod:unmarked conj cc obl advmod".split()
)
"""Relations of words inside a title."""
_LOOSE = ("advmod", "obl", "cc", "conj", "appos")
"""Those of words inside it only where they hang from its words."""
_TAKEN = ("obj", "iobj", "nsubj", "nsubj:pass", "nummod")
"""Relations that a wrong tree gives to a noun inside a title: "won by three-time series champion Ann Lee"."""
_VERBS = ("root", "advcl", "ccomp", "xcomp", "parataxis", "acl", "acl:relcl", "aux", "cop")
_TITLE_STOPS = frozenset(
    """, ; : ( ) — – " “ ” including behind besides beside despite alongside among amid near beyond toward towards upon
    like unlike per via plus versus than already even still now today yesterday tomorrow meanwhile however instead
    later earlier recently""".split()
)
"""Words besides function words that a title does not go beyond."""
_MARKS = (",", "(", "–", "—", "-")
"""What stands between a name and an apposition after it."""
LONGEST_LIST = 16
"""Words from a title in the plural to the last name that has it."""
PLURAL_TITLES = frozenset(
    f"{title}s" for title in HONORIFICS if not title.endswith(("s", "y")) and title not in ("mr", "mx", "vice", "prime")
)
_SHORT_TITLES = HONORIFICS - frozenset("mr mrs ms miss mx dr st rev".split())
"""Titles that say what somebody does, also cut short."""
LONGEST_PLACE = 6
"""Words of the longest place or body after an office."""
_DAY = re.compile(rf"{WEEKDAY}s?$|today$|yesterday$|tomorrow$", re.I)
_OCCASION = re.compile(r"\s(?:at|in|during)\san?\s\S+$")
"""What somebody may do at the time after it, so that it is no part of a role."""
_ORDER = re.compile(r"(?:the )?(?:first|second|third|last|only|next|latest)\b", re.I)
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
    if kind is EntityType.PERSON:
        yield from _shared_title(words, text, name)


def _appositions(
    words: Sequence[Word], text: str, head: int, name: Sequence[int], kind: EntityType
) -> Iterator[RolePhrase]:
    """Appositions in the tree, after the name or before it."""
    for i, word in enumerate(words):
        if word.head in name and word.relation in ("appos", "list", "conj", "parataxis") and i > name[-1]:
            first, last = _whole(words, text, i, *noun_phrase(words, text, i))
            mark = text[words[name[-1]].span.end : words[first].span.start].strip()
            if first > name[-1] and mark in _MARKS and can_be_role(words[i].span.of(text), kind):
                yield APPOSITION, first, last
    governor = words[head].head
    if (
        governor >= 0
        and words[head].relation in ("appos", "nmod:unmarked")
        and governor < name[0]
        and can_be_role(words[governor].span.of(text), kind)
    ):
        first, last = noun_phrase(words, text, governor, name[0])
        if governor == name[0] - 1:
            first = title_start(words, text, governor, name[-1])
        else:
            first = max((k + 1 for k in range(first, governor) if ends_title(words[k].span.of(text))), default=first)
        if text[words[last].span.end : words[name[0]].span.start].strip() in ("", ","):
            yield APPOSITION, first, last


def _between_commas(words: Sequence[Word], text: str, name: Sequence[int], kind: EntityType) -> Iterator[RolePhrase]:
    """An apposition that the tree has missed: a phrase between commas after the name."""
    found = _AFTER_COMMA.match(text, words[name[-1]].span.end)
    if found is None or not can_be_role(found[2].split()[-1], kind):
        return
    covered = [i for i, w in enumerate(words) if found.start(1) <= w.span.start and w.span.end <= found.end(1)]
    noun = next((i for i in covered if words[i].span.end == found.end(2)), None)
    if noun is not None:
        first, last = _whole(words, text, noun, covered[0], covered[-1])
        if first == covered[0]:
            yield APPOSITION, first, last


def _copulas(words: Sequence[Word], text: str, head: int, kind: EntityType) -> Iterator[RolePhrase]:
    """What the name is or was: "Xinhua is China's news agency"."""
    noun = words[head].head
    if (
        noun < 0
        or words[noun].head >= 0
        or words[head].relation != "nsubj"
        or not can_be_role(words[noun].span.of(text), kind)
    ):
        return
    below = [(i, w) for i, w in enumerate(words) if w.head == noun]
    if any(w.span.of(text).lower() in ("not", "n't", "n’t", "never", "if") or w.relation == "aux" for _, w in below):
        return
    copula = next((i for i, w in below if w.relation == "cop"), None)
    if copula is None or any(words[i].relation.startswith(("nsubj", "mark", "ccomp")) for i in range(head + 1, copula)):
        return  # "Ann Lee said that he was a lawyer"
    if words[copula].span.of(text).lower() in ("is", "was", "are") and noun > copula:
        first, last = _whole(words, text, noun, *noun_phrase(words, text, noun))
        if not _ORDER.match(text[words[first].span.start : words[last].span.end]):  # "was the first team to win"
            yield COPULA, max(first, copula + 1), last


def _titles_before(words: Sequence[Word], text: str, name: Sequence[int], kind: EntityType) -> Iterator[RolePhrase]:
    """The job directly before a name, back to a determiner, a preposition or a mark."""
    last, rank = name[0] - 1, TITLE
    if kind is not EntityType.PERSON:
        if last >= 0 and _is_kind(words, text, last, name) and can_be_role(words[last].span.of(text), kind):
            first = title_start(words, text, last, name[-1])
            if first < last:  # "company" says nothing
                yield rank, first, last
        return
    if last > 0 and words[last].span.of(text) == "," and re.match(r",|\W*$", text[words[name[-1]].span.end :]):
        last, rank = last - 1, APPOSITION  # "its chief executive, Kari Halvorsen, …"
    if last < 1 and (last < 0 or words[0].span.of(text) == "."):
        return
    if words[last].span.of(text) == "." and words[last - 1].span.of(text).lower() in _SHORT_TITLES:  # "Sen. Ann Lee"
        yield rank, title_start(words, text, last - 1, name[-1]), last
        return
    if not can_be_role(words[last].span.of(text), kind):
        last, first = _office(words, text, last) if rank == TITLE else (-1, -1)
        if last < 0:
            return
        yield rank, title_start(words, text, first, name[-1]), last
        return
    yield rank, title_start(words, text, last, name[-1]), last


def title_start(words: Sequence[Word], text: str, first: int, last: int) -> int:
    """First word of the title whose noun is `first`, before a name that ends with `last`."""
    while first > 0 and _is_part_of_title(words, text, first, last):
        first -= 1
    return first


def ends_title(word: str) -> bool:
    """Whether no title goes back beyond a word."""
    lower = word.lower()
    return lower in _TITLE_STOPS or (lower in FUNCTION_WORDS and lower != "s" and word != "US")


def _shared_title(words: Sequence[Word], text: str, name: Sequence[int]) -> Iterator[RolePhrase]:
    """A title in the plural that stands before a list of names: "Senators Ann Lee, Tom Roe and Mia Dahl"."""
    at = name[0] - 1
    while at >= 0 and name[0] - at < LONGEST_LIST:
        shown = words[at].span.of(text)
        if shown.lower() in PLURAL_TITLES:
            yield TITLE, at, at
        if shown.lower() in PLURAL_TITLES or not (shown[:1].isupper() or shown in (",", "and", "&", ".", "-")):
            return
        at -= 1


def _is_kind(words: Sequence[Word], text: str, noun: int, name: Sequence[int]) -> bool:
    """Whether a noun in small letters and the name after it are one phrase: "energy giant Nordgas"."""
    joined = words[noun].head in name or any(words[i].head == noun for i in name)
    return (
        joined and words[noun].span.of(text).islower() and text[words[noun].span.end : words[name[0]].span.start] == " "
    )


def _office(words: Sequence[Word], text: str, last: int) -> tuple[int, int]:
    """Last and first word of an office with its place before a name: "Secretary of State", "Envoy to the Union".

    (-1, -1) if the words up to `last` are none.
    """
    shown = [w.span.of(text) for w in words[: last + 1]]
    at = last
    while at > 0 and last - at < LONGEST_PLACE and (shown[at][:1].isupper() or (shown[at] == "the" and at < last)):
        if can_be_role(shown[at], EntityType.PERSON):
            return -1, -1
        at -= 1
    if at < 1 or at == last or shown[at] not in ("of", "to", "for"):
        return -1, -1
    office = shown[at - 1]
    is_office = office[:1].isupper() and can_be_role(office, EntityType.PERSON)
    return (last, at - 1) if is_office else (-1, -1)


def _is_part_of_title(words: Sequence[Word], text: str, first: int, last: int) -> bool:
    """Whether the word before `first` belongs to the title and name of words `first` to `last`."""
    word = words[first - 1]
    shown = word.span.of(text)
    lower = shown.lower()
    if text[word.span.end : words[first].span.start].strip(" "):
        return False
    if shown == ".":  # "U.S. President"
        return first >= 2 and len(words[first - 2].span.of(text)) <= 2
    joined_after = text[word.span.end : word.span.end + 1] == "-"
    if joined_after or (shown == "-" and text[word.span.start - 1 : word.span.start].isalnum()):
        return True  # "vice-presidential nominee", "Under-Secretary"
    if lower == "&" and text[word.span.start - 1 : word.span.start].strip():
        return True  # "R&B star"
    if lower in ("and", "&"):  # "former investor and adviser"
        return (
            first >= 2
            and words[first].relation == "conj"
            and can_be_role(words[first - 2].span.of(text), EntityType.PERSON)
        )
    if ends_title(shown):
        return False
    if word.relation in ("case", "part"):
        return lower in ("'", "’", "s", "'s", "’s") or "." in lower
    if can_be_role(shown, EntityType.PERSON) and word.relation not in _VERBS:
        return True  # "attorney general"
    depends = first - 1 <= word.head <= last
    if word.relation in _TITLE_RELATIONS and (depends or word.head >= max(0, first - 4)):
        return depends or word.relation not in _LOOSE
    return word.relation in _TAKEN and shown.islower() and not lower.endswith("ed")


def _whole(words: Sequence[Word], text: str, head: int, first: int, last: int) -> tuple[int, int]:
    """A phrase from the determiner of its noun up to the first words that do not hang from it, or that tell a time."""
    first = next((i for i in range(first, head) if words[i].head == head and words[i].relation == "det"), first)
    for k in range(head + 1, last + 1):
        if words[k].relation != "case" or not words[k].span.of(text).isalpha() or not words[k].head > k:
            continue
        if _DAY.match(words[words[k].head].span.of(text)) or not _hangs_from(words, words[k].head, first, last):
            last = k - 1
            if last - 2 > head and _OCCASION.search(text[words[head].span.start : words[last].span.end]):
                last -= 3  # "the owner of Acme in a speech on Monday"
            break
    return first, last


def _hangs_from(words: Sequence[Word], word: int, first: int, last: int) -> bool:
    """Whether a word inside `first` to `last` hangs from one of the words there before it."""
    return first <= words[word].head <= last or words[word].head < 0


def noun_phrase(words: Sequence[Word], text: str, head: int, until: int | None = None) -> tuple[int, int]:
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
    possessors = {
        w.head for i, w in enumerate(words) if w.relation == "case" and 0 <= w.head < i
    }  # with "'s" after them
    keep = {head}
    grown = True
    while grown:
        grown = False
        for i, word in enumerate(words[:limit]):
            if i in keep or word.head not in keep:
                continue
            if word.relation.startswith(_CLAUSES) and i not in possessors:
                continue
            if word.relation == "conj" and word.head == head and i in with_subject:
                continue
            keep.add(i)
            grown = True
    return keep
