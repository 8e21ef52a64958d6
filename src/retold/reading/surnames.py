"""Whose surname it is, where an article names several people who share one.

Newspapers give the surname to the one person who bears it. Where two bear it, a title or its gender can tell which.
A surname still means the person of the story if none of the others was named just before: the one of the headline,
one named often before, or one whose relatives the others are. Everything else is left open: a surname alone is
better than the wrong full name.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence, Set
from dataclasses import dataclass, field

from retold.english.given_names import is_given_name, usual_gender
from retold.english.kinship import KIN, relative
from retold.english.pronouns import GENDERED_TITLES
from retold.english.titles import HONORIFICS
from retold.reading.name_forms import Form, is_bare, key_of, without_nickname
from retold.reading.name_index import may_be_person
from retold.types import Gender, Mention

HEADLINE = -1
"""The place of a name that only the headline has."""
OFTEN = 3
"""Times that a surname alone has meant one person before another is named, so that it goes on to mean the first."""
MANY = 20
"""A surname of more people is not shared out."""
LONG = 12
"""Words of the longest name of a person that is looked at."""
NEAR = 2
"""Sentences after the name of a relative in which a surname alone may mean the relative."""

_JOINED = re.compile(r"\s(?:and|&)\s$")
_TITLE = re.compile(r"\b([A-Z][a-z]{1,20})\.?\s$")


@dataclass(slots=True)
class Bearer:
    """A person who bears a surname. `name`: the fullest one. `first`: where it is named first."""

    name: str
    first: int
    gender: Gender | None
    is_relative: bool
    key: str = ""
    """The key of the form of that name; empty if the body never has it."""
    titles: frozenset[str] = frozenset()
    mentions: list[Mention] = field(default_factory=list)


def title_before(body: str, mention: Mention) -> str:
    """The title before a name, without its stop; "" if there is none."""
    found = _TITLE.search(body, max(0, mention.span.start - 24), mention.span.start)
    return found[1] if found and found[1].lower() in HONORIFICS else ""


def bearer(body: str, forms: Sequence[Form]) -> Bearer:
    """The bearer whom `forms` name in full, the fullest form first."""
    mentions = sorted((m for f in forms for m in f.mentions), key=lambda m: m.span)
    titles = frozenset(filter(None, (title_before(body, m) for m in mentions)))
    kin = relative(body, *mentions[0].span)
    genders = [GENDERED_TITLES[t] for t in titles if t in GENDERED_TITLES]
    gender = next(iter(genders), None) or usual_gender(without_nickname(forms[0].text)) or (KIN[kin] if kin else None)
    return Bearer(forms[0].text, mentions[0].span.start, gender, kin is not None, forms[0].key, titles, mentions)


def split_by_bearer(
    body: str, bare: Form, bearers: Sequence[Bearer], in_headline: frozenset[str] = frozenset()
) -> list[tuple[Mention, Bearer | None]]:
    """The bearer of each mention of a surname alone; None where the article does not say who it is.

    `bearers`: all people of the article with that surname. `in_headline`: the words of the headline.
    Takes time linear in the number of mentions and bearers.
    """
    bearers = sorted(bearers, key=lambda b: b.first)
    if bare.first < bearers[0].first and bearers[0].is_relative:
        # The story is about somebody whom it never names in full.
        bearers = [Bearer(bare.text, bare.first, None, is_relative=False), *bearers]
    named = bare.tokens[-1] in in_headline
    given = [key_of(b.name, is_person=True).split()[0] in in_headline for b in bearers]
    by_order = _ByOrder(bare, bearers, is_headlined=named and not any(given[1:]))
    by_title = _ByTitle(bearers)
    found = []
    for mention in bare.mentions:
        title = title_before(body, mention)
        chosen = by_order.bearer(mention)
        if title:
            chosen = by_title.bearer(title, chosen)
        found.append((mention, chosen if chosen is None or chosen.key or chosen.first == HEADLINE else None))
    return found


class _ByTitle:
    """Tells bearers apart by the titles before their names."""

    def __init__(self, bearers: Sequence[Bearer]) -> None:
        self._by_gender: defaultdict[Gender | None, list[Bearer]] = defaultdict(list)
        self._by_title: defaultdict[str, list[Bearer]] = defaultdict(list)
        for one in bearers:
            self._by_gender[one.gender].append(one)
            for title in one.titles:
                self._by_title[title].append(one)

    def bearer(self, title: str, otherwise: Bearer | None) -> Bearer | None:
        """The only bearer whom a title fits; else the one that is known without the title, if it fits."""
        gender = GENDERED_TITLES.get(title)
        if gender is None:
            with_title = self._by_title.get(title, [])
            return with_title[0] if len(with_title) == 1 else otherwise
        known, unknown = self._by_gender.get(gender, []), self._by_gender.get(None, [])
        if len(known) + len(unknown) == 1:
            return (known or unknown)[0]
        return otherwise if otherwise is not None and otherwise.gender in (gender, None) else None


class _ByOrder:
    """Tells bearers apart by the order in which the article names them. Mentions must be asked for in text order."""

    def __init__(self, bare: Form, bearers: Sequence[Bearer], *, is_headlined: bool) -> None:
        self._bearers = bearers
        first, *others = bearers
        second = others[0].first if others else None
        alone = sum(first.first <= m.span.start < second for m in bare.mentions) if second is not None else 0
        self._is_known_alone = first.first == HEADLINE or alone > 0
        self._is_story = is_headlined or alone >= OFTEN
        self._introduced = 0
        self._all_relatives = True
        self._others = sorted((m for b in others for m in b.mentions), key=lambda m: m.span)
        self._passed = 0

    def bearer(self, mention: Mention) -> Bearer | None:
        """The bearer of a mention."""
        place = mention.span.start
        first = self._bearers[0]
        while self._introduced < len(self._bearers) and self._bearers[self._introduced].first <= place:
            self._all_relatives &= self._introduced == 0 or self._bearers[self._introduced].is_relative
            self._introduced += 1
        while self._passed < len(self._others) and self._others[self._passed].span.start < place:
            self._passed += 1
        if self._introduced < 2:
            # The first full name may come after the surname, as in a lead of one sentence.
            return first if self._introduced or not first.is_relative else None
        last = self._others[self._passed - 1].sentence if self._passed else -NEAR - 1
        is_story = self._is_known_alone and not first.is_relative and (self._all_relatives or self._is_story)
        return first if is_story and mention.sentence - last > NEAR else None


def share_out(
    body: str, groups: dict[str, list[Form]], headline: str, named_in_headline: Sequence[str]
) -> dict[str, str]:
    """Moves the mentions of surnames alone to the groups of those who bear them, where several people share one.

    `groups`: the forms of each name by the key of its fullest form, which comes first. Mentions whose bearer is not
    clear become a group of their own. Returns names for groups that the body never names in full.
    """
    endings = frozenset(
        f.tokens[i:]
        for forms in groups.values()
        for f in forms
        if f.is_person
        for i in range(1, min(len(f.tokens), LONG))
    )
    bearers = _bearers(body, groups, endings)
    _add_headline(bearers, named_in_headline)
    in_headline = frozenset(key_of(headline).split())
    subjects = _first_people(groups)
    names: dict[str, str] = {}
    bare = [(root, form) for root, forms in groups.items() for form in forms if _is_alone(form, endings)]
    for root, form in bare:
        sharing = bearers.get(form.tokens[-1], [])
        if not sharing or not may_be_person(form) or root not in {form.key, *(b.key for b in sharing)}:
            continue
        only = sharing[0] if len(sharing) == 1 else None
        is_one = only is not None and only.first != HEADLINE and not _is_other(form, only, subjects)
        if is_one and not _has_other_title(body, form, only):
            continue
        _take(groups, root, form)
        if len(sharing) > MANY:
            groups.setdefault(form.key, []).append(form)
            continue
        parts: dict[str, Form] = {}
        for mention, one in split_by_bearer(body, form, sharing, in_headline):
            target = one.key if one is not None and one.key else form.key if one is None else f"{form.key} {one.name}"
            part = parts.setdefault(target, Form(target, form.tokens))
            part.add(mention, mention.span.of(body))
            if one is not None and not one.key:
                names[target] = one.name
        for target, part in parts.items():
            groups.setdefault(target, []).append(part)
    return names


def _is_alone(form: Form, endings: Set[tuple[str, ...]]) -> bool:
    """Whether a form is a surname alone: one word, or particles and a word that end a longer name.

    "Van Hale" is, where the article has "Ida van Hale"; else Van is a given name. `endings`: how longer names end.
    """
    return len(form.tokens) == 1 or (is_bare(form.tokens) and form.tokens in endings)


def _first_people(groups: dict[str, list[Form]]) -> dict[int, tuple[int, str]]:
    """Where each sentence names a person first, and the key of the name."""
    found: dict[int, tuple[int, str]] = {}
    for form in (f for forms in groups.values() for f in forms if f.is_person):
        for mention in form.mentions:
            place = (mention.span.start, form.key)
            found[mention.sentence] = min(found.get(mention.sentence, place), place)
    return found


def _is_other(bare: Form, full: Bearer, subjects: dict[int, tuple[int, str]]) -> bool:
    """Whether a full name is that of a relative of the person whom the article calls by the surname alone.

    "Sund sang. Her brother, Nils Sund, …" is; "Kari Berg met Sund. Her cousin, Nils Sund, …" is not.
    """
    if not full.is_relative or bare.first > full.first:
        return False
    at = full.mentions[0].sentence
    for sentence in range(at, max(-1, at - 3), -1):
        place, key = subjects.get(sentence, (full.first, ""))
        if place < full.first:
            return key == bare.key
    return False


def _has_other_title(body: str, bare: Form, full: Bearer | None) -> bool:
    """Whether a title before a surname alone shows somebody of another gender: "Lady Lorne", where Keith Lorne is."""
    genders = {GENDERED_TITLES.get(title_before(body, m)) for m in bare.mentions} - {None}
    return full is not None and full.gender is not None and not genders <= {full.gender}


def _take(groups: dict[str, list[Form]], root: str, form: Form) -> None:
    """Takes a form out of its group."""
    groups[root] = [f for f in groups[root] if f is not form]
    if not groups[root]:
        del groups[root]


def _bearers(body: str, groups: dict[str, list[Form]], endings: Set[tuple[str, ...]]) -> defaultdict[str, list[Bearer]]:
    """The people whom the body names in full, by surname; also Ann in "Ann and Charles Parsley"."""
    found: defaultdict[str, list[Bearer]] = defaultdict(list)
    alone: dict[int, Form] = {}
    for forms in groups.values():
        if _is_alone(forms[0], endings) and forms[0].is_person:
            alone[forms[0].mentions[0].span.end] = forms[0]
    for forms in groups.values():
        full = [f for f in forms if not _is_alone(f, endings)]
        if not full or full[0] is not forms[0] or not full[0].is_person:
            continue
        surname = full[0].tokens[-1]
        found[surname].append(bearer(body, full))
        joined = _JOINED.search(body, max(0, full[0].first - 8), full[0].first)
        partner = alone.get(joined.start()) if joined else None
        if partner is not None and is_given_name(partner.text):
            found[surname].append(bearer(body, [partner]))
    return found


def _add_headline(bearers: defaultdict[str, list[Bearer]], headline: Sequence[str]) -> None:
    """Adds the people whom only the headline names in full."""
    for name in headline:
        *given, surname = key_of(name, is_person=True).split()
        if given and not any(key_of(b.name, is_person=True).split()[0] == given[0] for b in bearers.get(surname, ())):
            bearers[surname].append(Bearer(name, HEADLINE, usual_gender(name), is_relative=False))
