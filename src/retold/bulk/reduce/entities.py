"""Forms into entities: the features of pairs of forms, the judgements, and the entities that follow from them."""

from __future__ import annotations

import json
from itertools import groupby
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from retold.bulk.reduce.components import components
from retold.bulk.reduce.forms import form
from retold.bulk.reduce.frames import ordered, table
from retold.corpus import identity
from retold.corpus.identity import Form, Verdict
from retold.types import EntityType

JUDGEMENTS = pa.schema(
    [("a", pa.int64()), ("b", pa.int64()), ("verdict", pa.string()), ("score", pa.float64()), ("features", pa.string())]
)
ENTITIES = pa.schema(
    [
        ("entity", pa.int64()),
        ("name", pa.string()),
        ("type", pa.string()),
        ("stories", pa.int64()),
        ("forms", pa.list_(pa.int64())),
        ("aliases", pa.list_(pa.string())),
    ]
)


def comparable(rows: pa.Table) -> pa.Array:
    """Whether pairs of forms have any feature in common, by their names alone.

    Rows: `kind`, and key, type and name of both sides.
    """
    known: dict[tuple[str, str, str], Form] = {}

    def form_of(key: str, kind: str, name: str) -> Form:
        if (key, kind, name) not in known:
            known[key, kind, name] = Form(len(known), key, EntityType(kind), name, ())
        return known[key, kind, name]

    first, second = (
        zip(*(rows[f"{side}_{c}"].to_pylist() for c in ("key", "type", "name")), strict=True) for side in "ab"
    )
    pairs = zip(rows["kind"].to_pylist(), first, second, strict=True)
    return pa.array([bool(identity.features(kind, form_of(*a), form_of(*b), 1)) for kind, a, b in pairs], pa.bool_())


def features(rows: pa.Table) -> pa.Array:
    """The features of pairs of forms, as JSON.

    Rows: `a`, `b`, `kind`, `candidates`, and key, type, name and members of both sides.
    """
    known: dict[int, Form] = {}

    def form_of(side: str, place: int) -> Form:
        number = rows[side][place].as_py()
        if number not in known:
            payload = {name: rows[f"{side}_{name}"][place].as_py() for name in ("key", "type", "name", "members")}
            known[number] = form(number, payload)
        return known[number]

    found = []
    pairs = zip(rows["kind"].to_pylist(), rows["candidates"].to_pylist(), strict=True)
    for place, (kind, candidates) in enumerate(pairs):
        weights = identity.features(kind, form_of("a", place), form_of("b", place), candidates)
        found.append(json.dumps(weights, sort_keys=True))
    return pa.array(found, pa.large_string())


def judged(rows: pa.Table) -> pa.Table:
    """Judgements on pairs of forms. A short form is judged with all the forms that it may be short for.

    Rows: `a`, `b`, `kind`, `found` (the features). Returns rows of `JUDGEMENTS`.
    """
    judgements = []
    short: dict[int, dict[int, dict[str, float]]] = {}
    for row in ordered(rows, "a", "b", "kind").to_pylist():
        weights: dict[str, float] = json.loads(row["found"])
        if row["kind"] != "~":
            short.setdefault(row["a"], {})[row["b"]] = weights
        elif weights:
            judgements.append(identity.judgement(row["a"], row["b"], weights))
    for number, candidates in short.items():
        rivals = identity.rivals(candidates).items()
        judgements += [identity.judgement(number, other, weights) for other, weights in rivals if weights]
    lines = [(j.a, j.b, j.verdict.value, j.score, json.dumps(dict(j.features), sort_keys=True)) for j in judgements]
    return table(sorted(lines), JUDGEMENTS)


def surest(rows: pa.Table) -> pa.Table:
    """If there are several judgements on a pair, the one with the highest score. Rows and result: of `JUDGEMENTS`."""
    best: dict[tuple[int, int], tuple[Any, ...]] = {}
    for row in ordered(rows, "a", "b", "score", "features").to_pylist():
        best[row["a"], row["b"]] = tuple(row[name] for name in JUDGEMENTS.names)
    return table(sorted(best.values()), JUDGEMENTS)


def entity_of(forms: NDArray[np.int64], judgements: pa.Table) -> NDArray[np.int64]:
    """The entity of each form: the lowest form of all that judgements join. `forms`: ascending.

    The same as `identity.entities` as long as no person has judged.
    """
    same = judgements.filter(pa.array([v == Verdict.SAME for v in judgements["verdict"].to_pylist()], pa.bool_()))
    ends = (np.searchsorted(forms, same[side].to_numpy()) for side in ("a", "b"))
    return forms[components(len(forms), *ends)]


def entities(rows: pa.Table) -> pa.Table:
    """The name and type of each entity: of a full name for a person, then of the form that most articles use.

    Rows: `entity`, `form`, `key`, `person`, `name`, `type`, `articles`, `stories`. Returns rows of `ENTITIES`.
    """
    lines = []
    for entity, group in groupby(ordered(rows, "entity", "form").to_pylist(), key=lambda f: f["entity"]):
        forms = list(group)
        best = max(forms, key=lambda f: (f["person"] and " " in f["key"], f["articles"], -f["form"]))
        numbers, names = [f["form"] for f in forms], sorted({f["name"] for f in forms})
        lines.append((entity, best["name"], best["type"], best["stories"] or 0, numbers, names))
    return table(lines, ENTITIES)
