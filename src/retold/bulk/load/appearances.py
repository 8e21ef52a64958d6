"""Chains of a corpus into a memory, as appearances of forms."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import numpy as np
import pyarrow as pa

from retold.bulk.load.plan import STEP, LoadPlan
from retold.bulk.tables import arrays
from retold.store.bulk_writer import BulkWriter

MENTIONS = 4_000_000
"""Chains sorted at a time, about 2 GB. If there are more, each pass over the shards takes a part of the forms."""
_COPIED = ("chain", "name", "type", "role", "salience")
"""Columns that are the same in a shard and in the memory."""


def write_appearances(writer: BulkWriter, plan: LoadPlan) -> None:
    """Writes rows of `appearance`, in the order of the table's key."""
    own_forms = plan.own_forms()
    passes = max(1, -(-plan.corpus.mention_count() // MENTIONS))
    ends = np.linspace(1, len(plan.forms) + 1, passes + 1).astype(np.int64)
    for first, end in pairwise(ends.tolist()):
        parts = [
            _appearances(plan, mentions, own_forms, range(first, end))
            for shard in plan.corpus.shards
            for (mentions,) in plan.corpus.row_groups(shard, ("mentions",))
        ]
        rows = pa.concat_tables(parts).sort_by([(c, "ascending") for c in ("form", "article", "chain")])
        for start in range(0, len(rows), STEP):
            some = rows.slice(start, STEP)
            columns = {name: some[name].to_pylist() for name in ("form", "article", *_COPIED)}
            spans = [s.astype("<i4").tobytes() for s in arrays(some["spans"])]
            writer.write("appearance", {**columns, "spans": spans})


def _appearances(
    plan: LoadPlan, mentions: pa.Table, own_forms: Mapping[tuple[int, str], int], forms: range
) -> pa.Table:
    """Chains of current articles with a form key in `forms`, with the keys of form and article.

    `own_forms`: by row and chain, the form of a person who shares the name with another person.
    """
    mentions = mentions.filter(plan.article_keys.contain(mentions["row"].to_numpy()))
    form = mentions["form"].to_numpy()
    if own_forms:
        chains = zip(mentions["row"].to_pylist(), mentions["chain"].to_pylist(), strict=True)
        form = np.array(
            [own_forms.get(chain, f) for chain, f in zip(chains, form.tolist(), strict=True)], dtype=np.int64
        )
    keys = plan.form_keys.of(form)
    rows = (
        mentions.select([*_COPIED, "spans"])
        .append_column("form", pa.array(keys))
        .append_column("article", pa.array(plan.article_keys.of(mentions["row"].to_numpy())))
    )
    return rows.filter(pa.array((keys >= forms.start) & (keys < forms.stop)))
