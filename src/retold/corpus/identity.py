"""Which chains of different articles are one entity.

Chains with one key (`names.key`) are one form if both or neither are persons; two people
of one full name whose worlds differ are two forms. Forms are joined by judgements: each
says same or not, why, and how sure it is. Entities are what the judgements leave: the same
judgements give the same entities, in whatever order they came. A person's own word
stands above all of them.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from retold.corpus import names
from retold.english.lexicon import content_words, stem
from retold.types import EntityType

SAME = 0.5
"""Score from which two forms are one."""
CONTEXT = 0.2
"""Cosine of the articles from which a short form can be the long one."""
MANY = 8
"""Forms that a name can be short for beyond which it is short for none."""
SHORT = 5
"""Letters of a word below which another letter makes another word: "NBC" and "ABC"."""
MARGIN = 1.0
"""Log-odds by which the form that a short one stands for must be ahead of the next."""
APART = 0.0
"""Cosine of two articles below which their worlds differ, if nothing else joins them."""

_GENERIC = frozenset(
    """house senate navy army bank budget congress parliament council court police government ministry department committee
    commission university college party union times news post telegraph herald state city county school hospital church
    treasury cabinet board office agency john david michael james""".split()
)
"""Words that name nobody alone across articles."""
_NEUTRAL = frozenset(
    "holdings service services network corps international systems industries worldwide entertainment enterprises league baseball football jones".split()
)
"""What may follow the short form of a body without making another of it."""
_COMPASS = frozenset("north south east west northern southern eastern western new old upper lower".split())


_NUMERAL = re.compile(r"[ivx]+$|.*\d")


class Verdict(StrEnum):
    SAME = "same"
    DIFFERENT = "different"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Named:
    """A chain of one article, as identity sees it. `vector`: the article's, of length 1."""

    article: int
    name: str
    kind: EntityType
    role: str
    vector: NDArray[np.float32] = field(compare=False, repr=False)
    others: frozenset[str] = frozenset()
    """Keys of the other entities of the article."""
    day: float | None = None
    """When the article was published, in days since 1970; None where unknown."""

    @property
    def key(self) -> str:
        return names.key(self.name, self.kind)


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether two forms, by their ids, `a` below `b`, are one; `features` add up to the log-odds behind `score`."""

    a: int
    b: int
    verdict: Verdict
    score: float
    features: Mapping[str, float]
    person: str = ""
    """Who judged, where it was a person; "" for the program."""


@dataclass(frozen=True, slots=True)
class Form:
    """One spelling of a name, in one world. `members`: chains that it has given, the latest of
    them if there are many."""

    id: int
    key: str
    kind: EntityType
    name: str
    members: tuple[Named, ...]

    def meets(self, other: Form) -> bool:
        """Whether an article has both, as two chains."""
        return bool({m.article for m in self.members} & {m.article for m in other.members})

    def near(self, other: Form) -> float:
        """Cosine of the two most alike articles; 0 where one has none."""
        if not self.members or not other.members:
            return 0.0
        return float((np.stack([m.vector for m in self.members]) @ np.stack([m.vector for m in other.members]).T).max())

    @property
    def roles(self) -> frozenset[str]:
        """Stems of the words by which articles say who it is."""
        return frozenset(stem(w) for m in self.members if m.role for w in content_words(m.role))

    def years(self, other: Form) -> float:
        """Between the two articles, of each one, that are closest in time; 0 where one has no date."""
        mine, theirs = ([m.day for m in f.members if m.day is not None] for f in (self, other))
        return min((abs(a - b) for a in mine for b in theirs), default=0.0) / 365.25

    def shared(self, other: Form) -> int:
        """Entities that stand beside both, in articles that have but one of them."""
        both = {m.article for m in self.members} & {m.article for m in other.members}
        mine, theirs = (
            frozenset().union(*(m.others for m in f.members if m.article not in both)) for f in (self, other)
        )
        return len(mine & theirs - {self.key, other.key})


class Forms(Protocol):
    """The forms of a memory."""

    def found(self, blocks: Collection[str]) -> Mapping[str, Sequence[int]]:
        """Ids of the forms that have each of `blocks` among theirs, the oldest first; a block
        that more than `MANY` have may be cut short beyond that."""
        ...

    def forms(self, ids: Collection[int]) -> Sequence[Form]:
        """Those forms, by id."""
        ...


def blocks(key: str, name: str, kind: EntityType) -> frozenset[str]:
    """What a form is found by: its key, what its name can be short for or shortened to, and slips of it."""
    words = key.split()
    found = {f"= {key}", *(f"~ {slip}" for slip in names.slips(key))}
    found |= {f"> {' '.join(words[i:])}" for i in range(1, len(words))} | {
        f"< {' '.join(words[:i])}" for i in range(1, len(words))
    }
    if len(words) > 1 and kind not in (EntityType.PERSON, EntityType.PLACE):
        found |= {f"@ {letters}" for letters in names.initials(name)}
    return frozenset(found)


def home(chain: Named, alike: Sequence[Form]) -> Form | None:
    """Which of the forms of its key, persons or not as it is, a chain belongs to; None where it is another's.

    People of one name are parted where their roles, companions and articles have nothing in common.
    """
    person = chain.kind is EntityType.PERSON
    fit = [f for f in alike if (f.kind is EntityType.PERSON) is person]
    if person and " " in chain.key:
        fit = [f for f in fit if not f.members or not all(_differ(chain, other) for other in f.members)]
    return max(fit, key=lambda f: (_likeness(chain, f.members), -f.id)) if len(fit) > 1 else next(iter(fit), None)


def _likeness(chain: Named, world: Sequence[Named]) -> float:
    """How much a person's article is like those of a world: companions, and the closest vector."""
    return max(
        (float(chain.vector @ other.vector) + 0.2 * len(chain.others & other.others) for other in world), default=-1.0
    )


