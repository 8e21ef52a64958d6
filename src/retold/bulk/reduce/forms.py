"""Chains into forms of names, and forms into what they could be short for."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from retold.bulk.reduce.frames import ordered, table
from retold.bulk.tables import hashed
from retold.corpus import identity
from retold.corpus.identity import MANY, Form, Named
from retold.corpus.signature import restored
from retold.types import EntityType

LATEST = 16
"""Appearances, the latest, by which a form is known when it is judged."""

_CALLED = [
    ("row", pa.int64()),
    ("name", pa.string()),
    ("type", pa.string()),
    ("role", pa.string()),
    ("day", pa.float64()),
]
_SEEN = [("vector", pa.binary()), ("beside", pa.list_(pa.string()))]
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
"""`of`: the form that its chains were read as, another only where people of one name are parted. `names` and `types`: in how
many articles it is called so, as JSON. `members`: the latest of its chains, but of topics."""
KNOWN = pa.schema([("form", pa.int64()), ("members", pa.list_(pa.struct([*_CALLED, *_SEEN])))])
APART = pa.schema([("row", pa.int64()), ("chain", pa.string()), ("own", pa.int64())])
SCENES = pa.schema([("row", pa.int64()), ("beside", pa.list_(pa.string()))])
SIDES = "~><@"
"""Kinds of blocks that a form has, by number; what it wants is as many further on."""
HASHES = pa.list_(pa.struct([("hash", pa.int64()), ("side", pa.int8())]))
RELATED = pa.schema([("a", pa.int64()), ("b", pa.int64()), ("kind", pa.string()), ("candidates", pa.int32())])


def scenes(rows: pa.Table) -> pa.Table:
    """The keys of all names of each article. Rows: row, key."""
    found: dict[int, set[str]] = {}
    for row, key in zip(rows["row"].to_pylist(), rows["key"].to_pylist(), strict=True):
        found.setdefault(row, set()).add(key)
    return pa.table({"row": sorted(found), "beside": [sorted(found[r]) for r in sorted(found)]}, SCENES)


def apart(rows: pa.Table) -> pa.Table:
    """Chains of people of one name who are not the first of it, each with the form of its own person.

    Rows: row, form, chain, key, name, type, role, day, vector, beside; all chains of names of which several have roles.
    """
    rows = ordered(rows, "form", "day", "row", "chain")
    found = []
    for start, end in _runs(rows["form"].to_numpy()):
        worlds = _worlds(rows.slice(start, end - start).to_pylist())
        found += [
            (c["row"], c["chain"], hashed(f"{c['form']} {n}")) for n, world in enumerate(worlds) if n for c in world
        ]
    return table(sorted(found), APART)


def forms(rows: pa.Table) -> pa.Table:
    """The forms of names, each with the latest of its chains. Rows: row, form, of, chain, key, name, type, role, day."""
    rows = ordered(rows, "form", "day", "row", "chain")
    runs = list(_runs(rows["form"].to_numpy()))
    keys, of, places, chains, called, kinds = (
        rows[c].to_pylist() for c in ("key", "of", "row", "chain", "name", "type")
    )
    lines, latest, ends = [], [np.zeros(0, dtype=np.int64)], [0]
    for start, end in runs:
        topic = kinds[start] == EntityType.TOPIC
        voting = {
            places[i]: i for i in sorted(range(start, end), key=lambda i: (len(chains[i]), chains[i]), reverse=True)
        }  # of a row e2, not e10
        votes = [Counter(values[i] for i in voting.values()) for values in (called, kinds)]
        best = [max(counts, key=lambda v: (counts[v], v)) for counts in votes]
        key = f"# {keys[start]}" if topic else keys[start]
        lines.append((of[start], key, kinds[start] == EntityType.PERSON, *best, len(voting), *map(_json, votes)))
        own = np.arange(end - 1, max(start, end - LATEST) - 1, -1) if not topic else latest[0]
        latest.append(own)
        ends.append(ends[-1] + len(own))
    firsts = rows["form"].to_numpy()[[start for start, _ in runs]] if runs else np.zeros(0, dtype=np.int64)
    members = _structs(rows.take(np.concatenate(latest)), _CALLED)
    rest = table(lines, pa.schema(list(FORMS)[1:-1]))
    return pa.table(
        [pa.array(firsts), *rest.columns, pa.ListArray.from_arrays(pa.array(ends, pa.int32()), members)], schema=FORMS
    )


def known(rows: pa.Table) -> pa.Table:
    """Forms with what their latest articles tell of them. Rows: form, and what a member has."""
    rows = ordered(
        rows.append_column("back", pc.negate(rows["day"].fill_null(math.inf))), "form", "back", "row", "name"
    )
    runs = list(_runs(rows["form"].to_numpy()))
    listed = pa.ListArray.from_arrays(
        pa.array([0, *(end for _, end in runs)], pa.int32()), _structs(rows, [*_CALLED, *_SEEN])
    )
    return pa.table([pa.array([rows["form"][start].as_py() for start, _ in runs], pa.int64()), listed], schema=KNOWN)


def _structs(rows: pa.Table, fields: list[tuple[str, pa.DataType]]) -> pa.StructArray:
    """Rows as values of one column."""
    schema = pa.schema(fields)
    arrays = [column.combine_chunks() for column in rows.select(schema.names).cast(schema).columns]
    return pa.StructArray.from_arrays(
        [a.chunk(0) if isinstance(a, pa.ChunkedArray) else a for a in arrays], fields=list(schema)
    )


def _runs(keys: np.ndarray) -> Iterator[tuple[int, int]]:
    starts = (
        np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]])) if len(keys) else np.zeros(0, dtype=np.int64)
    )
    return zip(starts.tolist(), np.append(starts[1:], len(keys)).tolist(), strict=True)


def _worlds(chains: Sequence[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Chains of one name by whom they mean, as `identity.matching_form` has it, in the order of time."""
    worlds: list[list[dict[str, Any]]] = [[chains[0]]]
    known: list[list[Named]] = [[_named(chains[0])]]
    for chain in chains[1:]:
        own = _named(chain)
        fit = 0
        if len(worlds) > 1 or chain["role"]:
            alike = [Form(n, own.key, own.kind, own.name, tuple(k[-LATEST:])) for n, k in enumerate(known)]
            home = identity.matching_form(own, alike)
            fit = len(worlds) if home is None else home.id
        if fit == len(worlds):
            worlds.append([])
            known.append([])
        worlds[fit].append(chain)
        known[fit].append(own)
    return worlds


