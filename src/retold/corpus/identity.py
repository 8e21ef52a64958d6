"""Which chains of different articles are one entity.

Chains with one key (`names.key`) are one form, if both or neither are persons. Two people who share a
full name are two forms if nothing in their articles connects them. Judgements join forms: each says
whether two forms are the same, why, and how sure it is. Entities follow from the judgements: the same
judgements give the same entities, in whatever order they came. A person's judgement outranks all others.
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
"""From this score on two forms are the same."""
CONTEXT = 0.2
"""Cosine that the articles of a short and a long form must have."""
MANY = 8
"""A name that could be short for more forms than this is short for none of them."""
SHORT_WORD = 5
"""In words of fewer letters, another letter makes another word: "NBC" and "ABC"."""
MARGIN = 1.0
"""Log-odds by which the best long form of a short one must be ahead of the next."""
APART = 0.0
"""Two articles with a lower cosine have nothing in common, unless a name or a role connects them."""

_GENERIC = frozenset(
    """house senate navy army bank budget congress parliament council court police government ministry department
    committee commission university college party union times news post telegraph herald state city county school
    hospital church treasury cabinet board office agency john david michael james""".split()
)
"""Words that name nobody alone across articles."""
_NEUTRAL = frozenset(
    """holdings service services network corps international systems industries worldwide entertainment enterprises
    league baseball football jones""".split()
)
"""Words that may follow an organization's short name without naming another organization."""
_COMPASS = frozenset("north south east west northern southern eastern western new old upper lower".split())
_NUMERAL = re.compile(r"[ivx]+$|.*\d")


