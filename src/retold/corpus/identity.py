"""Which chains of different articles are one entity.

Chains with one key (`names.key`) are one entity if both or neither are persons; two people
of one full name whose worlds differ are two. Forms of a name are joined by judgements: each says same or not, why, and how
sure it is. Entities are what the judgements leave: the same judgements give the same
entities, in whatever order they came. A person's own word stands above all of them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from retold.corpus import names
from retold.lexicon import content_words, stem
from retold.types import EntityType

SAME = 0.5
"""Score from which two forms are one."""
CONTEXT = 0.2
"""Cosine of the articles from which a short form can be the long one."""
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
_NEUTRAL = frozenset("holdings service services network corps international systems industries worldwide entertainment enterprises league baseball football jones".split())
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

    article: str
    chain: str
    name: str
    kind: EntityType
    role: str
    vector: NDArray[np.float32] = field(compare=False, repr=False)
    others: frozenset[str] = frozenset()
    """Keys of the other entities of the article."""

    @property
    def key(self) -> str:
        return names.key(self.name, self.kind)


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether two forms, by their ids, are one; `features` add up to the log-odds behind `score`."""

    a: str
    b: str
    verdict: Verdict
    score: float
    features: Mapping[str, float]
    person: str = ""
    """Who judged, where it was a person; "" for the program."""


@dataclass(slots=True)
class Form:
    """All chains that one spelling of a name, in one world, has given."""

    id: str
    key: str
    kind: EntityType
    members: list[Named]

    def meets(self, other: Form) -> bool:
        """Whether an article has both, as two chains."""
        return bool({m.article for m in self.members} & {m.article for m in other.members})

    def near(self, other: Form) -> float:
        """Cosine of the two most alike articles."""
        mine, theirs = self.members[:50], other.members[:50]
        return float((np.stack([m.vector for m in mine]) @ np.stack([m.vector for m in theirs]).T).max())

    def shared(self, other: Form) -> int:
        """Entities that stand beside both, in articles that have but one of them."""
        both = {m.article for m in self.members} & {m.article for m in other.members}
        mine, theirs = (frozenset().union(*(m.others for m in f.members if m.article not in both)) for f in (self, other))
        return len(mine & theirs - {self.key, other.key})


def forms(chains: Iterable[Named]) -> dict[str, Form]:
    """Forms by id. Two people of one name whose worlds differ are two forms."""
    groups: defaultdict[tuple[str, bool], list[Named]] = defaultdict(list)
    for chain in chains:
        groups[chain.key, chain.kind is EntityType.PERSON].append(chain)
    found = {}
    for (key, person), members in sorted(groups.items()):
        members.sort(key=lambda m: (m.article, m.chain))
        for world in _worlds(members) if person and " " in key else [members]:
            form = Form(_id(key, world[0]), key, _kind(world), world)
            found[form.id] = form
    return found


