"""Chains into forms of names, and pairs of forms that may be the same."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from retold.bulk.reduce.frames import ordered, table
from retold.bulk.reduce.runs import runs
from retold.bulk.tables import hashed
from retold.corpus import identity
from retold.corpus.identity import MANY, Form, Named
from retold.corpus.signature import restored
from retold.types import EntityType

LATEST = 16
"""The latest appearances that a form is judged by."""

_CALLED = [
    ("row", pa.int64()),
    ("name", pa.string()),
    ("type", pa.string()),
    ("role", pa.string()),
    ("day", pa.float64()),
]
_SCENE = [("vector", pa.binary()), ("beside", pa.list_(pa.string()))]
FORMS = pa.schema(
    [
        ("form", pa.int64()),
        ("of", pa.int64()),
        ("key", pa.string()),
        ("person", pa.bool_()),
        ("name", pa.string()),
        ("type", pa.string()),
        ("articles", pa.int32()),
        ("names", pa.string()),
        ("types", pa.string()),
        ("members", pa.list_(pa.struct(_CALLED))),
    ]
)
"""`of`: the form of the name; it differs from `form` only for people who share a name. `names` and `types`: how many
articles use each, as JSON. `members`: the latest chains; topics have none."""
KNOWN = pa.schema([("form", pa.int64()), ("members", pa.list_(pa.struct([*_CALLED, *_SCENE])))])
APART = pa.schema([("row", pa.int64()), ("chain", pa.string()), ("own", pa.int64())])
SCENES = pa.schema([("row", pa.int64()), ("beside", pa.list_(pa.string()))])
SIDES = "~><@"
"""Kinds of blocks (`identity.blocks`). A form's own block has the number of its kind here; a block that the form looks
for has that number plus the number of kinds."""
HASHES = pa.list_(pa.struct([("hash", pa.int64()), ("side", pa.int8())]))
RELATED = pa.schema([("a", pa.int64()), ("b", pa.int64()), ("kind", pa.string()), ("candidates", pa.int32())])


def scenes(rows: pa.Table) -> pa.Table:
    """The keys of all names in each article. Rows: row, key. Returns rows of `SCENES`."""
    keys: dict[int, set[str]] = {}
    for row, key in zip(rows["row"].to_pylist(), rows["key"].to_pylist(), strict=True):
        keys.setdefault(row, set()).add(key)
    return pa.table({"row": sorted(keys), "beside": [sorted(keys[r]) for r in sorted(keys)]}, SCENES)


def apart(rows: pa.Table) -> pa.Table:
    """Chains of people who share a name with an earlier person, each with the form of its own person.

    Rows: row, form, chain, key, name, type, role, day, vector, beside; all chains of names that several articles give a
    role. Returns rows of `APART`.
    """
    rows = ordered(rows, "form", "day", "row", "chain")
    lines = []
    for start, end in runs(rows["form"].to_numpy()):
        people = _people(rows.slice(start, end - start).to_pylist())
        lines += [
            (chain["row"], chain["chain"], hashed(f"{chain['form']} {number}"))
            for number, chains in enumerate(people)
            if number
            for chain in chains
        ]
    return table(sorted(lines), APART)


def _people(chains: Sequence[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """The chains of one name, in the order of time, divided by person as `identity.matching_form` decides."""
    people: list[list[dict[str, Any]]] = [[chains[0]]]
    known: list[list[Named]] = [[_named(chains[0])]]
    for chain in chains[1:]:
        named = _named(chain)
        place = 0
        if len(people) > 1 or chain["role"]:
            alike = [Form(n, named.key, named.kind, named.name, tuple(k[-LATEST:])) for n, k in enumerate(known)]
            home = identity.matching_form(named, alike)
            place = len(people) if home is None else home.id
        if place == len(people):
            people.append([])
            known.append([])
        people[place].append(chain)
        known[place].append(named)
    return people


def forms(rows: pa.Table) -> pa.Table:
    """Forms, each with the latest of its chains.

    Rows: row, form, of, chain, key, name, type, role, day. Returns rows of `FORMS`.
    """
    rows = ordered(rows, "form", "day", "row", "chain")
    form_runs = runs(rows["form"].to_numpy())
    names, kinds = rows["name"].to_pylist(), rows["type"].to_pylist()
    keys, name_forms = rows["key"].to_pylist(), rows["of"].to_pylist()
    articles, chains = rows["row"].to_pylist(), rows["chain"].to_pylist()
    lines, latest, ends = [], [np.zeros(0, dtype=np.int64)], [0]
    for start, end in form_runs:
        topic = kinds[start] == EntityType.TOPIC
        # Each article votes once, with its first chain: e2 before e10, so by length and then by text.
        by_chain = sorted(range(start, end), key=lambda i: (len(chains[i]), chains[i]), reverse=True)
        voting = {articles[i]: i for i in by_chain}.values()
        votes = [Counter(values[i] for i in voting) for values in (names, kinds)]
        best = [max(counts, key=lambda v: (counts[v], v)) for counts in votes]
        key = f"# {keys[start]}" if topic else keys[start]
        person = kinds[start] == EntityType.PERSON
        lines.append((name_forms[start], key, person, *best, len(voting), *map(_json, votes)))
        members = latest[0] if topic else np.arange(end - 1, max(start, end - LATEST) - 1, -1)
        latest.append(members)
        ends.append(ends[-1] + len(members))
    form_column = rows["form"].to_numpy()[np.array([start for start, _ in form_runs], dtype=np.int64)]
    members_column = pa.ListArray.from_arrays(
        pa.array(ends, pa.int32()), _structs(rows.take(np.concatenate(latest)), _CALLED)
    )
    others = table(lines, pa.schema(list(FORMS)[1:-1]))
    return pa.table([pa.array(form_column), *others.columns, members_column], schema=FORMS)


def known(rows: pa.Table) -> pa.Table:
    """Forms with what their latest articles tell. Rows: form, and the fields of a member. Returns rows of `KNOWN`."""
    latest_first = pc.negate(rows["day"].fill_null(math.inf))
    rows = ordered(rows.append_column("back", latest_first), "form", "back", "row", "name")
    form_runs = runs(rows["form"].to_numpy())
    ends = pa.array([0, *(end for _, end in form_runs)], pa.int32())
    members = pa.ListArray.from_arrays(ends, _structs(rows, [*_CALLED, *_SCENE]))
    numbers = pa.array([rows["form"][start].as_py() for start, _ in form_runs], pa.int64())
    return pa.table([numbers, members], schema=KNOWN)


def _structs(rows: pa.Table, fields: list[tuple[str, pa.DataType]]) -> pa.StructArray:
    """Columns of rows as one column of structs."""
    schema = pa.schema(fields)
    arrays = [column.combine_chunks() for column in rows.select(schema.names).cast(schema).columns]
    return pa.StructArray.from_arrays(
        [a.chunk(0) if isinstance(a, pa.ChunkedArray) else a for a in arrays], fields=list(schema)
    )


def _named(chain: dict[str, Any]) -> Named:
    return Named(
        chain["row"],
        chain["name"],
        EntityType(chain["type"]),
        json.loads(chain["role"])["text"] if chain["role"] else "",
        restored(np.frombuffer(chain["vector"], dtype=np.int8)),
        frozenset(chain["beside"]) - {chain["key"]},
        chain["day"],
    )


def _json(votes: Counter[str]) -> str:
    return json.dumps(dict(sorted(votes.items())), ensure_ascii=True)


def blocks(rows: pa.Table) -> pa.Array:
    """The blocks of each form and the blocks that it looks for: hashes with their `SIDES`. Rows: key, name, type."""
    hashes, sides, ends = [], [], [0]
    columns = (rows[c].to_pylist() for c in ("key", "name", "type"))
    for key, name, kind in zip(*columns, strict=True):
        own = [b for b in sorted(identity.blocks(key, name, EntityType(kind))) if b[0] != "="]
        wanted = identity.blocks_of_long_forms(key, name)
        hashes += [hashed(b) for b in (*own, *wanted)]
        sides += [SIDES.index(b[0]) for b in own] + [SIDES.index(b[0]) + len(SIDES) for b in wanted]
        ends.append(len(hashes))
    values = pa.StructArray.from_arrays(
        [pa.array(hashes, pa.int64()), pa.array(sides, pa.int8())], fields=list(HASHES.value_type)
    )
    return pa.ListArray.from_arrays(pa.array(ends, pa.int32()), values)


def related(rows: pa.Table) -> pa.Table:
    """Pairs of forms of which the first may be short for the second, or that differ by a slip of the pen.

    Rows: hash, side, form. Returns rows of `RELATED`; `candidates`: how many forms the first may be short for.
    """
    rows = ordered(rows, "hash", "side", "form")
    sides, forms = rows["side"].to_pylist(), rows["form"].to_pylist()
    pairs: set[tuple[int, int, str, int]] = set()
    for start, end in runs(rows["hash"].to_numpy()):
        if end - start > 1:
            by_side: dict[int, list[int]] = {}
            for i in range(start, end):
                by_side.setdefault(sides[i], []).append(forms[i])
            pairs |= _pairs(by_side)
    return table(sorted(pairs), RELATED)


def _pairs(by_side: dict[int, list[int]]) -> set[tuple[int, int, str, int]]:
    """Pairs among the forms of one hash, by their side; none of a kind that too many forms share."""
    pairs: set[tuple[int, int, str, int]] = set()
    for number, kind in enumerate(SIDES):
        longs = by_side.get(number, [])
        if kind == "~":
            if len(longs) <= 2 * MANY:
                pairs |= {(a, b, kind, 1) for n, a in enumerate(longs) for b in longs[n + 1 :]}
        elif 0 < len(longs) <= MANY:
            shorts = by_side.get(number + len(SIDES), ())
            pairs |= {(short, long, kind, len(longs)) for short in shorts for long in longs if short != long}
    return pairs


def form(number: int, payload: dict[str, Any]) -> Form:
    """A form for `corpus.identity`. `payload`: key, type, name, members."""
    members = tuple(_named(m | {"key": payload["key"]}) for m in payload["members"])
    return Form(number, payload["key"], EntityType(payload["type"]), payload["name"], members)
