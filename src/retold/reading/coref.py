"""Mentions to chains: the forms of one entity in one article are one chain.

Forms are compared, not mentions, so the cost follows the number of different
names. The rules are those of newspaper style: a surname follows the full name,
an acronym its expansion, a short form the long one.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from retold.english.titles import ENDINGS, untitled
from retold.types import EntityType, Mention

_CORPORATE = frozenset("inc corp corporation ltd limited co company plc llc lp sa ag nv gmbh group holdings".split())
_SMALL = frozenset("of the and for de la le du in on to a an & al".split())
_LANDS = frozenset("us uk eu un".split())
"""What an acronym may leave out: "SEC" is the "US Securities and Exchange Commission"."""
_GENERIC = frozenset(
    """united national american british european international world new north south east west central royal
    federal general university college ministry department house bank state city county council court supreme
    high democratic republican people first great saint san los las el st fort port mount lake university
    foreign white black red blue global public social free air art us uk chinese russian french german indian
    japanese english the""".split()
)

_HALVES = frozenset(("korea", "sudan", "yemen", "vietnam"))
"""Countries that newspapers call "the North" and "the South"."""

_KNOWN = {
    "united states": ("us", "usa", "america", "united states of america"),
    "united kingdom": ("uk", "britain", "great britain"),
    "european union": ("eu",),
    "united nations": ("un",),
    "united arab emirates": ("uae",),
    "north korea": ("dprk", "democratic peoples republic of korea"),
    "south korea": ("republic of korea",),
    "saudi arabia": ("kingdom of saudi arabia",),
    "china": ("prc", "peoples republic of china"),
    "russia": ("russian federation",),
    "ivory coast": ("cote divoire",),
    "czech republic": ("czechia",),
    "los angeles": ("la",),
    "new york city": ("nyc",),
    "washington dc": ("washington d c", "washington, dc"),
}
_ALIASES = {alias: name for name, aliases in _KNOWN.items() for alias in aliases}


def key_of(text: str) -> str:
    """What two spellings of one name share: case, dots, accents, possessive,
    honorific and well-known country names aside."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    plain = re.sub(r"['’]s?\b(?=$|\s)|[.'’]", "", plain.replace("&", " and "))
    plain = re.sub(r"[\s_–-]+", " ", plain).strip()
    plain = plain[untitled(plain) :]
    return _ALIASES.get(plain, plain) or text


@dataclass(slots=True)
class _Form:
    """All mentions of one key."""

    key: str
    tokens: tuple[str, ...]
    mentions: list[Mention] = field(default_factory=list)
    votes: defaultdict[EntityType, float] = field(default_factory=lambda: defaultdict(float))
    texts: Counter[str] = field(default_factory=Counter)

    @property
    def type(self) -> EntityType:
        return max(self.votes, key=lambda t: (self.votes[t], t))

    @property
    def first(self) -> int:
        return self.mentions[0].span.start


@dataclass(frozen=True, slots=True)
class Cluster:
    """Mentions of one entity, its name, its type and its other forms."""

    name: str
    type: EntityType
    aliases: tuple[str, ...]
    mentions: tuple[Mention, ...]


