"""Forms into entities: what speaks for two being one, what is judged, and what follows."""

from __future__ import annotations

import json
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
    """Whether anything can speak for pairs of forms being one, by their names alone. Rows: kind, and key, type, name of both."""
    sides = [[rows[f"{s}_{of}"].to_pylist() for of in ("key", "type", "name")] for s in "ab"]
    met: dict[tuple[str, str, str], Form] = {}

    def bare(key: str, kind: str, name: str) -> Form:
        known = met.get((key, kind, name))
        return known or met.setdefault((key, kind, name), Form(len(met), key, EntityType(kind), name, ()))

    told = [
        bool(identity.features(kind, bare(*a), bare(*b), 1))
        for kind, a, b in zip(
            rows["kind"].to_pylist(), zip(*sides[0], strict=True), zip(*sides[1], strict=True), strict=True
        )
    ]
    return pa.array(told, pa.bool_())


def features(rows: pa.Table) -> pa.Array:
    """What speaks for pairs of forms being one, as JSON. Rows: a, b, kind, candidates, and key, type, name, members of both."""
    met: dict[int, Form] = {}

    def side(name: str, at: int) -> Form:
        number = rows[name][at].as_py()
        if number not in met:
            met[number] = form(
                number, {of: rows[f"{name}_{of}"][at].as_py() for of in ("key", "type", "name", "members")}
            )
        return met[number]

    found = []
    for at, (kind, candidates) in enumerate(zip(rows["kind"].to_pylist(), rows["candidates"].to_pylist(), strict=True)):
        found.append(json.dumps(identity.features(kind, side("a", at), side("b", at), candidates), sort_keys=True))
    return pa.array(found, pa.large_string())


def judged(rows: pa.Table) -> pa.Table:
    """Judgements on forms that can be short for others, of all that each can be short for; and on slips. Rows: a, b, kind, found."""
    found = []
    short: dict[int, dict[int, dict[str, float]]] = {}
    for row in ordered(rows, "a", "b", "kind").to_pylist():
        told: dict[str, float] = json.loads(row["found"])
        if row["kind"] != "~":
            short.setdefault(row["a"], {})[row["b"]] = told
        elif told:
            found.append(identity.judgement(row["a"], row["b"], told))
    for one, candidates in short.items():
        found += [identity.judgement(one, other, told) for other, told in identity.rivals(candidates).items() if told]
    lines = [(j.a, j.b, j.verdict.value, j.score, json.dumps(dict(j.features), sort_keys=True)) for j in found]
    return table(sorted(lines), JUDGEMENTS)


def surest(rows: pa.Table) -> pa.Table:
    """Of several judgements on one pair the surest that it is one. Rows: of `JUDGEMENTS`."""
    best: dict[tuple[int, int], tuple[Any, ...]] = {}
    for row in ordered(rows, "a", "b", "score", "features").to_pylist():
        best[row["a"], row["b"]] = tuple(row.values())
    return table(sorted(best.values()), JUDGEMENTS)


def entity_of(forms: NDArray[np.int64], judgements: pa.Table) -> NDArray[np.int64]:
    """The entity of each form, ascending: the lowest form of all that judgements make one (`identity.entities`, where no person has judged)."""
    same = judgements.filter(pa.array([v == Verdict.SAME for v in judgements["verdict"].to_pylist()], pa.bool_()))
    ends = (np.searchsorted(forms, same[side].to_numpy()) for side in ("a", "b"))
    return forms[components(len(forms), *ends)]


def entities(rows: pa.Table) -> pa.Table:
    """What each entity is called: a person by a full name, then as most articles have it. Rows: entity, form, key, person, name, type, articles, stories."""
    found: dict[int, list[dict[str, Any]]] = {}
    for row in ordered(rows, "entity", "form").to_pylist():
        found.setdefault(row["entity"], []).append(row)
    lines = []
    for entity, forms in found.items():
        best = max(forms, key=lambda f: (f["person"] and " " in f["key"], f["articles"], -f["form"]))
        lines.append(
            (
                entity,
                best["name"],
                best["type"],
                best["stories"] or 0,
                [f["form"] for f in forms],
                sorted({f["name"] for f in forms}),
            )
        )
    return table(lines, ENTITIES)
