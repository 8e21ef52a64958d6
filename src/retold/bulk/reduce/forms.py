"""Chains into forms of names, and forms into what they could be short for."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from retold.bulk.reduce.frames import ordered, table
from retold.bulk.tables import hashed
from retold.corpus import identity
from retold.corpus.identity import MANY, Form, Named
from retold.corpus.signature import restored
from retold.types import EntityType

KNOWN = 16
"""Appearances, the latest, by which a form is known when it is judged."""

_MEMBER = pa.struct(
    [
        ("row", pa.int64()),
        ("name", pa.string()),
        ("type", pa.string()),
        ("role", pa.string()),
        ("day", pa.float64()),
        ("vector", pa.binary()),
        ("beside", pa.list_(pa.string())),
    ]
)
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
        ("members", pa.list_(_MEMBER)),
        ("apart", pa.list_(pa.struct([("row", pa.int64()), ("chain", pa.string())]))),
    ]
)
"""`of`: the form that its chains were read as; another only where people of one name are parted, and then `apart` are its chains.
`names` and `types`: in how many articles it is called so, as JSON."""
SCENES = pa.schema([("row", pa.int64()), ("beside", pa.list_(pa.string()))])
HASHES = pa.list_(pa.struct([("hash", pa.int64()), ("side", pa.string())]))
RELATED = pa.schema([("a", pa.int64()), ("b", pa.int64()), ("kind", pa.string()), ("candidates", pa.int32())])


def scenes(rows: pa.Table) -> pa.Table:
    """The keys of all names of each article. Rows: row, key."""
    found: dict[int, set[str]] = {}
    for row, key in zip(rows["row"].to_pylist(), rows["key"].to_pylist(), strict=True):
        found.setdefault(row, set()).add(key)
    return pa.table({"row": sorted(found), "beside": [sorted(found[r]) for r in sorted(found)]}, SCENES)


def forms(rows: pa.Table) -> pa.Table:
    """The forms of names, each with the latest of its chains. Rows: row, form, chain, key, name, type, role, day, and of names that are no topics vector, beside."""
    rows = ordered(rows, "form", "day", "row", "chain")
    found = [form for start, end in _runs(rows["form"].to_numpy()) for form in _parted(rows.slice(start, end - start).to_pylist())]
    return pa.Table.from_pylist(sorted(found, key=lambda f: (f["of"], f["form"])), FORMS)


def _runs(keys: np.ndarray) -> Iterator[tuple[int, int]]:
    starts = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]])) if len(keys) else np.zeros(0, dtype=np.int64)
    return zip(starts.tolist(), np.append(starts[1:], len(keys)).tolist(), strict=True)


def _parted(chains: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The forms of one name: one, unless it is that of several people."""
    of, key = chains[0]["form"], chains[0]["key"]
    person = chains[0]["type"] == EntityType.PERSON
    if not (person and " " in key and sum(bool(c["role"]) for c in chains) > 1):
        return [_form(of, of, chains)]
    worlds = _worlds(chains)
    return [_form(of if not n else hashed(f"{of} {n}"), of, w) for n, w in enumerate(worlds)]


def _worlds(chains: Sequence[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Chains of one name by whom they mean, as `identity.home` has it, in the order of time."""
    worlds: list[list[dict[str, Any]]] = [[chains[0]]]
    known: list[list[Named]] = [[_named(chains[0])]]
    for chain in chains[1:]:
        own = _named(chain)
        fit = 0
        if len(worlds) > 1 or chain["role"]:
            alike = [Form(n, own.key, own.kind, own.name, tuple(k[-KNOWN:])) for n, k in enumerate(known)]
            home = identity.home(own, alike)
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


def _form(form: int, of: int, chains: Sequence[dict[str, Any]]) -> dict[str, Any]:
    first = {c["row"]: c for c in sorted(chains, key=lambda c: (len(c["chain"]), c["chain"]), reverse=True)}  # the chain that votes: e2 before e10
    votes = {of_: Counter(c[of_] for c in first.values()) for of_ in ("name", "type")}
    topic = chains[0]["type"] == EntityType.TOPIC
    return {
        "form": form, "of": of, "key": f"# {chains[0]['key']}" if topic else chains[0]["key"], "person": chains[0]["type"] == EntityType.PERSON,
        **{of_: max(counts, key=lambda v: (counts[v], v)) for of_, counts in votes.items()},
        "articles": len(first), "names": _json(votes["name"]), "types": _json(votes["type"]),
        "members": [] if topic else [{f.name: c[f.name] for f in _MEMBER} for c in chains[: -KNOWN - 1 : -1]],
        "apart": [{"row": c["row"], "chain": c["chain"]} for c in chains] if form != of else [],
    }  # fmt: skip


def _json(votes: Counter[str]) -> str:
    return json.dumps(dict(sorted(votes.items())), ensure_ascii=True)


def blocks(rows: pa.Table) -> pa.Array:
    """What each form is found by, by hash, and what it looks for: kinds of `identity.blocks`, "?" before what is wanted. Rows: key, name, type."""
    found = []
    for key, name, kind in zip(rows["key"].to_pylist(), rows["name"].to_pylist(), rows["type"].to_pylist(), strict=True):
        own = identity.blocks(key, name, EntityType(kind))
        found.append([{"hash": hashed(b), "side": b[0]} for b in sorted(own) if b[0] != "="] + [{"hash": hashed(b), "side": f"?{b[0]}"} for b in identity.wanted(key, name)])
    return pa.array(found, HASHES)


def related(rows: pa.Table) -> pa.Table:
    """Pairs of forms of which the first can be short for the second, or that are a slip apart. Rows: hash, side, form."""
    rows = ordered(rows, "hash", "side", "form")
    hashes, sides, keys = rows["hash"].to_numpy(), rows["side"].to_pylist(), rows["form"].to_numpy()
    found: set[tuple[int, int, str, int]] = set()
    for start, end in _runs(hashes):
        if end - start < 2:
            continue
        has: dict[str, list[int]] = {}
        for i in range(start, end):
            has.setdefault(sides[i], []).append(int(keys[i]))
        for kind in "><@":
            longs = has.get(kind, [])
            if longs and len(longs) <= MANY:
                found |= {(short, long, kind, len(longs)) for short in has.get(f"?{kind}", []) for long in longs if short != long}
        slips = has.get("~", [])
        if len(slips) <= 2 * MANY:
            found |= {(a, b, "~", 1) for n, a in enumerate(slips) for b in slips[n + 1 :]}
    return table(sorted(found), RELATED)


def form(form: int, row: dict[str, Any]) -> Form:
    """A form of its payload: key, type, name, members."""
    members = tuple(_named(m | {"key": row["key"]}) for m in row["members"])
    return Form(form, row["key"], EntityType(row["type"]), row["name"], members)


__all__ = ["blocks", "form", "forms", "related", "scenes"]