def cluster(body: str, mentions: Sequence[Mention]) -> list[Cluster]:
    """Clusters of `mentions` (in text order), by first appearance."""
    forms = _forms(body, mentions)
    parent: dict[str, str] = {}
    index = _Index(forms)
    for form in sorted(forms.values(), key=lambda f: (-len(f.tokens), f.first)):
        target = index.longer(form, body)
        if target is not None:
            parent[form.key] = target.key
    groups: defaultdict[str, list[_Form]] = defaultdict(list)
    for key, form in forms.items():
        root, steps = key, 0
        while root in parent and steps < 8:
            root, steps = parent[root], steps + 1
        groups[root].append(form)
    clusters = [_made(forms[root], members) for root, members in groups.items()]
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
    """Longer forms by the parts that a shorter one may share with them."""

    def __init__(self, forms: dict[str, _Form]) -> None:
        self._last: defaultdict[str, list[_Form]] = defaultdict(list)
        self._first: defaultdict[str, list[_Form]] = defaultdict(list)
        self._second: defaultdict[str, list[_Form]] = defaultdict(list)
        self._initials: defaultdict[str, list[_Form]] = defaultdict(list)
        self._solid: dict[str, _Form] = {}
        for form in forms.values():
            if len(form.tokens) < 2:
                continue
            self._solid.setdefault("".join(form.tokens), form)
            self._first[form.tokens[0]].append(form)
            self._last[form.tokens[-1]].append(form)
            if len(form.tokens) == 3 and len(form.tokens[1]) > 2:
                self._second[form.tokens[1]].append(form)
            for skip in (_SMALL, frozenset[str](), _SMALL | _LANDS):
                initials = "".join(t[0] for t in form.tokens if t not in skip)
                if len(initials) < 3 and form.tokens[0] in _LANDS and form.tokens[0] in skip:
                    continue
                if form not in self._initials[initials]:
                    self._initials[initials].append(form)

    def longer(self, form: _Form, body: str) -> _Form | None:
        """The longer form that `form` is short for, if there is just one that fits."""
        for found in (
            self._person(form),
            self._joined(form),
            self._acronym(form, body),
            self._half(form),
            self._short(form),
        ):
            if found is not None and found.key != form.key:
                return found
        return None

    def _person(self, form: _Form) -> _Form | None:
        sure = form.votes[form.type] / max(1, len(form.mentions))
        if form.type is not EntityType.PERSON and (len(form.tokens) > 1 or (sure > 0.9 and len(form.mentions) > 2)):
            return None
        if len(form.tokens) == 1:
            token = form.tokens[0]
            by_last = [f for f in self._last[token] if f.type is EntityType.PERSON]
            by_first = [f for f in self._first[token] if f.type is EntityType.PERSON]
            if form.type is not EntityType.PERSON:
                by_first = []
            if by_last:
                return _nearest(form, by_last)
            # "Alemán" of "Álvaro Alemán Healy": the father's name of two.
            by_first = by_first or [
                f for f in self._second[token] if f.type is EntityType.PERSON and form.type is EntityType.PERSON
            ]
            # A given name alone comes after the full one: "Kim" at the head of a story is not the Kim who edited it.
            by_first = [f for f in by_first if f.first < form.first]
            return by_first[0] if len(by_first) == 1 else None
        near = [
            f
            for f in self._last[form.tokens[-1]]
            if f.type is EntityType.PERSON and len(f.tokens) > len(form.tokens) and _given_names_fit(form, f)
        ]
        if not near and not any(" " in text for text in form.texts):  # "Abdel-Fattah" of "Abdel-Fattah el-Sissi"
            ends = [
                f
                for f in self._last[form.tokens[-1]]
                if f.type is EntityType.PERSON and f.tokens[-len(form.tokens) :] == form.tokens and f is not form
            ]
            if ends:  # "Abdel-Fattah" is Alaa Abdel-Fattah by surname before he is Abdel-Fattah el-Sissi by given name
                return _nearest(form, ends)
            near = [f for f in self._first[form.tokens[0]] if f.type is EntityType.PERSON and _begins(form, f)]
            return near[0] if len(near) == 1 else None
        return _nearest(form, near)

    def _joined(self, form: _Form) -> _Form | None:
        """ "TimeWarner" is "Time Warner"."""
        if len(form.tokens) > 1 or len(form.key) < 6 or not any(re.search(r"[a-z][A-Z]", t) for t in form.texts):
            return None
        return self._solid.get(form.key)

    def _acronym(self, form: _Form, body: str) -> _Form | None:
        text = form.texts.most_common(1)[0][0].replace(".", "")
        if len(form.tokens) != 1 or not 2 <= len(text) <= 7 or not text[:2].isupper():
            return None
        fit = [f for f in self._initials[form.key] if f.type is not EntityType.PERSON and len(f.tokens) > 1]
        if fit:
            return _nearest(form, fit)
        before = re.search(r"([A-Z][^.;:()\n]{3,90}?)\s\($", body[max(0, form.first - 100) : form.first])
        if before and body[form.mentions[0].span.end : form.mentions[0].span.end + 1] == ")":
            for candidates in self._last.values():
                for f in candidates:
                    near = form.first - f.mentions[0].span.end
                    if f.type is not EntityType.PERSON and 0 < near <= 2 and f.tokens[0][0] == form.key[0]:
                        return f
        return None

    def _half(self, form: _Form) -> _Form | None:
        """ "the North" beside "North Korea"; "Eve" beside "New Year's Eve"."""
        if len(form.tokens) > 1:
            return None
        token = form.tokens[0]
        if form.type is EntityType.PLACE and token in ("north", "south"):
            fit = [
                f
                for f in self._first[token]
                if f.type is EntityType.PLACE and len(f.tokens) == 2 and f.tokens[1] in _HALVES
            ]
        elif form.type is EntityType.EVENT:
            fit = [f for f in self._last[token] if f.type is EntityType.EVENT]
        else:
            return None
        return fit[0] if len(fit) == 1 else None

    def _short(self, form: _Form) -> _Form | None:
        if form.type is EntityType.PERSON or (form.tokens[0] in _GENERIC and len(form.tokens) == 1):
            return None
        fit = [
            f
            for f in self._first[form.tokens[0]]
            if _begins(form, f)
            and (
                (
                    f.type is form.type
                    and f.first < form.first
                    and f.type in (EntityType.ORGANIZATION, EntityType.EVENT, EntityType.PRODUCT)
                )
                or set(f.tokens[len(form.tokens) :]) <= _CORPORATE
            )
        ]
        shortest = min(fit, key=lambda f: (len(f.tokens), f.first), default=None)
        if shortest and all(f.tokens[: len(shortest.tokens)] == shortest.tokens for f in fit):
            return shortest  # the others are longer forms of it in turn
        return None


