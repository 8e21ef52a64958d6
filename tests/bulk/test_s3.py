"""Inputs, shards and the corpus in an S3-compatible store."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from tests import bucket
from tests.bulk.material import read, retold, row, rows

from retold.sources import storage


@pytest.fixture(scope="module")
def store() -> Iterator[dict[str, str]]:
    """The environment for an S3 server with an empty bucket."""
    with bucket.server() as environment:
        yield environment


def put(name: str, data: bytes) -> None:
    with storage.create(name) as stream:
        stream.write(data)


def columns(out: str, table: str, column: str) -> list[object]:
    found = []
    for stored in storage.list_files(f"{out}/{table}"):
        with storage.open_file(stored.name) as stream:
            found += pq.read_table(stream)[column].to_pylist()
    return sorted(found)


def test_all_of_it_in_a_store(store: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in store.items():
        monkeypatch.setenv(name, value)
    for n, numbers in enumerate(([0, 1, 3], [2, 4])):
        put(f"s3://news/in/{n}.jsonl", rows(tmp_path / f"in/{n}.jsonl", [row(i) for i in numbers]).read_bytes())
    out = "s3://news/out"
    found = retold("bulk", "s3://news/in", "--out", f"{out}/", **os.environ)
    assert found.returncode == 0, found.stderr
    assert "holds 5 articles of 5 records" in found.stderr
    assert read(["s3://news/in"], out).skipped == 2
    assert len(columns(out, "digests", "article")) == 5
    corpus = retold("bulk", "reduce", out, **os.environ)
    assert corpus.returncode == 0, corpus.stderr
    counts = json.loads(storage.read(f"{out}/reduced/manifest.json"))["counts"]
    assert (counts["articles"], counts["read"]) == (5, 5)
    read([tmp_path / "in"], tmp_path / "out")
    assert retold("bulk", "reduce", tmp_path / "out").returncode == 0
    local = [
        len(pq.read_table(tmp_path / "out/reduced/stories")),
        sorted(pq.read_table(tmp_path / "out/reduced/entities")["name"].to_pylist()),
    ]
    assert [counts["stories"], columns(out, "reduced/entities", "name")] == local
    kept = retold("ingest", out, "--db", tmp_path / "m.db", **os.environ)
    assert "5 new" in kept.stderr
