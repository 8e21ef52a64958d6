"""Relations of a corpus into a memory: those of its digests, between forms."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from operator import attrgetter

import pyarrow as pa

from retold.bulk.load.plan import LoadPlan
from retold.records.attributed_relations import attributed
from retold.store.bulk_writer import BulkWriter
from retold.store.relations import COLUMNS, RelationRow, relation_rows


def write_relations(writer: BulkWriter, plan: LoadPlan) -> None:
    """Writes rows of `relation`, in the order of the table's key."""
    own_forms = plan.own_forms()
    for shard in plan.corpus.shards:
        for digests, mentions in plan.corpus.row_groups(shard, ("digests", "mentions")):
            rows = list(_rows(plan, digests, mentions, own_forms))
            if rows:
                writer.write("relation", {name: list(map(attrgetter(name), rows)) for name in COLUMNS})


def _rows(
    plan: LoadPlan, digests: pa.Table, mentions: pa.Table, own_forms: Mapping[tuple[int, str], int]
) -> Iterator[RelationRow]:
    """The relations of current articles."""
    digests = digests.filter(plan.article_keys.contain(digests["row"].to_numpy()))
    forms = _forms(plan, mentions, own_forms)
    keys = plan.article_keys.of(digests["row"].to_numpy()).tolist()
    for key, row, digest in zip(keys, digests["row"].to_pylist(), digests["digest"].to_pylist(), strict=True):
        yield from relation_rows(key, attributed(json.loads(digest)), forms.get(row, {}))


def _forms(plan: LoadPlan, mentions: pa.Table, own_forms: Mapping[tuple[int, str], int]) -> dict[int, dict[str, int]]:
    """By row and chain, the key of the form of current articles."""
    mentions = mentions.filter(plan.article_keys.contain(mentions["row"].to_numpy()))
    chains = list(zip(mentions["row"].to_pylist(), mentions["chain"].to_pylist(), strict=True))
    numbers = [own_forms.get(chain, form) for chain, form in zip(chains, mentions["form"].to_pylist(), strict=True)]
    forms: dict[int, dict[str, int]] = {}
    for (row, chain), key in zip(chains, plan.form_keys.of(numbers).tolist(), strict=True):
        forms.setdefault(row, {})[chain] = key
    return forms