def _given_names_fit(short: _Form, long: _Form) -> bool:
    """ "B Obama" and "Barack Obama" fit "Barack Hussein Obama"; "Michelle Obama" does not."""
    a, b = short.tokens[0], long.tokens[0]
    return a == b or (len(a) == 1 and b.startswith(a)) or (len(b) == 1 and a.startswith(b))


def _begins(short: _Form, long: _Form) -> bool:
    return len(long.tokens) > len(short.tokens) and long.tokens[: len(short.tokens)] == short.tokens


def _nearest(form: _Form, candidates: Sequence[_Form]) -> _Form | None:
    """Of several longer forms the one that appears last before `form` does first."""
    if not candidates:
        return None
    before = [f for f in candidates if f.first <= form.first]
    return max(before, key=lambda f: f.first) if before else min(candidates, key=lambda f: f.first)


def _made(root: _Form, members: Sequence[_Form]) -> Cluster:
    votes: defaultdict[EntityType, float] = defaultdict(float)
    for form in members:
        for kind, score in form.votes.items():
            # A full name says more of what it names than a single word does.
            votes[kind] += score * (2.0 if len(form.tokens) > 1 else 1.0)
    texts = _spelled(members)
    name = _name(root)
    mentions = sorted((m for f in members for m in f.mentions), key=lambda m: m.span)
    kind = max(votes, key=lambda t: (votes[t], t))
    if kind is EntityType.PERSON and len(root.tokens) > 1 and root.tokens[-1] in ENDINGS:
        kind = EntityType.ORGANIZATION
    return Cluster(name, kind, tuple(t for t in texts if t != name), tuple(mentions))


def _spelled(members: Sequence[_Form]) -> list[str]:
    """Different spellings, the first to appear first."""
    order = sorted(members, key=lambda f: f.first)
    return list(dict.fromkeys(text for form in order for text in form.texts))


def _name(root: _Form) -> str:
    """The most usual spelling, one in mixed case before one in capitals."""

    def rank(text: str) -> tuple[bool, int, int]:
        shouted = text.isupper() and len(text) > 5
        return (not shouted, root.texts[text], len(text))

    best = max(root.texts, key=rank)
    if best.isupper() and ((len(best) > 5 and " " in best) or (len(best) > 4 and root.type is EntityType.PLACE)):
        return best.title()  # a dateline or a headline shouts
    return best