def _differ(a: Named, b: Named) -> bool:
    if not a.role or not b.role or a.others & b.others:
        return False
    roles = [{stem(w) for w in content_words(r)} for r in (a.role, b.role)]
    return not roles[0] & roles[1] and float(a.vector @ b.vector) < APART


def judged(form: Form, memory: Forms) -> list[Judgement]:
    """Judgements on a form that is new, or better known, and forms whose names are alike, by id.

    What a short form can be short for depends on all its candidates, so each short form that
    `form` bears on is judged with all of them.
    """
    own = blocks(form.key, form.name, form.kind)
    slips = [b for b in own if b[0] == "~"]
    found = memory.found([*slips, *(f"= {b[2:]}" for b in own if b[0] in "<>@"), *wanted(form.key, form.name)])
    told: dict[tuple[int, int], Judgement] = {}
    for short in (form, *_shorter(form, own, found, memory)):
        candidates = found if short is form else memory.found(wanted(short.key, short.name))
        for other, features in _candidates(short, candidates, memory):
            _put(told, short, other, features)
    for other in memory.forms({one for slip in slips for one in found.get(slip, ())} - {form.id}):
        if names.near(form.key, other.key) and form.kind is other.kind:
            _put(told, form, other, spelled(form, other))
    return [told[pair] for pair in sorted(told)]


def wanted(key: str, name: str) -> list[str]:
    """The blocks of what a name can be short for: that end with it, begin with it, or have its letters as initials."""
    letters = names.acronym(name)
    return [f"> {key}", f"< {key}", *([f"@ {letters}"] if letters else [])]


def _shorter(form: Form, own: Collection[str], found: Mapping[str, Sequence[int]], memory: Forms) -> list[Form]:
    """Forms that can be short for `form`."""
    ids = {one for b in own if b[0] in "<>@" for one in found.get(f"= {b[2:]}", ())} - {form.id}
    plain = {b[2:] for b in own if b[0] in "<>"}
    spelled = {b[2:] for b in own if b[0] == "@"}
    return [f for f in memory.forms(ids) if f.key in plain or names.acronym(f.name) in spelled]