class Verdict(StrEnum):
    SAME = "same"
    DIFFERENT = "different"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Named:
    """A chain of one article. `vector`: the article's, float32 (384,) of length 1."""

    article: int
    name: str
    kind: EntityType
    role: str
    vector: NDArray[np.float32] = field(compare=False, repr=False)
    others: frozenset[str] = frozenset()
    """Keys of the other entities of the article."""
    day: float | None = None
    """When the article was published, in days since 1970; None if it is not known."""

    @property
    def key(self) -> str:
        return names.key(self.name, self.kind)


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether two forms are the same. `a` is the lower id. The sum of `features` is the log-odds of `score`."""

    a: int
    b: int
    verdict: Verdict
    score: float
    features: Mapping[str, float]
    person: str = ""
    """The person who judged; "" for the program."""


@dataclass(frozen=True, slots=True)
class Form:
    """One spelling of a name. `members`: its chains, or the latest of them if there are many."""

    id: int
    key: str
    kind: EntityType
    name: str
    members: tuple[Named, ...]

    def meets(self, other: Form) -> bool:
        """Whether one article has both, as two chains."""
        return bool({m.article for m in self.members} & {m.article for m in other.members})

    def near(self, other: Form) -> float:
        """Cosine of the two articles that are most alike; 0 if a form has no article."""
        if not self.members or not other.members:
            return 0.0
        return float((np.stack([m.vector for m in self.members]) @ np.stack([m.vector for m in other.members]).T).max())

    @property
    def roles(self) -> frozenset[str]:
        """Stems of the words by which articles say who it is."""
        return frozenset(stem(w) for m in self.members if m.role for w in content_words(m.role))

    def years(self, other: Form) -> float:
        """Years between the two articles that are closest in time; 0 if a form has no date."""
        mine, theirs = ([m.day for m in f.members if m.day is not None] for f in (self, other))
        return min((abs(a - b) for a in mine for b in theirs), default=0.0) / 365.25

    def shared(self, other: Form) -> int:
        """How many entities appear with both, in articles that have only one of the two."""
        both = {m.article for m in self.members} & {m.article for m in other.members}
        mine, theirs = (
            frozenset().union(*(m.others for m in f.members if m.article not in both)) for f in (self, other)
        )
        return len(mine & theirs - {self.key, other.key})


class Forms(Protocol):
    """The forms of a memory."""

    def in_blocks(self, blocks: Collection[str]) -> Mapping[str, Sequence[int]]:
        """The ids of the forms in each block, the oldest first. A block of more than `MANY` forms may be cut short
        after that number."""
        ...

    def get(self, ids: Collection[int]) -> Sequence[Form]:
        """Forms by their ids."""
        ...


def blocks(key: str, name: str, kind: EntityType) -> frozenset[str]:
    """The blocks of a form: only forms that share one are compared.

    They are its key ("= "), the endings ("> ") and beginnings ("< ") of its name, its initials ("@ "), and its key
    with a letter left out ("~ ").
    """
    words = key.split()
    found = {f"= {key}", *(f"~ {slip}" for slip in names.slips(key))}
    found |= {f"> {' '.join(words[i:])}" for i in range(1, len(words))}
    found |= {f"< {' '.join(words[:i])}" for i in range(1, len(words))}
    if len(words) > 1 and kind not in (EntityType.PERSON, EntityType.PLACE):
        found |= {f"@ {letters}" for letters in names.initials(name)}
    return frozenset(found)


def matching_form(chain: Named, forms: Sequence[Form]) -> Form | None:
    """The form that a chain belongs to, of the forms with its key; None if it needs a form of its own.

    A person is never put into a form of something else, nor the other way round. Two people who share a full
    name are kept apart if their roles, companions and articles have nothing in common.
    """
    person = chain.kind is EntityType.PERSON
    fit = [f for f in forms if (f.kind is EntityType.PERSON) is person]
    if person and " " in chain.key:
        fit = [f for f in fit if not f.members or not all(_differ(chain, other) for other in f.members)]
    return max(fit, key=lambda f: (_likeness(chain, f.members), -f.id)) if len(fit) > 1 else next(iter(fit), None)


def _likeness(chain: Named, members: Sequence[Named]) -> float:
    """How similar the article of a chain is to those of a form: by vectors and by companions."""
    return max(
        (float(chain.vector @ other.vector) + 0.2 * len(chain.others & other.others) for other in members),
        default=-1.0,
    )


def _differ(a: Named, b: Named) -> bool:
    """Whether two people of one name are two: their roles, companions and articles have nothing in common."""
    if not a.role or not b.role or a.others & b.others:
        return False
    roles = [{stem(w) for w in content_words(r)} for r in (a.role, b.role)]
    return not roles[0] & roles[1] and float(a.vector @ b.vector) < APART


def judge(form: Form, memory: Forms) -> list[Judgement]:
    """Judgements on a form that is new or has more articles, and the forms with similar names; by id.

    The long form of a short one depends on all its candidates. So each short form that could
    stand for `form` is judged with all candidates.
    """
    own = blocks(form.key, form.name, form.kind)
    slips = [b for b in own if b[0] == "~"]
    found = memory.in_blocks(
        [*slips, *(f"= {b[2:]}" for b in own if b[0] in "<>@"), *blocks_of_long_forms(form.key, form.name)]
    )
    judgements: dict[tuple[int, int], Judgement] = {}
    for short in (form, *_shorter(form, own, found, memory)):
        candidates = found if short is form else memory.in_blocks(blocks_of_long_forms(short.key, short.name))
        for other, weights in _candidates(short, candidates, memory):
            _put(judgements, short, other, weights)
    for other in memory.get({one for slip in slips for one in found.get(slip, ())} - {form.id}):
        if names.near(form.key, other.key) and form.kind is other.kind:
            _put(judgements, form, other, spelled(form, other))
    return [judgements[pair] for pair in sorted(judgements)]


def blocks_of_long_forms(key: str, name: str) -> list[str]:
    """The blocks of the forms that a name can be short for: they end with it, begin with it, or have its letters as
    initials."""
    letters = names.acronym(name)
    return [f"> {key}", f"< {key}", *([f"@ {letters}"] if letters else [])]


def _shorter(form: Form, own: Collection[str], found: Mapping[str, Sequence[int]], memory: Forms) -> list[Form]:
    """Forms that can be short for `form`."""
    ids = {one for b in own if b[0] in "<>@" for one in found.get(f"= {b[2:]}", ())} - {form.id}
    parts = {b[2:] for b in own if b[0] in "<>"}
    initials = {b[2:] for b in own if b[0] == "@"}
    return [f for f in memory.get(ids) if f.key in parts or names.acronym(f.name) in initials]


def _candidates(
    short: Form, found: Mapping[str, Sequence[int]], memory: Forms
) -> list[tuple[Form, Mapping[str, float]]]:
    """The forms that a form can be short for, with their features. A block with too many forms gives none."""
    by_kind = {block[0]: found.get(block, ()) for block in blocks_of_long_forms(short.key, short.name)}
    few = {kind: [form for form in ids if form != short.id] for kind, ids in by_kind.items() if len(ids) <= MANY}
    forms = {f.id: f for f in memory.get({form for ids in few.values() for form in ids})}
    candidates: dict[int, Mapping[str, float]] = {}
    for kind, ids in few.items():
        for form in ids:
            if form in forms:
                candidates[form] = features(kind, short, forms[form], len(ids))
    return [(forms[form], weights) for form, weights in rivals(candidates).items()]


def features(kind: str, short: Form, long: Form, candidates: int) -> Mapping[str, float]:
    """The features that say whether one form is short for another; their sum is the log-odds.

    `kind`: ">" if the long name ends with the short one, "<" if it begins with it, "@" if it has its initials, "~" for
    two names that are one slip apart. `candidates`: how many long forms there are. Empty if nothing can be said.
    """
    if kind == "~":
        return spelled(short, long) if names.near(short.key, long.key) and short.kind is long.kind else {}
    if kind == "@":
        return _acronym(names.acronym(short.name) or "", short, long, candidates)
    return (_last_words if kind == ">" else _first_words)(short, long, candidates)


def rivals(candidates: Mapping[int, Mapping[str, float]]) -> dict[int, Mapping[str, float]]:
    """Features of all long forms of one short form. If two fit nearly equally well, both get a "rival" against them."""
    logits = {form: sum(weights.values()) for form, weights in candidates.items() if weights}
    with_rivals: dict[int, Mapping[str, float]] = {}
    for form, logit in logits.items():
        rival = max((other for key, other in logits.items() if key != form), default=-np.inf)
        beaten = logit > 0 and logit - rival < MARGIN
        with_rivals[form] = dict(candidates[form]) | ({"rival": -logit - 0.5} if beaten else {})
    return with_rivals


def judgement(a: int, b: int, features: Mapping[str, float]) -> Judgement:
    """The judgement on two forms that follows from their features."""
    score = float(1 / (1 + np.exp(-sum(features.values()))))
    verdict = Verdict.SAME if score >= SAME else Verdict.UNSURE if score >= SAME / 2 else Verdict.DIFFERENT
    first, second = sorted((a, b))
    return Judgement(first, second, verdict, round(score, 4), {k: round(v, 4) for k, v in features.items() if v})


def _put(judgements: dict[tuple[int, int], Judgement], a: Form, b: Form, features: Mapping[str, float]) -> None:
    """Adds a judgement. Of several on one pair, the one with the highest score stays."""
    if a.id == b.id or not features:
        return
    new = judgement(a.id, b.id, features)
    if (new.a, new.b) not in judgements or judgements[new.a, new.b].score < new.score:
        judgements[new.a, new.b] = new


def _context(a: Form, b: Form) -> dict[str, float]:
    """Features of the articles. The cosine counts only if no article has both forms."""
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
    """ "NYSE" and "New York Stock Exchange". Two letters alone are too few."""
    return {
        "initials": 1.2 * (len(short) - 2) if len(short) > 2 else -2.0,
        "candidates": -1.5 * (candidates - 1),
        "apart": -1.0 * _apart(a, b),
    } | _context(a, b)


def _last_words(short: Form, long: Form, candidates: int) -> dict[str, float]:
    """ "Lakers" and "Los Angeles Lakers"; "Hernandez" and "Felix Hernandez"."""
    person = short.kind is EntityType.PERSON and long.kind is EntityType.PERSON
    organization = short.kind is EntityType.ORGANIZATION and long.kind is EntityType.ORGANIZATION
    if not (person or organization) or (person and " " in short.key):
        return {}
    return {
        "last words": 1.0,
        "candidates": -1.2 * (candidates - 1),
        "generic": -4.0 * (short.key in _GENERIC) - 2.0 * (" " in short.key and short.key.split()[-1] in _GENERIC),
        "part": -4.0 * (long.key.split()[-len(short.key.split()) - 1] in ("of", "on", "for", "and", "at", "in")),
        "well known": -4.0 * names.known(short.key),
        "apart": -3.0 * _apart(short, long),
        "two in one article": -4.0 * (person and short.meets(long)),
    } | _context(short, long)


def _first_words(short: Form, long: Form, candidates: int) -> dict[str, float]:
    """ "Dish" and "Dish Network"; "Kim" and "Kim Jong Un"."""
    if short.kind is EntityType.PERSON and long.kind is EntityType.PERSON and " " not in short.key:
        return {
            "family name first": -0.5,
            "candidates": -1.2 * (candidates - 1),
            "apart": -3.0 * _apart(short, long),
        } | _context(short, long)
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
    """One slip apart: "Andrew Strauss" and "Andrew Struass"; or the same but for umlauts."""
    if names.same_with_umlauts(a.name, b.name):
        return {"umlauts": 3.0, "apart": -2.0 * _apart(a, b), "companions": 0.3 * min(5, a.shared(b))}
    words, others = a.key.split(), b.key.split()
    unlike = [(x, y) for x, y in zip(words, others, strict=False) if x != y]
    first = bool(unlike) and a.kind is EntityType.PERSON and words[0] != others[0]
    return {
        "spelling": 1.5,
        "words": -4.0 * (len(words) != len(others)),
        "compass": -6.0 * any(x in _COMPASS or y in _COMPASS for x, y in unlike),
        "numbers": -6.0 * any(_NUMERAL.match(w) for pair in unlike for w in pair),
        "given name": -3.0 * first,
        "short word": -6.0 * any(min(len(x), len(y)) < SHORT_WORD for x, y in unlike),
        "coined": -2.0 * (a.kind in (EntityType.WORK, EntityType.EVENT) and " " not in a.key),
        "apart": -2.0 * _apart(a, b),
    } | {"companions": 0.3 * min(5, a.shared(b))}


def entities(forms: Iterable[int], judgements: Iterable[Judgement]) -> dict[int, int]:
    """The entity of each form: the lowest id of the forms that `judgements` join, which is that of the oldest.

    Judgements by people are taken first, then those of the program with the highest score. Forms that a person calls
    different stay apart, even if other judgements would join them through other forms.
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
