"""Forms, blocks, entities and judgements of a corpus into a memory."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from retold.bulk.load.plan import STEP, LoadPlan
from retold.corpus import identity
from retold.memory.ledger import MODEL
from retold.store.bulk_writer import BulkWriter
from retold.store.forms import FULL, block_hash
from retold.types import EntityType


def write_forms(writer: BulkWriter, plan: LoadPlan) -> None:
    """Writes rows of `form` and `block`."""
    table = plan.corpus.table("work/entity-of").sort_by("form")
    entities = plan.form_keys.of(table["entity"].to_numpy()).tolist()
    blocks = []
    for start in range(0, len(plan.forms), STEP):
        some = plan.forms.slice(start, STEP)
        keys = list(range(start + 1, start + 1 + len(some)))
        votes = zip(some["names"].to_pylist(), some["types"].to_pylist(), strict=True)
        columns = {
            "id": keys,
            **{name: some[name].to_pylist() for name in ("key", "name", "type", "articles")},
            "person": [int(person) for person in some["person"].to_pylist()],
            "entity": entities[start : start + STEP],
            "votes": [f'{{"name": {names}, "type": {types}}}' for names, types in votes],
        }
        writer.write("form", columns)
        blocks.append(_blocks(keys, list(zip(columns["key"], columns["name"], columns["type"], strict=True))))
    if blocks:
        _write_blocks(writer, *(np.concatenate(column) for column in zip(*blocks, strict=True)))


def _blocks(
    keys: list[int], forms: list[tuple[str, str, str]]
) -> tuple[NDArray[np.int64], NDArray[np.bool_], NDArray[np.int32]]:
    """Hash of each block, whether it takes any number of forms, and the key of its form. `forms`: key, name, type."""
    hashes, unlimited, numbers = [], [], []
    for number, (key, name, type_name) in zip(keys, forms, strict=True):
        kind = EntityType(type_name)
        blocks = {f"= {key}"} if kind is EntityType.TOPIC else identity.blocks(key, name, kind)
        hashes += [block_hash(b) for b in blocks]
        unlimited += [b[0] in "=#" for b in blocks]
        numbers += [number] * len(blocks)
    return np.array(hashes, dtype=np.int64), np.array(unlimited, dtype=bool), np.array(numbers, dtype=np.int32)


def _write_blocks(
    writer: BulkWriter, hashes: NDArray[np.int64], unlimited: NDArray[np.bool_], numbers: NDArray[np.int32]
) -> None:
    """Writes every form of an unlimited block, and the first `FULL` forms of any other one."""
    order = np.lexsort((numbers, unlimited, hashes))
    hashes, unlimited, numbers = hashes[order], unlimited[order], numbers[order]
    changes = (hashes[1:] != hashes[:-1]) | (unlimited[1:] != unlimited[:-1]) | (numbers[1:] != numbers[:-1])
    new = np.append(True, changes)[: len(hashes)]
    hashes, unlimited, numbers = hashes[new], unlimited[new], numbers[new]
    starts = np.append(True, hashes[1:] != hashes[:-1])[: len(hashes)]
    place = np.arange(len(hashes))
    place_in_block = place - np.maximum.accumulate(np.where(starts, place, 0))
    kept = unlimited | (place_in_block < FULL)
    hashes, numbers = hashes[kept], numbers[kept]
    for start in range(0, len(hashes), STEP):
        some = slice(start, start + STEP)
        writer.write("block", {"hash": hashes[some].tolist(), "form": numbers[some].tolist()})


def write_entities(writer: BulkWriter, plan: LoadPlan) -> None:
    """Writes rows of `entity`."""
    entities = plan.corpus.table("entities", ["entity", "name", "type", "stories"]).sort_by("entity")
    for start in range(0, len(entities), STEP):
        some = entities.slice(start, STEP)
        copied = {name: some[name].to_pylist() for name in ("name", "type", "stories")}
        writer.write("entity", {"id": plan.form_keys.of(some["entity"].to_numpy()).tolist(), **copied})


def write_judgements(writer: BulkWriter, plan: LoadPlan) -> None:
    """Writes rows of `judgement`, all by the model."""
    judgements = plan.corpus.table("judgements").sort_by([("a", "ascending"), ("b", "ascending")])
    writer.write(
        "judgement",
        {
            "a": plan.form_keys.of(judgements["a"].to_numpy()).tolist(),
            "b": plan.form_keys.of(judgements["b"].to_numpy()).tolist(),
            **{name: judgements[name].to_pylist() for name in ("verdict", "score", "features")},
            "model": [MODEL] * len(judgements),
            "person": [""] * len(judgements),
            "at": [plan.added] * len(judgements),
        },
    )
