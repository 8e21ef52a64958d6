from __future__ import annotations

from pathlib import Path

import pytest
from tests.bulk.material import archived, parquet, read, row, rows


@pytest.fixture(scope="session")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one input of each kind."""
    folder = tmp_path_factory.mktemp("inputs")
    rows(folder / "a.jsonl", [row(0), row(1), row(3)])
    rows(folder / "b.jsonl.gz", [row(2), row(4), row(5)])
    (folder / "c.warc.gz").write_bytes(archived([0, 4]).data)
    (folder / "d.warc.gz").write_bytes(
        archived([0], "The mayor asked the county for a boat.", "2026-03-07T10:00:00Z").data
    )
    parquet(folder / "e.parquet", [5, 1])
    return folder


@pytest.fixture(scope="session")
def done(inputs: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shards of all inputs, read by two workers. Do not write to it."""
    out = tmp_path_factory.mktemp("done") / "out"
    found = read([inputs], out)
    assert (found.done, found.skipped, dict(found.failed)) == (5, 0, {})
    return out
