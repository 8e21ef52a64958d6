"""Relations between names, on sets that nothing was fitted to or tuned on.

    python -m bench.relations

Sets: CoNLL04 (news sentences of 1987 to 1991: Work_For, Kill, OrgBased_In) and KnowledgeNet (passages of biographies
and company pages: chief executive, founder, spouse, subsidiary, headquarters; only relations that were looked for). A
relation is right if both of its names share a place with those of a gold relation of that kind, in its direction.
Found are the gold relations that one of ours fits. Baseline: every two names of one sentence with fitting types.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bench.names import bounds_of
from bench.results import Measure, Sheet, Stage, Use
from retold.engine import Engine
from retold.types import Chain, EntityType, Reading, Span
from train import datasets, readings

_P, _O, _L = EntityType.PERSON, EntityType.ORGANIZATION, EntityType.PLACE
CONLL = {"Work_For": ("position_at", "member_of"), "Kill": ("kills",), "OrgBased_In": ("based_in",)}
"""Our types for a relation of the set."""
KNET = {
    "CEO": ("position_at",),
    "FOUNDED_BY": ("founded",),
    "SPOUSE": ("family_of",),
    "SUBSIDIARY_OF": ("owns", "acquires"),
    "HEADQUARTERS": ("based_in",),
}
TURNED = frozenset(("CEO", "FOUNDED_BY", "SUBSIDIARY_OF"))
"""Those whose subject is our object."""
TYPES = {
    "Work_For": (_P, _O),
    "Kill": (_P, _P),
    "OrgBased_In": (_O, _L),
    "CEO": (_P, _O),
    "FOUNDED_BY": (_P, _O),
    "SPOUSE": (_P, _P),
    "SUBSIDIARY_OF": (_O, _O),
    "HEADQUARTERS": (_O, _L),
}
"""What the baseline takes for a relation."""


def _measures(name: str, title: str) -> tuple[Measure, ...]:
    return (
        Measure(
            f"relations.{name}.right",
            f"relations that are right, {title}",
            "share",
            title,
            Use.MEASURED,
            {"every two names of a sentence": f"relations.{name}.baseline.right"},
        ),
        Measure(
            f"relations.{name}.found",
            f"relations that are found, {title}",
            "share",
            title,
            Use.MEASURED,
            {"every two names of a sentence": f"relations.{name}.baseline.found"},
        ),
    )


SHEET = Sheet(
    "relations", Stage.READING, (*_measures("conll04", "CoNLL04"), *_measures("knowledgenet", "KnowledgeNet"))
)


@dataclass(frozen=True, slots=True)
class Gold:
    """A relation of a set. `subject` and `object`: in our direction."""

    relation: str
    subject: Span
    object: Span


@dataclass(frozen=True, slots=True)
class Passage:
    """A text, its gold relations, and the relations that were looked for in it."""

    text: str
    gold: list[Gold]
    looked_for: frozenset[str]


Pair = tuple[str, Chain, Chain]
"""A relation of the set between two chains, in our direction."""


def conll_passages() -> list[Passage]:
    found = []
    for row in datasets.rows("relations/conll04"):
        bounds = bounds_of(row["tokens"])
        spans = [Span(bounds[a][0], bounds[b - 1][1]) for a, b, _ in row["entities"]]
        gold = [Gold(kind, spans[a], spans[b]) for a, b, kind in row["relations"] if kind in CONLL]
        found.append(Passage(" ".join(row["tokens"]), gold, frozenset(CONLL)))
    return found


def knet_passages() -> list[Passage]:
    return [_knet_passage(row) for row in datasets.rows("relations/knowledgenet") if set(row["checked"]) & set(KNET)]


def _knet_passage(row: Mapping[str, Any]) -> Passage:
    gold = []
    for fact in row["facts"]:
        if fact["relation"] in KNET and not fact["subject_text"].islower() and not fact["object_text"].islower():
            ends = Span(*fact["subject"]), Span(*fact["object"])
            gold.append(Gold(fact["relation"], *(reversed(ends) if fact["relation"] in TURNED else ends)))
    return Passage(row["text"], gold, frozenset(row["checked"]) & frozenset(KNET))


def product_pairs(reading: Reading, kinds: Mapping[str, tuple[str, ...]], looked_for: Iterable[str]) -> list[Pair]:
    """What the product says, as relations of the set."""
    chains = {c.id: c for c in reading.chains}
    return [
        (name, chains[r.subject], chains[r.object])
        for r in reading.relations
        for name in looked_for
        if r.type in kinds[name]
    ]


def neighbours(reading: Reading, looked_for: Iterable[str]) -> list[Pair]:
    """The baseline: every two names of one sentence with the types of a relation."""
    pairs = {}
    for name in looked_for:
        one, other = TYPES[name]
        for a in reading.chains:
            for b in reading.chains:
                together = {m.sentence for m in a.mentions} & {m.sentence for m in b.mentions}
                if a.id != b.id and a.type is one and b.type is other and together:
                    pairs[name, a.id, b.id] = (name, a, b)
    return list(pairs.values())


def is_right(pair: Pair, gold: Iterable[Gold]) -> bool:
    name, a, b = pair
    of_kind = [g for g in gold if g.relation == name]
    turned = of_kind if name == "SPOUSE" else []
    return any(_names(a, g.subject) and _names(b, g.object) for g in of_kind) or any(
        _names(a, g.object) and _names(b, g.subject) for g in turned
    )


def _names(chain: Chain, span: Span) -> bool:
    return any(m.span.overlaps(span) for m in chain.mentions)


def score(passages: Iterable[tuple[Passage, list[Pair]]]) -> tuple[float, float]:
    """The shares of relations that are right, and of gold relations that are found."""
    given = right = wanted = found = 0
    for passage, pairs in passages:
        given += len(pairs)
        right += sum(is_right(pair, passage.gold) for pair in pairs)
        wanted += len(passage.gold)
        found += sum(any(is_right(pair, [gold]) for pair in pairs) for gold in passage.gold)
    return right / max(1, given), found / max(1, wanted)


def run(step: int = 1) -> dict[str, float]:
    """All figures; `step` takes every so many passages."""
    engine = Engine()
    figures: dict[str, float] = {}
    for key, passages, kinds in (("conll04", conll_passages(), CONLL), ("knowledgenet", knet_passages(), KNET)):
        read = [(p, readings.read(engine, p.text)) for p in passages[::step]]
        ours = score((p, product_pairs(r, kinds, p.looked_for)) for p, r in read)
        base = score((p, neighbours(r, p.looked_for)) for p, r in read)
        figures |= {f"relations.{key}.right": ours[0], f"relations.{key}.found": ours[1]}
        figures |= {f"relations.{key}.baseline.right": base[0], f"relations.{key}.baseline.found": base[1]}
    return figures


if __name__ == "__main__":
    SHEET.publish(run())