def _candidates(
    short: Form, found: Mapping[str, Sequence[int]], memory: Forms
) -> list[tuple[Form, Mapping[str, float]]]:
    """What a form can be short for, and what speaks for each; nothing where too many can."""
    named = {block[0]: found.get(block, ()) for block in wanted(short.key, short.name)}
    few = {kind: [one for one in ids if one != short.id] for kind, ids in named.items() if len(ids) <= MANY}
    forms = {f.id: f for f in memory.forms({one for ids in few.values() for one in ids})}
    full: dict[int, Mapping[str, float]] = {}
    for kind, ids in few.items():
        for one in ids:
            if one in forms:
                full[one] = features(kind, short, forms[one], len(ids))
    return [(forms[one], told) for one, told in rivals(full).items()]


def features(kind: str, short: Form, long: Form, candidates: int) -> Mapping[str, float]:
    """What speaks for a form being short for another, one of so many: `kind` ">" where it ends it, "<" where it begins it, "@"
    where it has its initials; "~" for two that are a slip apart. Empty where nothing can be said."""
    if kind == "~":
        return spelled(short, long) if names.near(short.key, long.key) and short.kind is long.kind else {}
    if kind == "@":
        return _acronym(names.acronym(short.name) or "", short, long, candidates)
    return (_shortened if kind == ">" else _headed)(short, long, candidates)


def rivals(candidates: Mapping[int, Mapping[str, float]]) -> dict[int, Mapping[str, float]]:
    """What a short form can be short for is one thing: where two fit nearly as well, it is neither."""
    logits = {one: sum(told.values()) for one, told in candidates.items() if told}
    found: dict[int, Mapping[str, float]] = {}
    for one, logit in logits.items():
        rival = max((other for key, other in logits.items() if key != one), default=-np.inf)
        beaten = logit > 0 and logit - rival < MARGIN
        found[one] = dict(candidates[one]) | ({"rival": -logit - 0.5} if beaten else {})
    return found


def judgement(a: int, b: int, features: Mapping[str, float]) -> Judgement:
    """What is judged of two forms, by what speaks for their being one."""
    score = float(1 / (1 + np.exp(-sum(features.values()))))
    verdict = Verdict.SAME if score >= SAME else Verdict.UNSURE if score >= SAME / 2 else Verdict.DIFFERENT
    first, second = sorted((a, b))
    return Judgement(first, second, verdict, round(score, 4), {k: round(v, 4) for k, v in features.items() if v})


def _put(told: dict[tuple[int, int], Judgement], a: Form, b: Form, features: Mapping[str, float]) -> None:
    if a.id == b.id or not features:
        return
    found = judgement(a.id, b.id, features)
    if (found.a, found.b) not in told or told[found.a, found.b].score < found.score:
        told[found.a, found.b] = found


def _context(a: Form, b: Form) -> dict[str, float]:
    """What the articles say; nothing, where one article has both."""
    near = 0.0 if a.meets(b) else 2.0 * (a.near(b) - CONTEXT)
    roles = 0.4 * min(2, len(a.roles & b.roles))
    return {
        "articles": near,
        "companions": 0.3 * min(5, a.shared(b)),
        "roles": roles,
        "time": -0.3 * math.log1p(a.years(b)),
    }


def _apart(a: Form, b: Form) -> bool:
    return not a.meets(b) and a.near(b) < CONTEXT


def _acronym(short: str, a: Form, b: Form, candidates: int) -> dict[str, float]:
    """ "NYSE" and "New York Stock Exchange"; two letters alone are too few."""
    return {
        "initials": 1.2 * (len(short) - 2) if len(short) > 2 else -2.0,
        "candidates": -1.5 * (candidates - 1),
        "apart": -1.0 * _apart(a, b),
    } | _context(a, b)


