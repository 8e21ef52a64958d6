"""The longer form that a form of a name is short for, by the parts that the two share."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence

from retold.english.countries import countries
from retold.english.given_names import is_given_name
from retold.english.kinship import relative
from retold.english.name_words import (
    CORPORATE_ENDINGS,
    COUNTRY_INITIALS,
    DIVIDED_COUNTRIES,
    GENERIC_WORDS,
    PLACE_ALIASES,
    SMALL_WORDS,
)
from retold.english.titles import ORGANIZATION_ENDINGS
from retold.reading.gazetteer import GIVEN, shipped
from retold.reading.name_forms import Form, is_bare, nickname
from retold.reading.named_by_place import is_body
from retold.reading.owners import owner_of
from retold.types import EntityType

LONGEST = 12
"""Words of the longest name that others are compared with."""
UNSURE = 0.75
"""Mean score below which a person of one word may be a company: "Brenk" of "Brenk Motors"."""

_CLUB_WORDS = frozenset("united city county town athletic".split())
_SHARED_ENDINGS = (ORGANIZATION_ENDINGS | GENERIC_WORDS) - _CLUB_WORDS
"""Last words of so many organizations that one alone is short for none of them."""


class NameIndex:
    """Forms of several words, by the parts that a shorter form may share with them.

    The forms of each list are in text order, by their first mentions. Each list that a form is compared with belongs to
    few forms, so all comparisons take time linear in the number of forms.
    """

    def __init__(self, forms: dict[str, Form], body: str) -> None:
        self._body = body
        self._longer_of: dict[str, str] = {}
        self._last: defaultdict[str, list[Form]] = defaultdict(list)
        self._first: defaultdict[str, list[Form]] = defaultdict(list)
        self._second: defaultdict[str, list[Form]] = defaultdict(list)
        self._initials: defaultdict[str, dict[str, Form]] = defaultdict(dict)
        self._without_spaces: dict[str, Form] = {}
        self._by_tokens: dict[tuple[str, ...], Form] = {}
        self._longer: defaultdict[tuple[str, ...], list[Form]] = defaultdict(list)
        """By their first words."""
        self._prefixed: defaultdict[tuple[str, ...], list[Form]] = defaultdict(list)
        """By their last words."""
        self._by_end: dict[int, Form] = {}
        """By the place where the first mention ends."""
        self._people: defaultdict[tuple[str, str], defaultdict[int, list[Form]]] = defaultdict(
            lambda: defaultdict(list)
        )
        """People by surname and given name, and by surname and "J." for any name with that initial; then by words."""
        self._of_one_name: defaultdict[tuple[str, ...], list[Form]] = defaultdict(list)
        """People by their names without "Jr."."""
        for form in forms.values():
            if len(form.tokens) < 2:
                continue
            self._without_spaces.setdefault("".join(form.tokens), form)
            self._by_tokens.setdefault(form.tokens, form)
            self._first[form.tokens[0]].append(form)
            self._last[form.tokens[-1]].append(form)
            self._by_end.setdefault(form.mentions[0].span.end, form)
            for size in range(1, min(len(form.tokens), LONGEST + 1)):
                self._longer[form.tokens[:size]].append(form)
                self._prefixed[form.tokens[-size:]].append(form)
            if form.is_person:
                for given in (form.tokens[0], f"{form.tokens[0][0]}."):
                    self._people[form.tokens[-1], given][len(form.tokens)].append(form)
                if other := next(filter(None, map(nickname, form.texts)), ""):
                    self._people[form.tokens[-1], other][len(form.tokens) + 1].append(form)
                    self._first[other].append(form)
                self._of_one_name[form.tokens].append(form)
            if len(form.tokens) == 3 and len(form.tokens[1]) > 2:
                self._second[form.tokens[1]].append(form)
            for skip in (SMALL_WORDS, frozenset[str](), SMALL_WORDS | COUNTRY_INITIALS):
                initials = "".join(t[0] for t in form.tokens if t not in skip)
                if len(initials) < 3 and form.tokens[0] in COUNTRY_INITIALS and form.tokens[0] in skip:
                    continue
                self._initials[initials].setdefault(form.key, form)

    def longer_form(self, form: Form) -> Form | None:
        """The longer form that `form` is short for, if exactly one fits. Ask for forms of more words first."""
        candidates = (
            self._full_name(form),
            self._spaced_form(form),
            self._spelled_out(form),
            self._place_with_state(form),
            self._expansion(form),
            self._whole_of_half(form),
            self._longer_name(form),
            self._longer_before(form),
        )
        longer = next((c for c in candidates if c is not None and c.key != form.key), None)
        if longer is not None:
            self._longer_of[form.key] = longer.key
        return longer

    def _full_name(self, form: Form) -> Form | None:
        """The full name of a person for a surname, a given name or an abbreviated name."""
        if not may_be_person(form):
            return None
        if len(form.tokens) == 1:
            return self._name_of_one_word(form)
        longer = self._with_given_name(form) or self._with_suffix(form) or self._with_two_surnames(form)
        has_space = any(" " in text for text in form.texts)
        return longer if longer is not None or (has_space and not is_bare(form.tokens)) else self._hyphenated_name(form)

    def _with_suffix(self, form: Form) -> Form | None:
        """ "John Lowe Jr." for "John Lowe", unless he is called a relative of that one."""
        others = [f for f in self._of_one_name.get(form.tokens, ()) if f is not form and f.key != " ".join(f.tokens)]
        is_other = len(others) != 1 or form.key != " ".join(form.tokens) or self._is_relative(others[0])
        return None if is_other else others[0]

    def _with_two_surnames(self, form: Form) -> Form | None:
        """ "Enrique Peña Nieto" for "Peña Nieto"."""
        fitting = [f for f in self._prefixed.get(form.tokens, ()) if f.is_person]
        return fitting[0] if len(fitting) == 1 and not is_given_name(form.tokens[0]) else None

    def _is_relative(self, form: Form) -> bool:
        return relative(self._body, *form.mentions[0].span) is not None

    def _with_given_name(self, form: Form) -> Form | None:
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

    def _name_of_one_word(self, form: Form) -> Form | None:
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
        people = {self._longer_of.get(f.key, f.key) for f in by_given_name}
        return by_given_name[0] if len(people) == 1 else None

    def _hyphenated_name(self, form: Form) -> Form | None:
        """ "Abdel-Fattah" is the surname of Alaa Abdel-Fattah before it is a given name of Abdel-Fattah el-Sissi."""
        by_surname = [f for f in self._prefixed.get(form.tokens, ()) if f.is_person]
        if by_surname:
            return _nearest(form, by_surname)
        by_given_name = [f for f in self._longer.get(form.tokens, ()) if f.is_person]
        return by_given_name[0] if len(by_given_name) == 1 else None

    def _spaced_form(self, form: Form) -> Form | None:
        """The form with a space: "Time Warner" for "TimeWarner"."""
        if len(form.tokens) > 1 or len(form.key) < 6 or not any(re.search(r"[a-z][A-Z]", t) for t in form.texts):
            return None
        return self._without_spaces.get(form.key)

    def _spelled_out(self, form: Form) -> Form | None:
        """ "United Nations Security Council" for "U.N. Security Council"."""
        country = PLACE_ALIASES.get(form.tokens[0]) if form.tokens[0] in COUNTRY_INITIALS else None
        rest = form.tokens[1:]
        return self._by_tokens.get((*country.split(), *rest)) if country and rest else None

    def _place_with_state(self, form: Form) -> Form | None:
        """The place with its state or country after a comma: "Tulsa, Oklahoma" for "Tulsa", if there is only one."""
        if form.type is not EntityType.PLACE:
            return None
        fitting = [
            f
            for f in self._longer.get(form.tokens, ())
            if f.type is EntityType.PLACE and f.text.startswith(f"{form.text}, ")
        ]
        return fitting[0] if len(fitting) == 1 else None

    def _expansion(self, form: Form) -> Form | None:
        """The full name of an acronym, by its initials or in front of it: "the Securities … Commission (SEC)"."""
        text = form.texts.most_common(1)[0][0].replace(".", "")
        if len(form.tokens) != 1 or not 2 <= len(text) <= 7 or not text[:2].isupper():
            return None
        fitting = [f for f in self._initials.get(form.key, {}).values() if not f.is_person]
        if fitting:
            return _nearest(form, fitting)
        before = re.search(r"([A-Z][^.;:()\n]{3,90}?)\s\($", self._body[max(0, form.first - 100) : form.first])
        if before and self._body[form.mentions[0].span.end : form.mentions[0].span.end + 1] == ")":
            for distance in (1, 2):
                candidate = self._by_end.get(form.first - distance)
                if candidate is not None and not candidate.is_person and candidate.tokens[0][0] == form.key[0]:
                    return candidate
        return None

    def _whole_of_half(self, form: Form) -> Form | None:
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

    def _longer_name(self, form: Form) -> Form | None:
        """A name that begins with this one: "Acme Holdings Ltd" for "Acme"."""
        if form.is_person or (form.tokens[0] in GENERIC_WORDS and len(form.tokens) == 1):
            return None
        fitting = [f for f in self._longer.get(form.tokens, ()) if _is_longer_name(form, f)]
        shortest = min(fitting, key=lambda f: (len(f.tokens), f.first), default=None)
        if shortest and all(f.tokens[: len(shortest.tokens)] == shortest.tokens for f in fitting):
            return shortest  # the others are longer forms of it
        return None

    def _longer_before(self, form: Form) -> Form | None:
        """The only name before it that ends with this one ("the Wanderers" of Calder Wanderers) or begins with it
        ("Brenk" of Brenk Motors, though the model takes it for a person)."""
        is_of_place = is_body(form.key)  # "the Navy", the one of the article
        if form.type is EntityType.ORGANIZATION and (is_of_place or not _SHARED_ENDINGS.issuperset(form.tokens)):
            fitting = [
                f
                for f in self._prefixed.get(form.tokens, ())
                if f.type is EntityType.ORGANIZATION and f.text.endswith(f" {form.text}")
            ]
            if (
                len(form.tokens) > 1 or is_of_place
            ):  # "White Sox"; the Social Democratic Party is not the Democratic Party
                is_owned = any(owner_of(self._body, m) for m in form.mentions)  # "Iceland's Navy" is another one
                fitting = [f for f in fitting if not is_owned and _is_place(f.tokens[: -len(form.tokens)])]
            fitting = [f for f in fitting if self._longer_of.get(f.key, f.key) == f.key]
            fitting = _the_usual(fitting) if is_of_place else fitting
        elif form.is_person and len(form.tokens) == 1 and form.votes[form.type] < UNSURE * len(form.mentions):
            fitting = [f for f in self._longer.get(form.tokens, ()) if f.type is EntityType.ORGANIZATION]
        else:
            return None
        return fitting[0] if len(fitting) == 1 and fitting[0].first < form.first else None


def _the_usual(forms: Sequence[Form]) -> list[Form]:
    """The form that is named more than twice as often as each other one; else all."""
    ranked = sorted(forms, key=lambda f: -len(f.mentions))
    is_usual = len(ranked) > 1 and len(ranked[0].mentions) > 2 * len(ranked[1].mentions)
    return ranked[:1] if is_usual else ranked


def _is_place(words: Sequence[str]) -> bool:
    """Whether words are the name of a place or a word for its people, or the name of all countries."""
    return (
        words[0] in COUNTRY_INITIALS
        or " ".join(words) in PLACE_ALIASES.values()
        or " ".join(words) in countries()
        or all(hint % GIVEN for hint in shipped().hints(words))
    )


def may_be_person(form: Form) -> bool:
    """Whether a form can be short for a person: it is one, or a single word that the model is not sure of."""
    mean_score = form.votes[form.type] / max(1, len(form.mentions))
    return form.is_person or not (len(form.tokens) > 1 or (mean_score > 0.9 and len(form.mentions) > 2))


def _is_longer_name(short: Form, long: Form) -> bool:
    """Whether a name is a longer form of its beginning: it came first, or it only adds words like "Inc"."""
    if set(long.tokens[len(short.tokens) :]) <= CORPORATE_ENDINGS:
        return True
    types = (EntityType.ORGANIZATION, EntityType.EVENT, EntityType.PRODUCT)
    return long.type is short.type and long.first < short.first and long.type in types


def _nearest(form: Form, candidates: Sequence[Form]) -> Form | None:
    """Of longer forms in text order, the last one to appear before the first mention of `form`; else the first one."""
    if not candidates:
        return None
    return candidates[max(0, bisect_right(candidates, form.first, key=lambda f: f.first) - 1)]