def _named(chain: dict[str, Any]) -> Named:
    return Named(
        chain["row"], chain["name"], EntityType(chain["type"]), json.loads(chain["role"])["text"] if chain["role"] else "",
        restored(np.frombuffer(chain["vector"], dtype=np.int8)), frozenset(chain["beside"]) - {chain["key"]}, chain["day"],
    )  # fmt: skip


def _json(votes: Counter[str]) -> str:
    return json.dumps(dict(sorted(votes.items())), ensure_ascii=True)


def blocks(rows: pa.Table) -> pa.Array:
    """What each form is found by, by hash, and what it looks for: `SIDES`. Rows: key, name, type."""
    hashes, sides, ends = [], [], [0]
    for key, name, kind in zip(
        rows["key"].to_pylist(), rows["name"].to_pylist(), rows["type"].to_pylist(), strict=True
    ):
        own = [b for b in sorted(identity.blocks(key, name, EntityType(kind))) if b[0] != "="]
        wanted = identity.blocks_of_long_forms(key, name)
        hashes += [hashed(b) for b in own] + [hashed(b) for b in wanted]
        sides += [SIDES.index(b[0]) for b in own] + [SIDES.index(b[0]) + len(SIDES) for b in wanted]
        ends.append(len(hashes))
    pairs = pa.StructArray.from_arrays(
        [pa.array(hashes, pa.int64()), pa.array(sides, pa.int8())], fields=list(HASHES.value_type)
    )
    return pa.ListArray.from_arrays(pa.array(ends, pa.int32()), pairs)


def related(rows: pa.Table) -> pa.Table:
    """Pairs of forms of which the first can be short for the second, or that are a slip apart. Rows: hash, side, form."""
    rows = ordered(rows, "hash", "side", "form")
    hashes, side, form = (rows[c].to_numpy() for c in ("hash", "side", "form"))
    runs = np.array(list(_runs(hashes)), dtype=np.int64).reshape(-1, 2)
    runs = runs[runs[:, 1] - runs[:, 0] > 1]
    sides, keys = side.tolist(), form.tolist()
    found: set[tuple[int, int, str, int]] = set()
    for start, end in runs.tolist():
        has: dict[int, list[int]] = {}
        for i in range(start, end):
            has.setdefault(sides[i], []).append(keys[i])
        for number, kind in enumerate(SIDES):
            longs = has.get(number, [])
            if kind == "~":
                if len(longs) <= 2 * MANY:
                    found |= {(a, b, kind, 1) for n, a in enumerate(longs) for b in longs[n + 1 :]}
            elif 0 < len(longs) <= MANY:
                found |= {
                    (short, long, kind, len(longs))
                    for short in has.get(number + len(SIDES), ())
                    for long in longs
                    if short != long
                }
    return table(sorted(found), RELATED)


def form(form: int, row: dict[str, Any]) -> Form:
    """A form of its payload: key, type, name, members."""
    members = tuple(_named(m | {"key": row["key"]}) for m in row["members"])
    return Form(form, row["key"], EntityType(row["type"]), row["name"], members)


__all__ = ["blocks", "form", "forms", "related", "scenes"]
