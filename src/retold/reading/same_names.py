"""Names of an article that mean the same thing, though no rule of newspaper style says so.

"Radio 2" and "BBC Radio 2", "MoD" and "Ministry of Defence", "Burma" and "Myanmar". The names of each pair that may be
one are compared, and a logistic regression (`train/same_names.py`) gives the probability that they are.
"""

from __future__ import annotations

import json
import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from importlib.resources import files
from itertools import combinations

from retold.english.given_names import listed_gender
from retold.english.name_words import CORPORATE_ENDINGS, COUNTRY_INITIALS, GENERIC_WORDS, PLACE_ALIASES, SMALL_WORDS
from retold.english.titles import ORGANIZATION_ENDINGS
from retold.reading.gazetteer import GIVEN
from retold.reading.gazetteer import shipped as gazetteer
from retold.reading.name_forms import Form
from retold.types import EntityType

MANY = 12
"""Names that share a word at most. "University" of twenty names tells nothing."""
LONGEST = 10
"""Words of the longest name that is compared."""
NEAR = 0.8
"""Least share of common letters of two spellings of one word."""
NEAR_LETTERS = 6
"""Letters of the shortest name that may be spelled in two ways."""
NEAR_WORD = 5
"""Letters of the shortest word that may be."""
INITIALS = range(3, 7)
"""Letters of an acronym."""

