"""Which of several phrases is the role of a chain: how likely each is, by a logistic regression (`train/roles.py`)."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from retold.english.noun_kinds import NounKind, noun_kinds
from retold.english.nouns import PERSON_NOUNS
from retold.english.titles import HONORIFICS
from retold.reading.role_spans import is_kinship
from retold.types import Chain, EntityType, Mention, Reading, Span

_HEAD_END = re.compile(
    r"\s(?:of|for|at|in|with|to|on|from|by|who|which|that|where|based|and|visiting|called|named)\s|[,(–—]"
)
_VERB_START = re.compile(r"(?:who|which|that)\s(?:is|are|was|were|has|had|have|will|would|can|could|also)\b", re.I)
_PRESENT = re.compile(r"(?:who|which|that)\s(?:also\s)?[a-z]+s\s", re.I)
_CLAUSE_WITHIN = re.compile(r"\s(?:who|which|that|where|when)\s")
_TIME = re.compile(
    r"\b(?:\d{4}|today|yesterday|tomorrow|week|month|year|ago|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)s?\b", re.I
)
_VERB = re.compile(r"\b(?:is|are|was|were|has|had|have|will|would|said|says|did|does)\b")
_FITTING = {
    EntityType.PERSON: {NounKind.PERSON},
    EntityType.ORGANIZATION: {NounKind.ORGANIZATION},
    EntityType.WORK: {NounKind.WORK},
    EntityType.PRODUCT: {NounKind.WORK, NounKind.ORGANIZATION},
}
"""What a noun must name to fit an entity of a type."""
_AGENT = re.compile(r"(?:er|or|ist|ian|ier|eer|ant)$")
"""How nouns for people end who do something."""
_PEOPLE = frozenset(
    "immigrant migrant relative sibling parent twin brother cousin child supporter critic rival".split()
)
_PAIR = re.compile(
    r"(?:husband and wife|father and son|mother and daughter|brother and sister|[A-Z][\w’' -]* and [A-Z][\w’' -]*)"
)
"""Two people, or two names."""
_LIMITED = re.compile(r"(?:former|ex|late|veteran|then|acting|new|longtime|fellow|senior|deputy|assistant)\b", re.I)
_LONG = 8


@dataclass(frozen=True, slots=True)
class Candidate:
    """A phrase that may be the role of a chain; `number`: which of its mentions it stands beside."""

    chain: Chain
    span: Span
    sentence: int
    shape: str
    number: int
    mention: Mention
    extra: tuple[tuple[str, float], ...] = ()


def head_noun(text: str) -> str:
    """The noun that a phrase is about: "president" of "president of the bank, which …"."""
    end = _HEAD_END.search(text, 1)
    words = re.findall(r"[^\W_][\w.&’'-]*", text[: end.start()] if end else text)
    return str(words[-1]) if words else ""


def is_of_several(text: str, kind: EntityType) -> bool:
    """Whether a phrase says who several people are, so that it is no role of one: "husband and wife", "immigrants"."""
    if kind is not EntityType.PERSON or text.lower().startswith(("one of ", "among ")):
        return False
    if _PAIR.fullmatch(text):
        return True
    noun = head_noun(text).lower()
    return noun.endswith("s") and noun not in PERSON_NOUNS and noun.removesuffix("s") in PERSON_NOUNS | _PEOPLE


def fits(text: str, kind: EntityType) -> bool:
    """Whether the noun of a phrase is a word for entities of a type."""
    return bool(noun_kinds(head_noun(text)) & _FITTING.get(kind, set()))


def features(candidate: Candidate, siblings: Sequence[Candidate], reading: Reading) -> dict[str, float]:
    """What tells whether a phrase is a role, by the names of the weights."""
    body, span, mention, chain = reading.article.body, candidate.span, candidate.mention, candidate.chain
    text = span.of(body)
    shape = candidate.shape
    noun = head_noun(text)
    kinds = noun_kinds(noun)
    fitting = fits(text, chain.type)
    name = mention.span.of(body)
    words = text.split()
    shapes = {c.shape for c in siblings if c.span == span} | {shape}
    found = {
        "bias": 1.0,
        f"shape {shape}": 1.0,
        f"type {chain.type.value}": 1.0,
        "fits": float(fitting),
        "unknown noun": float(not kinds),
        "other kind": float(bool(kinds) and not fitting),
        f"{shape} fits": float(fitting),
        f"{shape} unknown noun": float(not kinds),
        "capital noun": float(noun[:1].isupper()),
        "capital": float(text[:1].isupper() and span.start != reading.sentences[candidate.sentence].span.start),
        "all capitals": float(text.replace("-", "").istitle() or text.isupper()),
        "first words": float(span.start <= reading.sentences[candidate.sentence].span.start + 4),
        "later": min(3.0, float(candidate.number)),
        "full name": float(name == chain.name or " " in name),
        "words": min(3.0, math.log(len(words))),
        "one word": float(len(words) == 1),
        "bare title": float(len(words) == 1 and words[0].lower().rstrip(".") in HONORIFICS),
        "other name within": float(bool(re.search(r"[A-Z][\w.]+ [A-Z]", text))),
        "agent": float(bool(_AGENT.search(noun.lower())) and not fitting),
        "limited": float(bool(_LIMITED.match(text))),
        "shapes": float(min(3, len(shapes))),
        "kin": float(is_kinship(body, span)),
        "long": float(len(words) > _LONG),
        "clause": float(bool(_CLAUSE_WITHIN.search(text))),
        "time": float(bool(_TIME.search(text))),
        "verb": float(bool(_VERB.search(text)) and shape != "relative"),
        "number": float(bool(re.search(r"\d", text)) and "-year-old" not in text),
        "agrees": float(any(c.span != span and c.span.overlaps(span) for c in siblings)),
        "again": float(
            any(not c.span.overlaps(span) and head_noun(c.span.of(body)).lower() == noun.lower() for c in siblings)
        ),
        "rule": float(any(s.startswith("rule") for s in shapes)),
        "beside a rule": float(not shape.startswith("rule") and any(c.shape.startswith("rule") for c in siblings)),
        "plural": float(noun.endswith("s") and not noun.endswith("ss")),
        "ing": float(noun.endswith(("ing", "ed", "ly"))),
    }
    found |= _of_shape(candidate, body, float(found["capital noun"]))
    found.update(candidate.extra)
    return found


def _of_shape(candidate: Candidate, body: str, capital: float) -> dict[str, float]:
    """What tells of the phrases of one shape alone; `capital`: whether the noun has one."""
    span, shape, text = candidate.span, candidate.shape, candidate.span.of(body)
    found: dict[str, float] = {}
    before = body[max(0, span.start - 5) : span.start].lower()
    if shape in ("after", "after-clause", "comma", "copula", "copula-clause", "before", "inverse", "called"):
        group = "after" if shape.startswith("after") else "copula" if shape.startswith("copula") else shape
        article = "a" if re.search(r"\ban?\s$", before) else "the" if re.search(r"\bthe\s$", before) else "no"
        found[f"{group} with {article} article"] = 1.0
        found[f"{group} capital noun"] = capital
    if shape.startswith("after") or shape in ("relative", "of"):
        found["closed"] = float(bool(re.match(r"[,.)–—]| [–—-]", body[span.end : span.end + 2])))
        found["in brackets"] = float(body[max(0, span.start - 1)] == "(")
        found["then and"] = float(bool(re.match(r",? (?:and|or) ", body[span.end : span.end + 6])))
    if shape == "relative":
        found["present"] = float(bool(_PRESENT.match(text)))
        found["helping verb"] = float(bool(_VERB_START.match(text)))
        found["organization does"] = float(candidate.chain.type is not EntityType.PERSON)
    return found


@lru_cache(maxsize=1)
def _weights() -> tuple[float, dict[str, float]]:
    """The least probability of a role, and the weights."""
    stored = json.loads((files("retold") / "data" / "roles.json").read_text(encoding="utf-8"))
    return stored["least"], stored["weights"]


def best(candidates: Sequence[Candidate], reading: Reading) -> Candidate | None:
    """The likeliest candidate of a chain; None if all are in doubt."""
    least, weights = _weights()
    top, most = None, least
    for candidate in candidates:
        if is_of_several(candidate.span.of(reading.article.body), candidate.chain.type):
            continue
        values = features(candidate, candidates, reading)
        chance = 1 / (1 + math.exp(-sum(weights.get(name, 0.0) * value for name, value in values.items())))
        if chance > most:
            top, most = candidate, chance
    return top