def _shortened(short: Form, long: Form, candidates: int) -> dict[str, float]:
    """ "Lakers" and "Los Angeles Lakers"; "Hernandez" and "Felix Hernandez"."""
    person = short.kind is EntityType.PERSON and long.kind is EntityType.PERSON
    body = short.kind is EntityType.ORGANIZATION and long.kind is EntityType.ORGANIZATION
    if not (person or body) or (person and " " in short.key):
        return {}
    return {
        "last words": 1.0,
        "candidates": -1.2 * (candidates - 1),
        "generic": -4.0 * (short.key in _GENERIC) - 2.0 * (" " in short.key and short.key.split()[-1] in _GENERIC),
        "part": -4.0 * (long.key.split()[-len(short.key.split()) - 1] in ("of", "on", "for", "and", "at", "in")),
        "well known": -4.0 * names.known(short.key),
        "apart": -3.0 * _apart(short, long),
    } | _context(short, long)


def _headed(short: Form, long: Form, candidates: int) -> dict[str, float]:
    """ "Dish" and "Dish Network"; "Kim" and "Kim Jong Un"."""
    if short.kind is EntityType.PERSON and long.kind is EntityType.PERSON and " " not in short.key:
        told = {"family name first": -0.5, "candidates": -1.2 * (candidates - 1), "apart": -3.0 * _apart(short, long)}
        return told | _context(short, long)
    if short.kind is not EntityType.ORGANIZATION or long.kind is not EntityType.ORGANIZATION:
        return {}
    rest = long.key.split()[len(short.key.split()) :]
    return {
        "first words": 0.5,
        "rest": 0.5 if all(w in _NEUTRAL for w in rest) else -4.0,
        "candidates": -0.7 * (candidates - 1),
        "generic": -4.0 * (short.key in _GENERIC),
        "apart": -3.0 * _apart(short, long),
    } | _context(short, long)


def spelled(a: Form, b: Form) -> dict[str, float]:
    """One slip apart: "Andrew Strauss" and "Andrew Struass"."""
    words, others = a.key.split(), b.key.split()
    unlike = [(x, y) for x, y in zip(words, others, strict=False) if x != y]
    first = bool(unlike) and a.kind is EntityType.PERSON and words[0] != others[0]
    return {
        "spelling": 1.5,
        "words": -4.0 * (len(words) != len(others)),
        "compass": -6.0 * any(x in _COMPASS or y in _COMPASS for x, y in unlike),
        "numbers": -6.0 * any(_NUMERAL.match(w) for pair in unlike for w in pair),
        "given name": -3.0 * first,
        "short word": -6.0 * any(min(len(x), len(y)) < SHORT for x, y in unlike),
        "coined": -2.0 * (a.kind in (EntityType.WORK, EntityType.EVENT) and " " not in a.key),
        "apart": -2.0 * _apart(a, b),
    } | {"companions": 0.3 * min(5, a.shared(b))}


def entities(forms: Iterable[int], judgements: Iterable[Judgement]) -> dict[int, int]:
    """The entity of each form: the lowest id, that is the first known, of those that are one by `judgements`.

    A person's word is taken first, then the surest of the program's. What a person calls
    different stays two against all that would join them, in whatever roundabout way.
    """
    parent = {form: form for form in forms}

    def root(form: int) -> int:
        while parent[form] != form:
            form = parent[form]
        return form

    apart: list[tuple[int, int]] = []
    for judgement in sorted(judgements, key=lambda j: (not j.person, j.verdict is Verdict.SAME, -j.score, j.a, j.b)):
        first, second = sorted((root(judgement.a), root(judgement.b)))
        if judgement.verdict is Verdict.DIFFERENT and judgement.person:
            apart.append((judgement.a, judgement.b))
        elif judgement.verdict is Verdict.SAME and not any({root(a), root(b)} == {first, second} for a, b in apart):
            parent[second] = first
    return {form: root(form) for form in parent}
