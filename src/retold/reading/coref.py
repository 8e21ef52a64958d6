"""Coreference: mentions of one entity in one article become one cluster.

Forms (spellings of names) are compared, not mentions, so the cost grows with the number of different
names. The rules follow newspaper style: a surname comes after the full name, an acronym after its
expansion, a short form after the long one.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from retold.english.name_words import (
    CORPORATE_ENDINGS,
    COUNTRY_INITIALS,
    DIVIDED_COUNTRIES,
    GENERIC_WORDS,
    PLACE_ALIASES,
    SMALL_WORDS,
)
from retold.english.titles import ORGANIZATION_ENDINGS, name_start
from retold.types import EntityType, Mention

LONGEST = 12
"""Words of the longest name that others are compared with."""


def key_of(text: str) -> str:
    """A key that the spellings of a name share.

    It leaves out case, dots, accents, possessives and titles, and has one name for well-known countries.
    """
    plain = unicodedata.normalize("NFKD", text).casefold()
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    plain = re.sub(r"['’]s?\b(?=$|\s)|[.'’]", "", plain.replace("&", " and "))
    plain = re.sub(r"[\s_–-]+", " ", plain).strip()
    plain = plain[name_start(plain) :]
    return PLACE_ALIASES.get(plain, plain) or text


@dataclass(slots=True)
class _Form:
    """All mentions with one key. `votes`: the summed scores of the mentions by type."""

    key: str
    tokens: tuple[str, ...]
    mentions: list[Mention] = field(default_factory=list)
    votes: defaultdict[EntityType, float] = field(default_factory=lambda: defaultdict(float))
    texts: Counter[str] = field(default_factory=Counter)

    @property
    def is_person(self) -> bool:
        return self.type is EntityType.PERSON

    @property
    def type(self) -> EntityType:
        return max(self.votes, key=lambda t: (self.votes[t], t))

    @property
    def first(self) -> int:
        """Where the first mention begins."""
        return self.mentions[0].span.start


@dataclass(frozen=True, slots=True)
class Cluster:
    """Mentions of one entity, its name, its type and its other forms."""

    name: str
    type: EntityType
    aliases: tuple[str, ...]
    mentions: tuple[Mention, ...]


def cluster(body: str, mentions: Sequence[Mention]) -> list[Cluster]:
    """Clusters of `mentions`, which are in text order. They are ordered by their first mention."""
    forms = _forms(body, mentions)
    parent: dict[str, str] = {}
    index = _Index(forms)
    for form in sorted(forms.values(), key=lambda f: (-len(f.tokens), f.first)):
        longer = index.longer_form(form, body)
        if longer is not None:
            parent[form.key] = longer.key
    groups: defaultdict[str, list[_Form]] = defaultdict(list)
    for key, form in forms.items():
        root, steps = key, 0
        while root in parent and steps < 8:
            root, steps = parent[root], steps + 1
        groups[root].append(form)
    clusters = [_cluster(forms[root], members) for root, members in groups.items()]
    return sorted(clusters, key=lambda c: c.mentions[0].span)


def _forms(body: str, mentions: Sequence[Mention]) -> dict[str, _Form]:
    forms: dict[str, _Form] = {}
    for mention in mentions:
        text = mention.span.of(body)
        key = key_of(text)
        form = forms.setdefault(key, _Form(key, tuple(key.split())))
        form.mentions.append(mention)
        form.votes[mention.type] += mention.score
        form.texts[" ".join(text.split())] += 1
    return forms


class _Index:
    """Forms of several words, by the parts that a shorter form may share with them.

    The forms of each list are in text order, by their first mentions. Each list that a form is compared with belongs to
    few forms, so all comparisons take time linear in the number of forms.
    """

    def __init__(self, forms: dict[str, _Form]) -> None:
        self._last: defaultdict[str, list[_Form]] = defaultdict(list)
        self._first: defaultdict[str, list[_Form]] = defaultdict(list)
        self._second: defaultdict[str, list[_Form]] = defaultdict(list)
        self._initials: defaultdict[str, dict[str, _Form]] = defaultdict(dict)
        self._without_spaces: dict[str, _Form] = {}
        self._longer: defaultdict[tuple[str, ...], list[_Form]] = defaultdict(list)
        """By their first words."""
        self._prefixed: defaultdict[tuple[str, ...], list[_Form]] = defaultdict(list)
        """By their last words."""
        self._by_end: dict[int, _Form] = {}
        """By the place where the first mention ends."""
        self._people: defaultdict[tuple[str, str], defaultdict[int, list[_Form]]] = defaultdict(
            lambda: defaultdict(list)
        )
        """People by surname and given name, and by surname and "J." for any name with that initial; then by words."""
        for form in forms.values():
            if len(form.tokens) < 2:
                continue
            self._without_spaces.setdefault("".join(form.tokens), form)
            self._first[form.tokens[0]].append(form)
            self._last[form.tokens[-1]].append(form)
            self._by_end.setdefault(form.mentions[0].span.end, form)
            for size in range(1, min(len(form.tokens), LONGEST + 1)):
                self._longer[form.tokens[:size]].append(form)
                self._prefixed[form.tokens[-size:]].append(form)
            if form.is_person:
                for given in (form.tokens[0], f"{form.tokens[0][0]}."):
                    self._people[form.tokens[-1], given][len(form.tokens)].append(form)
            if len(form.tokens) == 3 and len(form.tokens[1]) > 2:
                self._second[form.tokens[1]].append(form)
            for skip in (SMALL_WORDS, frozenset[str](), SMALL_WORDS | COUNTRY_INITIALS):
                initials = "".join(t[0] for t in form.tokens if t not in skip)
                if len(initials) < 3 and form.tokens[0] in COUNTRY_INITIALS and form.tokens[0] in skip:
                    continue
                self._initials[initials].setdefault(form.key, form)

    def longer_form(self, form: _Form, body: str) -> _Form | None:
        """The longer form that `form` is short for, if exactly one fits."""
        candidates = (
            self._full_name(form),
            self._spaced_form(form),
            self._expansion(form, body),
            self._whole_of_half(form),
            self._longer_name(form),
        )
        return next((c for c in candidates if c is not None and c.key != form.key), None)

    def _full_name(self, form: _Form) -> _Form | None:
        """The full name of a person for a surname, a given name or an abbreviated name."""
        mean_score = form.votes[form.type] / max(1, len(form.mentions))
        surely_other = len(form.tokens) > 1 or (mean_score > 0.9 and len(form.mentions) > 2)
        if not form.is_person and surely_other:
            return None
        if len(form.tokens) == 1:
            return self._name_of_one_word(form)
        longer = self._with_given_name(form)
        has_space = any(" " in text for text in form.texts)
        return longer if longer is not None or has_space else self._hyphenated_name(form)

    def _with_given_name(self, form: _Form) -> _Form | None:
        """The longer name of a person with the same surname and a given name that fits.

        "B Obama" and "Barack Obama" fit "Barack Hussein Obama"; "Michelle Obama" does not.
        """
        given, surname = form.tokens[0], form.tokens[-1]
        fitting = (f"{given}.",) if len(given) == 1 else (given, given[0])
        lists = [
            forms
            for name in fitting
            for size, forms in self._people.get((surname, name), {}).items()
            if size > len(form.tokens)
        ]
        return _nearest(form, sorted(filter(None, (_nearest(form, forms) for forms in lists)), key=lambda f: f.first))

    def _name_of_one_word(self, form: _Form) -> _Form | None:
        """The full name for a surname or a given name."""
        token = form.tokens[0]
        by_surname = [f for f in self._last[token] if f.is_person]
        if by_surname:
            return _nearest(form, by_surname)
        if not form.is_person:
            return None
        by_given_name = [f for f in self._first[token] if f.is_person]
        # "Alemán" of "Álvaro Alemán Healy": of two surnames the father's, which is in the middle.
        by_given_name = by_given_name or [f for f in self._second[token] if f.is_person]
        # A given name alone comes after the full name: the "Kim" at the start of a story is not the Kim who edited it.
        by_given_name = [f for f in by_given_name if f.first < form.first]
        return by_given_name[0] if len(by_given_name) == 1 else None

    def _hyphenated_name(self, form: _Form) -> _Form | None:
        """ "Abdel-Fattah" is the surname of Alaa Abdel-Fattah before it is a given name of Abdel-Fattah el-Sissi."""
        by_surname = [f for f in self._prefixed.get(form.tokens, ()) if f.is_person]
        if by_surname:
            return _nearest(form, by_surname)
        by_given_name = [f for f in self._longer.get(form.tokens, ()) if f.is_person]
        return by_given_name[0] if len(by_given_name) == 1 else None

    def _spaced_form(self, form: _Form) -> _Form | None:
        """The form with a space: "Time Warner" for "TimeWarner"."""
        if len(form.tokens) > 1 or len(form.key) < 6 or not any(re.search(r"[a-z][A-Z]", t) for t in form.texts):
            return None
        return self._without_spaces.get(form.key)

    def _expansion(self, form: _Form, body: str) -> _Form | None:
        """The full name of an acronym, by its initials or in front of it: "the Securities … Commission (SEC)"."""
        text = form.texts.most_common(1)[0][0].replace(".", "")
        if len(form.tokens) != 1 or not 2 <= len(text) <= 7 or not text[:2].isupper():
            return None
        fitting = [f for f in self._initials.get(form.key, {}).values() if not f.is_person]
        if fitting:
            return _nearest(form, fitting)
        before = re.search(r"([A-Z][^.;:()\n]{3,90}?)\s\($", body[max(0, form.first - 100) : form.first])
        if before and body[form.mentions[0].span.end : form.mentions[0].span.end + 1] == ")":
            for distance in (1, 2):
                candidate = self._by_end.get(form.first - distance)
                if candidate is not None and not candidate.is_person and candidate.tokens[0][0] == form.key[0]:
                    return candidate
        return None

    def _whole_of_half(self, form: _Form) -> _Form | None:
        """ "North Korea" for "the North"; "New Year's Eve" for "Eve"."""
        if len(form.tokens) > 1:
            return None
        token = form.tokens[0]
        if form.type is EntityType.PLACE and token in ("north", "south"):
            fitting = [
                f
                for f in self._first[token]
                if f.type is EntityType.PLACE and len(f.tokens) == 2 and f.tokens[1] in DIVIDED_COUNTRIES
            ]
        elif form.type is EntityType.EVENT:
            fitting = [f for f in self._last[token] if f.type is EntityType.EVENT]
        else:
            return None
        return fitting[0] if len(fitting) == 1 else None

    def _longer_name(self, form: _Form) -> _Form | None:
        """A name that begins with this one: "Acme Holdings Ltd" for "Acme"."""
        if form.is_person or (form.tokens[0] in GENERIC_WORDS and len(form.tokens) == 1):
            return None
        fitting = [f for f in self._longer.get(form.tokens, ()) if _is_longer_name(form, f)]
        shortest = min(fitting, key=lambda f: (len(f.tokens), f.first), default=None)
        if shortest and all(f.tokens[: len(shortest.tokens)] == shortest.tokens for f in fitting):
            return shortest  # the others are longer forms of it
        return None


def _is_longer_name(short: _Form, long: _Form) -> bool:
    """Whether a name is a longer form of its beginning: it came first, or it only adds words like "Inc"."""
    if set(long.tokens[len(short.tokens) :]) <= CORPORATE_ENDINGS:
        return True
    types = (EntityType.ORGANIZATION, EntityType.EVENT, EntityType.PRODUCT)
    return long.type is short.type and long.first < short.first and long.type in types


def _nearest(form: _Form, candidates: Sequence[_Form]) -> _Form | None:
    """Of longer forms in text order, the last one to appear before the first mention of `form`; else the first one."""
    if not candidates:
        return None
    return candidates[max(0, bisect_right(candidates, form.first, key=lambda f: f.first) - 1)]


def _cluster(root: _Form, members: Sequence[_Form]) -> Cluster:
    """The cluster of all forms of a name, `root` being the fullest one."""
    votes: defaultdict[EntityType, float] = defaultdict(float)
    for form in members:
        for kind, score in form.votes.items():
            # A full name is better evidence for the type than a single word.
            votes[kind] += score * (2.0 if len(form.tokens) > 1 else 1.0)
    texts = _spellings(members)
    name = _usual_spelling(root)
    mentions = sorted((m for f in members for m in f.mentions), key=lambda m: m.span)
    kind = max(votes, key=lambda t: (votes[t], t))
    if kind is EntityType.PERSON and len(root.tokens) > 1 and root.tokens[-1] in ORGANIZATION_ENDINGS:
        kind = EntityType.ORGANIZATION
    return Cluster(name, kind, tuple(t for t in texts if t != name), tuple(mentions))


def _spellings(members: Sequence[_Form]) -> list[str]:
    """Different spellings in the order of their first appearance."""
    order = sorted(members, key=lambda f: f.first)
    return list(dict.fromkeys(text for form in order for text in form.texts))


def _usual_spelling(root: _Form) -> str:
    """The most frequent spelling; one in mixed case before one in capitals."""

    def rank(text: str) -> tuple[bool, int, int]:
        all_capitals = text.isupper() and len(text) > 5
        return (not all_capitals, root.texts[text], len(text))

    best = max(root.texts, key=rank)
    if best.isupper() and ((len(best) > 5 and " " in best) or (len(best) > 4 and root.type is EntityType.PLACE)):
        return best.title()  # from a dateline or a headline
    return best