_KINDS = ("listed", "letters", "initials", "begins", "ends", "within", "near")
"""How two names may be alike."""
_PARTS = ("initials", "begins", "ends", "within")
"""Kinds of which one name is a part of the other, or short for it."""
_SIDES = frozenset(
    """north south east west northeast northwest southeast southwest northern southern eastern western""".split()
)
"""Words that tell two names apart, though their letters are alike."""
_UNIT = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two groups that may be one thing, by their keys. `kind` says how their forms `short` and `long` are alike."""

    a: str
    b: str
    short: Form
    long: Form
    kind: str


def joined(groups: Mapping[str, Sequence[Form]]) -> dict[str, list[Form]]:
    """The groups, those that are one thing joined; the likeliest pairs first.

    `groups`: the forms of each name by the key of its fullest form, which comes first.
    """
    weights, least = _weights()
    likely: list[tuple[float, str, str, bool]] = []
    for pair, row in candidates(groups):
        chance = 1 / (1 + math.exp(-sum(weights.get(name, 0.0) * value for name, value in row.items())))
        if chance >= least:
            likely.append((-chance, *_by_fullness(pair, groups), pair.kind == "near"))
    result = {key: list(forms) for key, forms in groups.items()}
    people = {key for key, forms in groups.items() if _type(forms) is EntityType.PERSON}
    moved: dict[str, str] = {}
    for _, short, long, is_near in sorted(likely):
        short, long = _moved(short, moved), _moved(long, moved)
        are_two = short in people and long in people and not is_near  # both may be like a third name: "the Clintons"
        if short != long and not are_two:
            result[long] += result.pop(short)
            moved[short] = long
            if short in people:
                people.add(long)
    return result


def _by_fullness(pair: Pair, groups: Mapping[str, Sequence[Form]]) -> tuple[str, str]:
    """The keys of the two groups, that of the fuller name last; of two as full, the more frequent one ("Mars")."""
    short, long = pair.short, pair.long
    is_cut = pair.kind == "listed" and len(short.tokens) < len(long.tokens) and long.key.startswith(short.key[:3])
    if pair.kind in _PARTS or is_cut:
        return pair.a, pair.b
    counts = {key: sum(len(form.mentions) for form in groups[key]) for key in (pair.a, pair.b)}
    rare, frequent = sorted(counts, key=lambda key: (counts[key], -len(groups[key][0].key)))
    return rare, frequent


def _moved(key: str, moved: Mapping[str, str]) -> str:
    while key in moved:
        key = moved[key]
    return key


@lru_cache(maxsize=1)
def _weights() -> tuple[dict[str, float], float]:
    """The weights in the package, and the probability from which a pair is one."""
    stored = json.loads((files("retold") / "data" / "same_names.json").read_text(encoding="utf-8"))
    return stored["weights"], stored["least"]


def candidates(groups: Mapping[str, Sequence[Form]]) -> list[tuple[Pair, dict[str, float]]]:
    """The pairs of groups that may be one thing, with the features of each."""
    types = {key: _type(forms) for key, forms in groups.items()}
    names = {form.key for forms in groups.values() for form in forms}
    found = []
    for pair in _without_rivals(_pairs(groups, types)):
        is_known = _rest_is_known(pair, names)
        is_generic = set(pair.short.tokens) <= GENERIC_WORDS | ORGANIZATION_ENDINGS
        # "The University" may be any, and the Social Democratic Party is not the Democratic Party.
        is_loose = is_generic or (pair.kind == "ends" and types[pair.a] in (EntityType.ORGANIZATION, EntityType.PLACE))
        if not (pair.kind in ("begins", "ends") and is_loose) or (is_known and pair.kind == "ends"):
            found.append((pair, _features(pair, types, is_known=is_known, is_generic=is_generic)))
    return found


def _type(forms: Iterable[Form]) -> EntityType:
    votes: defaultdict[EntityType, float] = defaultdict(float)
    for form in forms:
        for kind, score in form.votes.items():
            votes[kind] += score
    return max(votes, key=lambda t: (votes[t], t))


def _pairs(groups: Mapping[str, Sequence[Form]], types: Mapping[str, EntityType]) -> list[Pair]:
    """The pairs that may be one thing; for two groups the first of `_KINDS` that any of their forms have.

    People are one only if they are spelled alike: who bears a surname is known before.
    """
    best: dict[tuple[str, str], Pair] = {}
    for a, b, one, other in _alike(groups):
        for short, long in ((one, other), (other, one)):
            kind = kind_of(short, long)
            if kind is None or not _may_be_one(kind, short, types[a], types[b]):
                continue
            pair = Pair(*((a, b) if short is one else (b, a)), short, long, kind)
            key = (min(a, b), max(a, b))
            if key not in best or _KINDS.index(kind) < _KINDS.index(best[key].kind):
                best[key] = pair
    return list(best.values())


def _may_be_one(kind: str, short: Form, a: EntityType, b: EntityType) -> bool:
    """Whether the types of two groups allow it. A person is nobody else, but for a misspelled full name."""
    has_person = EntityType.PERSON in (a, b)
    if kind == "near":
        return a is b and not (has_person and len(short.tokens) == 1)  # Malone is not Maloney
    return not (a is b and has_person) and not (kind == "ends" and has_person)


def _alike(groups: Mapping[str, Sequence[Form]]) -> Iterator[tuple[str, str, Form, Form]]:
    """Forms of two groups that share a trait. Takes time linear in the number of forms."""
    having: defaultdict[tuple[str, str | int], list[tuple[str, Form]]] = defaultdict(list)
    for key, forms in groups.items():
        for form in forms:
            if len(form.tokens) <= LONGEST:
                for trait in _traits(form):
                    having[trait].append((key, form))
    for alike in having.values():
        if len(alike) <= MANY:
            for (a, one), (b, other) in combinations(alike, 2):
                if a != b:
                    yield a, b, one, other


def _traits(form: Form) -> set[tuple[str, str | int]]:
    """What a form shares with all that may be one with it: an end, letters, initials, or a place on the list."""
    tokens, letters = form.tokens, _letters(form)
    found: set[tuple[str, str | int]] = {
        ("first", tokens[0]),
        ("last", tokens[-1]),
        (f"start of {len(tokens)}", form.key[:3]),
        ("letters", letters),
    }
    found |= {("listed", number) for number in listed(form)}
    if len(tokens) <= 2 and len(letters) in INITIALS:
        found.add(("initials", letters))
    units = [unit.lower() for unit in _UNIT.findall(form.text)]
    if len(units) > 1:
        found.add(("initials", "".join(u[0] for u in units)))
        found.add(("initials", "".join(u[0] for u in units if u not in SMALL_WORDS)))
    return found


def _letters(form: Form) -> str:
    """The letters and digits of a name: "toblerone" of "#Toblerone"."""
    return "".join(_WORD.findall(form.text)).lower()


def kind_of(short: Form, long: Form) -> str | None:
    """How two names are alike, the shorter one first; None if they are not, or are the other way round."""
    few, many = short.tokens, long.tokens
    if set(few) <= _SIDES or set(few) ^ set(many) <= _SIDES:
        return None
    if listed(short) & listed(long) and few[0] != many[0]:  # the Arkansas River is no state
        return "listed"
    if len(few) > len(many):
        return None
    if _letters(short) == _letters(long):
        return "letters"
    if is_short_for(short.text, long.text):
        return "initials"
    if len(few) < len(many) and (kind := _kind_of_part(short, long)):
        return kind
    return "near" if _is_near(short, long) else None


def _kind_of_part(short: Form, long: Form) -> str | None:
    """Where the words of a name are in a longer one."""
    few, many, size = short.tokens, long.tokens, len(short.tokens)
    if many[:size] == few:
        return "begins"
    if many[-size:] == few:
        # Not "Paris, France" and "US-South Korea"; and the PC may be any, besides the Windows PC.
        is_other = (
            size == 1 or many[-size - 1] in SMALL_WORDS or re.search(rf"[,/-] ?{re.escape(short.text)}$", long.text)
        )
        return None if is_other else "ends"
    return "within" if any(many[i : i + size] == few for i in range(1, len(many) - size)) else None


def _is_near(one: Form, other: Form) -> bool:
    """Whether two names differ by a few letters of one word: "Javits Center", "Javet's Center"."""
    a, b = one.tokens, other.tokens
    if len(a) != len(b) or min(len(one.key), len(other.key)) < NEAR_LETTERS or not (a[:-1] == b[:-1] or a[1:] == b[1:]):
        return False
    differ = next(((x, y) for x, y in zip(a, b, strict=True) if x != y), ("", ""))
    if min(map(len, differ)) < NEAR_WORD or all(map(listed_gender, differ)):
        return False
    are_relatives = one.is_person and a[-1] == b[-1]  # Michal and Michael Crane
    return not are_relatives and SequenceMatcher(None, differ[0], differ[1]).ratio() >= NEAR


def is_short_for(short: str, long: str) -> bool:
    """Whether a name abbreviates another one: "MoD", "PS4", "PS Plus", "KSLV-1"."""
    parts = tuple(part.lower() for part in re.findall(r"[A-Za-z]+|\d+", short.replace(".", "")))
    whole = tuple(unit.lower() for unit in _UNIT.findall(long.replace(".", "")))
    has_letters = any(len(part) > 1 and part.isalpha() for part in parts)
    return has_letters and 1 < len(whole) <= 2 * LONGEST and len(short) < len(long) and _abbreviates(parts, whole)


def _abbreviates(parts: tuple[str, ...], whole: tuple[str, ...]) -> bool:
    """Whether each part is a word of the whole, or the initials of some in a row; small words need none."""
    if not parts or not whole:
        return not parts and not whole
    if parts[0] == whole[0] and _abbreviates(parts[1:], whole[1:]):
        return True
    for size in range(2, len(whole) + 1):
        all_initials = "".join(unit[0] for unit in whole[:size])
        initials = "".join(unit[0] for unit in whole[:size] if unit not in SMALL_WORDS)
        if parts[0] in (all_initials, initials) and _abbreviates(parts[1:], whole[size:]):
            return True
    return False


@lru_cache(maxsize=1)
def _listed() -> dict[str, frozenset[int]]:
    found: defaultdict[str, set[int]] = defaultdict(set)
    lines = (files("retold") / "data" / "othernames.tsv").read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines):
        for name in line.split("\t"):
            found[name].add(number)
    return {name: frozenset(numbers) for name, numbers in found.items()}


def listed(form: Form) -> frozenset[int]:
    """The numbers of the listed things that have this name, or have it in the singular."""
    return _listed().get(form.key, frozenset()) | _listed().get(form.key.removesuffix("s"), frozenset())


def _rest_is_known(pair: Pair, names: Iterable[str]) -> bool:
    """Whether what the longer name has more is a place, a word like "Inc", or another name of the article."""
    size, many = len(pair.short.tokens), pair.long.tokens
    rest = many[size:] if pair.kind == "begins" else many[:-size] if pair.kind == "ends" else ()
    text = " ".join(rest)
    return not set(rest) <= GENERIC_WORDS - COUNTRY_INITIALS and (  # but New York is not York
        set(rest) <= CORPORATE_ENDINGS
        or rest[0] in COUNTRY_INITIALS
        or text in PLACE_ALIASES.values()
        or all(hint % GIVEN for hint in gazetteer().hints(rest))
        or text in names
    )


def _without_rivals(found: Sequence[Pair]) -> list[Pair]:
    """The pairs whose shorter name is a part of one longer name only."""
    longer: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for pair in found:
        longer[pair.short.key, pair.kind].add(pair.b)
    return [p for p in found if len(longer[p.short.key, p.kind]) == 1]


def _features(pair: Pair, types: Mapping[str, EntityType], *, is_known: bool, is_generic: bool) -> dict[str, float]:
    """What tells whether a pair is one thing, by the names of the weights."""
    short, kind = pair.short, pair.kind
    is_word = len(short.tokens) == 1
    return {
        "bias": 1.0,
        kind: 1.0,
        "same type": float(types[pair.a] is types[pair.b]),
        "one word": float(is_word),
        "after": float(short.first > pair.long.first),
        "generic": float(is_generic),
        "rest known": float(is_known),
        "ends unknown": float(kind == "ends" and not is_known),
        "begins known": float(is_known and kind == "begins"),
    }