def _id(key: str, first: Named) -> str:
    return "e" + blake2b(f"{key}\n{first.article}\n{first.chain}".encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def _kind(members: Sequence[Named]) -> EntityType:
    votes: defaultdict[EntityType, int] = defaultdict(int)
    for member in members:
        votes[member.kind] += 1
    return max(votes, key=lambda k: (votes[k], k))


def _worlds(members: Sequence[Named]) -> list[list[Named]]:
    """People of one name, parted where their roles, companions and articles have nothing in common."""
    worlds: list[list[Named]] = []
    for member in sorted(members, key=lambda m: (not m.role, m.article, m.chain)):
        near = [w for w in worlds if not all(_differ(member, other) for other in w[:20])]
        if near:
            max(near, key=lambda w: _likeness(member, w)).append(member)
        else:
            worlds.append([member])
    return [sorted(w, key=lambda m: (m.article, m.chain)) for w in worlds]


def _likeness(member: Named, world: Sequence[Named]) -> float:
    """How much a person's article is like those of a world: companions, and the closest vector."""
    return max(float(member.vector @ other.vector) + 0.2 * len(member.others & other.others) for other in world[:20])


def _differ(a: Named, b: Named) -> bool:
    if not a.role or not b.role or a.others & b.others:
        return False
    roles = [{stem(w) for w in content_words(r)} for r in (a.role, b.role)]
    return not roles[0] & roles[1] and float(a.vector @ b.vector) < APART


def judged(found: Mapping[str, Form]) -> list[Judgement]:
    """Judgements on forms whose names are alike, by id."""
    by_first: defaultdict[str, list[Form]] = defaultdict(list)
    by_last: defaultdict[str, list[Form]] = defaultdict(list)
    by_initials: defaultdict[str, set[str]] = defaultdict(set)
    by_slip: defaultdict[str, list[Form]] = defaultdict(list)
    for form in found.values():
        words = form.key.split()
        for slip in names.slips(form.key):
            by_slip[slip].append(form)
        if len(words) > 1:
            by_first[words[0]].append(form)
            by_last[words[-1]].append(form)
            if form.kind not in (EntityType.PERSON, EntityType.PLACE):
                for letters in names.initials(form.members[0].name):
                    by_initials[letters].add(form.id)
    told: dict[tuple[str, str], Judgement] = {}
    for form in found.values():
        words = form.key.split()
        longer = [f for f in by_last[words[-1]] if len(f.key.split()) > len(words) and f.key.split()[-len(words) :] == words]
        ahead = [f for f in by_first[words[0]] if len(f.key.split()) > len(words) and f.key.split()[: len(words)] == words]
        full = {o.id: _shortened(form, o, len(longer)) for o in longer} | {o.id: _headed(form, o, len(ahead)) for o in ahead}
        short = names.acronym(form.members[0].name) or ""
        full |= {one: _acronym(short, form, found[one], len(by_initials[short])) for one in by_initials.get(short, ())}
        for one, features in _rivals(full).items():
            _put(told, form, found[one], features)
        for other in {o.id: o for slip in names.slips(form.key) for o in by_slip[slip]}.values():
            if form.id < other.id and names.near(form.key, other.key) and form.kind is other.kind:
                _put(told, form, other, _spelled(form, other))
    return [told[pair] for pair in sorted(told)]


def _rivals(candidates: Mapping[str, Mapping[str, float]]) -> dict[str, Mapping[str, float]]:
    """What a short form can be short for is one thing: where two fit nearly as well, it is neither."""
    logits = {one: sum(features.values()) for one, features in candidates.items() if features}
    found: dict[str, Mapping[str, float]] = {}
    for one, logit in logits.items():
        rival = max((other for key, other in logits.items() if key != one), default=-np.inf)
        beaten = logit > 0 and logit - rival < MARGIN
        found[one] = dict(candidates[one]) | ({"rival": -logit - 0.5} if beaten else {})
    return found


def _put(told: dict[tuple[str, str], Judgement], a: Form, b: Form, features: Mapping[str, float]) -> None:
    if a.id == b.id or not features:
        return
    score = float(1 / (1 + np.exp(-sum(features.values()))))
    verdict = Verdict.SAME if score >= SAME else Verdict.UNSURE if score >= SAME / 2 else Verdict.DIFFERENT
    first, second = sorted((a.id, b.id))
    if (first, second) not in told or told[first, second].score < score:
        told[first, second] = Judgement(first, second, verdict, round(score, 4), {k: round(v, 4) for k, v in features.items() if v})


def _context(a: Form, b: Form) -> dict[str, float]:
    """What the articles say; nothing, where one article has both."""
    near = 0.0 if a.meets(b) else 2.0 * (a.near(b) - CONTEXT)
    return {"articles": near, "companions": 0.3 * min(5, a.shared(b))}


def _apart(a: Form, b: Form) -> bool:
    return not a.meets(b) and a.near(b) < CONTEXT


def _acronym(short: str, a: Form, b: Form, candidates: int) -> dict[str, float]:
    """ "NYSE" and "New York Stock Exchange"; two letters alone are too few."""
    return {"initials": 1.2 * (len(short) - 2) if len(short) > 2 else -2.0, "candidates": -1.5 * (candidates - 1), "apart": -1.0 * _apart(a, b)} | _context(a, b)


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
    """ "Dish" and "Dish Network"."""
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


def _spelled(a: Form, b: Form) -> dict[str, float]:
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
        "coined": -2.0 * (a.kind in (EntityType.WORK, EntityType.EVENT) and " " not in a.key),
        "apart": -2.0 * _apart(a, b),
    } | {"companions": 0.3 * min(5, a.shared(b))}


def entities(found: Mapping[str, Form], judgements: Iterable[Judgement]) -> dict[str, str]:
    """The entity of each form: the lowest id of those that are one by `judgements`.

    A person's word is taken first, then the surest of the program's. What a person calls
    different stays two against all that would join them, in whatever roundabout way.
    """
    parent = {form: form for form in found}

    def root(form: str) -> str:
        while parent[form] != form:
            form = parent[form]
        return form

    apart: list[tuple[str, str]] = []
    for judgement in sorted(judgements, key=lambda j: (not j.person, j.verdict is Verdict.SAME, -j.score, j.a, j.b)):
        first, second = sorted((root(judgement.a), root(judgement.b)))
        if judgement.verdict is Verdict.DIFFERENT and judgement.person:
            apart.append((judgement.a, judgement.b))
        elif judgement.verdict is Verdict.SAME and not any({root(a), root(b)} == {first, second} for a, b in apart):
            parent[second] = first
    return {form: root(form) for form in found}
