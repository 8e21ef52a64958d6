"""Shards into a memory: the result is the same as reading their inputs."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pytest
from tests.bulk.material import manifests, read, retold, row, rows, skipped
from tests.made import entity_sets, story_sets

from retold import Engine
from retold.bulk import ingest
from retold.errors import FormatError
from retold.memory import Kept, Memory, Status


@pytest.fixture(scope="module")
def kept(done: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A memory with the articles of the shards."""
    path = tmp_path_factory.mktemp("kept") / "m.db"
    found = retold("ingest", done, "--db", path)
    assert found.returncode == 0, found.stderr
    assert "10 new, 1 changed" in found.stderr
    return path


def documents(memory: Memory) -> dict[str, object]:
    return dict(memory.articles())


def test_the_memory_is_that_of_the_inputs(kept: Path, inputs: Path, engine: Engine, tmp_path: Path) -> None:
    with Memory(str(tmp_path / "m.db"), engine) as plain, Memory(str(kept), engine) as bulk:
        outcomes = list(plain.ingest([str(inputs)]))
        assert all(isinstance(o, Kept) for o in outcomes), outcomes
        assert bulk.problems() == plain.problems() == []
        assert bulk.counts() == plain.counts()
        assert documents(bulk) == documents(plain)
        (twice,) = {o.id for o in outcomes if isinstance(o, Kept) and o.status is Status.CHANGED}
        assert [bulk.digest(twice, n) for n in (1, 2)] == [plain.digest(twice, n) for n in (1, 2)]
        assert "boat" in bulk.digest(twice)["article"]["body"]  # that of the archive that comes last
        assert story_sets(bulk) == story_sets(plain)
        assert entity_sets(bulk) == entity_sets(plain)


def test_what_is_kept_is_known(kept: Path, done: Path, engine: Engine) -> None:
    assert ingest.is_folder(str(done))
    assert skipped(done)[1] == 11
    with Memory(str(kept), engine) as memory:
        before = memory.counts()
        assert Counter(o.status for o in ingest.keep(memory, str(done)) if isinstance(o, Kept)) == {Status.KNOWN: 11}
        assert memory.counts() == before


def test_of_a_shard_that_is_damaged_the_others_are_kept(done: Path, engine: Engine, tmp_path: Path) -> None:
    shutil.copytree(done, tmp_path / "out")
    broken = manifests(done)[0]
    (tmp_path / "out" / "vectors" / f"{broken['shard']}.parquet").write_bytes(b"PAR1")
    with Memory(str(tmp_path / "m.db"), engine) as memory:
        outcomes = list(ingest.keep(memory, str(tmp_path / "out")))
        errors = [o for o in outcomes if isinstance(o, FormatError)]
        assert [e.source for e in errors] == [f"{tmp_path}/out/manifests/{broken['shard']}.json"]
        assert len(outcomes) - len(errors) == 11 - broken["counts"]["out"]
        assert memory.problems() == []


def test_shards_that_are_not_whole_are_not_kept(done: Path, engine: Engine, tmp_path: Path) -> None:
    shutil.copytree(done, tmp_path / "out")
    gone = manifests(done)[0]
    (tmp_path / "out" / "manifests" / f"{gone['shard']}.json").unlink()
    with Memory(str(tmp_path / "m.db"), engine) as memory:
        assert len(list(ingest.keep(memory, str(tmp_path / "out")))) == 11 - gone["counts"]["out"]


def test_other_folders_are_none_of_ours(inputs: Path, tmp_path: Path) -> None:
    assert not ingest.is_folder(str(inputs))
    assert not ingest.is_folder("-")
    assert not ingest.is_folder("https://x.example/run.json")
    for text in ("", "[]", '{"schema": "retold.shard/0"}'):
        (tmp_path / "run.json").write_text(text)
        assert not ingest.is_folder(str(tmp_path))


def test_folders_and_files_are_kept_together(inputs: Path, tmp_path: Path) -> None:
    body = "The county of Marlow bought two ferries on Tuesday, mayor Erik Moe said."
    extra = rows(tmp_path / "more.jsonl", [row(5, id="more", headline="Marlow buys two ferries", body=body)])
    read([inputs / "a.jsonl"], tmp_path / "out")
    found = retold("ingest", extra, tmp_path / "out", "--db", tmp_path / "m.db", "--format", "jsonl")
    assert found.returncode == 0, found.stderr
    assert [line.split('"')[3] for line in found.stdout.splitlines()] == ["more", "north-1", "island-1", "salmon-1"]
