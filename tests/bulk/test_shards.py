"""Shards: what becomes of each record, also of records that crash or hang their reader."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from textwrap import indent

import pyarrow.parquet as pq
import pytest
from tests.bulk.material import NEWS, SETTINGS, contents, manifests, read, row, rows, table

from retold.bulk import shard_rows
from retold.bulk.executors.local import LocalExecutor
from retold.bulk.inputs import units
from retold.bulk.jobs import Job, Options, themes_mark
from retold.bulk.shards import UnitReader
from retold.bulk.worker_process import StoppedError, WorkerProcess
from retold.errors import SourceError

MARK = """
import os, time
from retold.engine import Engine
plain = Engine.article
def article(self, page):
    for mark, work in (("ABORTS", os.abort), ("HANGS", lambda: time.sleep(600)), ("KILLED-ONCE", once)):
        if mark in page.text:
            work()
    return plain(self, page)
def once():
    if not os.path.exists(os.environ["ONCE"]):
        open(os.environ["ONCE"], "w").close()
        os.kill(os.getpid(), 9)
Engine.article = article
from retold.bulk import shards
from retold.errors import StorageError
taken = shards.items
def items(*given):
    if os.environ.get("FAILS") and given[0].endswith("1.txt"):
        yield StorageError("the store is slow", given[0])
        return
    for page in taken(*given):
        if "CUTS-OFF" in page.text:
            os.abort()
        yield page
shards.items = items
"""


@pytest.fixture
def marked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes readers crash, hang or be killed when a text has a mark."""
    (tmp_path / "site").mkdir()
    (tmp_path / "site/sitecustomize.py").write_text(
        "import sys\nif 'retold.bulk.worker' in ' '.join(sys.orig_argv):\n" + indent(MARK, "    ")
    )
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path / 'site'}{os.pathsep}{os.environ.get('PYTHONPATH', '')}")
    monkeypatch.setenv("ONCE", str(tmp_path / "once"))


@pytest.fixture
def child(request: pytest.FixtureRequest) -> Iterator[WorkerProcess]:
    made_here = WorkerProcess(getattr(request, "param", 60.0))
    yield made_here
    made_here.close()


def job(source: Path, out: Path, **options: int) -> Job:
    (unit,) = units([str(source)])
    return Job(unit, str(out), Options(max_bytes=SETTINGS.max_bytes, **options), SETTINGS)


def workers() -> set[int]:
    """Worker processes of this process."""
    found = subprocess.run(
        ["ps", "-o", "pid=,args=", "--ppid", str(os.getpid())], capture_output=True, text=True, check=True
    ).stdout
    return {int(line.split()[0]) for line in found.splitlines() if "retold.bulk.worker" in line}


@pytest.mark.usefixtures("marked")
def test_a_record_that_crashes_its_reader_is_lost_alone(tmp_path: Path, child: WorkerProcess) -> None:
    source = rows(
        tmp_path / "a.jsonl", [row(0), row(1, body="This ABORTS it."), row(2), row(3, body="And ABORTS again."), row(4)]
    )
    told: list[int] = []
    manifest = child.shard(job(source, tmp_path / "out"), told.append)
    assert manifest["counts"] == {"in": 5, "out": 3, "skipped": {"fault of Retold": 2}, "lost": 2}
    assert table(tmp_path / "out", "digests", "article") == [NEWS[n][0] for n in (0, 2, 4)]
    assert [lost["reason"] for lost in manifest["lost"]] == [
        "its reader was killed by signal 6, which is a fault of Retold; please report it"
    ] * 2
    assert [lost["where"] for lost in manifest["lost"]] == [f"{source}:2 (id island-1)", f"{source}:4 (id salmon-1)"]
    assert set(told) == {0, 1, 2, 3, 4}
    assert not list(tmp_path.rglob("*.part"))


@pytest.mark.usefixtures("marked")
@pytest.mark.parametrize("child", [5.0, None], indirect=True)
def test_a_record_that_hangs_is_lost_alone(tmp_path: Path, child: WorkerProcess) -> None:
    """The limit is that of the worker or, if it has none, that of the settings."""
    source = rows(tmp_path / "a.jsonl", [row(0), row(1, body="It HANGS here.")])
    made = job(source, tmp_path / "out")
    manifest = child.shard(replace(made, settings=replace(made.settings, time_limit=5.0)))
    assert manifest["counts"] == {"in": 2, "out": 1, "skipped": {"fault of Retold": 1}, "lost": 1}
    assert manifest["lost"] == [
        {
            "where": f"{source}:2 (id island-1)",
            "reason": "its reader took longer than 5 seconds, which is a fault of Retold; please report it",
        }
    ]


@pytest.mark.usefixtures("marked")
def test_a_reader_that_is_killed_from_outside_loses_nothing(tmp_path: Path, child: WorkerProcess) -> None:
    source = rows(tmp_path / "a.jsonl", [row(0), row(1, body=NEWS[1][4] + " KILLED-ONCE"), row(2)])
    assert child.shard(job(source, tmp_path / "out"))["counts"] == {"in": 3, "out": 3, "skipped": {}, "lost": 0}
    assert (tmp_path / "once").exists()


@pytest.mark.usefixtures("marked")
def test_an_archive_that_crashes_its_reader_is_read_up_to_there(tmp_path: Path, child: WorkerProcess) -> None:
    source = rows(tmp_path / "a.jsonl", [row(0), row(1), row(2, body="This CUTS-OFF all."), row(3)])
    manifest = child.shard(job(source, tmp_path / "out"))
    assert manifest["counts"] == {"in": 3, "out": 2, "skipped": {"fault of Retold": 1}, "lost": 1}
    assert table(tmp_path / "out", "digests", "article") == [NEWS[n][0] for n in (0, 1)]
    (lost,) = manifest["lost"]
    assert lost["where"] == str(source)
    assert lost["reason"].startswith("its reader was killed by signal 6 before record 2")


def pages(folder: Path) -> Path:
    folder.mkdir()
    for n in range(3):
        (folder / f"{n}.txt").write_text(f"{NEWS[n][1]}\n\n{NEWS[n][4]}")
    return folder


def test_of_small_files_one_that_is_missing_is_lost_alone(tmp_path: Path, child: WorkerProcess) -> None:
    asked = job(pages(tmp_path / "pages"), tmp_path / "out")
    (tmp_path / "pages/1.txt").unlink()
    manifest = child.shard(asked)
    assert manifest["counts"] == {"in": 3, "out": 2, "skipped": {"unreadable": 1}, "lost": 1}
    assert manifest["lost"][0]["where"].endswith("1.txt")


@pytest.mark.usefixtures("marked")
def test_a_store_that_fails_is_no_fault_of_a_record(
    tmp_path: Path, child: WorkerProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAILS", "1")
    asked = job(pages(tmp_path / "pages"), tmp_path / "out")
    with pytest.raises(SourceError, match="the store is slow"):
        child.shard(asked)
    assert manifests(tmp_path / "out") == []
    child.close()
    monkeypatch.delenv("FAILS")
    assert child.shard(asked)["counts"]["out"] == 3


def test_an_input_that_is_gone_fails(tmp_path: Path, child: WorkerProcess) -> None:
    asked = job(rows(tmp_path / "a.jsonl", [row(0)]), tmp_path / "out")
    (tmp_path / "a.jsonl").unlink()
    with pytest.raises(SourceError, match="no such file"):
        child.shard(asked)
    assert manifests(tmp_path / "out") == []


def test_themes_that_are_not_those_of_the_run_fail_the_unit(tmp_path: Path, child: WorkerProcess) -> None:
    themes = tmp_path / "t.toml"
    settings = replace(SETTINGS, themes=str(themes))
    asked = replace(job(rows(tmp_path / "a.jsonl", [row(0)]), tmp_path / "out"), settings=settings)
    with pytest.raises(SourceError, match=r"t\.toml"):  # there is no such file
        child.shard(asked)
    themes.write_text('[[theme]]\nname = "ferries"\nkeywords = ["ferry"]\n')
    with pytest.raises(SourceError, match="other themes here"):
        child.shard(asked)
    assert manifests(tmp_path / "out") == []
    right = replace(asked, options=replace(asked.options, themes=themes_mark(settings)))
    assert child.shard(right)["counts"]["out"] == 1


def test_what_no_table_can_hold_is_lost_alone(tmp_path: Path, child: WorkerProcess) -> None:
    source = rows(tmp_path / "a.jsonl", [row(n, id=f"a{n}", language="\ud83d" if n == 1 else "en") for n in range(4)])
    manifest = child.shard(job(source, tmp_path / "out"))
    assert manifest["counts"]["in"] == 4
    assert {"a0", "a2", "a3"} <= set(table(tmp_path / "out", "digests", "article"))


def test_long_articles_make_shorter_row_groups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A row group has as many articles as fit `BYTES`, at most `GROUP`. How rows are joined does not change them."""
    asked = job(rows(tmp_path / "a.jsonl", [row(n % 6, id=f"a{n}") for n in range(7)]), tmp_path / "out")
    reader = UnitReader(asked)
    found = {}
    for name, limits in {
        "one": (1000, 64_000_000, 50),
        "pieces": (1000, 64_000_000, 2),
        "groups": (3, 64_000_000, 2),
        "bytes": (1000, 1, 50),
    }.items():
        for limit, value in zip(("GROUP", "BYTES", "PIECE"), limits, strict=True):
            monkeypatch.setattr(shard_rows, limit, value)
        reader.shard(replace(asked, out=str(tmp_path / name)), lambda _number, _step: None)
        (file,) = (tmp_path / name / "digests").glob("*.parquet")
        about = pq.ParquetFile(file).metadata
        found[name] = [about.row_group(g).num_rows for g in range(about.num_row_groups)]
        assert table(tmp_path / name, "mentions", "key") == table(tmp_path / "one", "mentions", "key")
        assert table(tmp_path / name, "digests", "row") == table(tmp_path / "one", "digests", "row")
    assert found == {"one": [7], "pieces": [7], "groups": [3, 3, 1], "bytes": [1] * 7}
    assert contents(tmp_path / "pieces") == contents(tmp_path / "one")


def test_no_module_of_the_folder_that_one_is_in_is_run(
    tmp_path: Path, child: WorkerProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "queue.py").write_text("raise SystemExit(7)")
    monkeypatch.chdir(tmp_path)
    assert child.shard(job(rows(tmp_path / "a.jsonl", [row(0)]), tmp_path / "out"))["counts"]["out"] == 1


def test_a_run_that_is_told_to_nobody_ends(tmp_path: Path) -> None:
    """If progress cannot be shown because standard error is closed, units fail and nothing hangs."""

    def told(_shard: str, _record: int) -> None:
        raise KeyError("gone")

    sources = [rows(tmp_path / f"{n}.jsonl", [row(n)]) for n in range(2)]
    outcomes = list(LocalExecutor(1).run([job(s, tmp_path / "out") for s in sources], told))
    assert [(o.manifest, "KeyError" in o.error) for o in outcomes] == [(None, True)] * 2


def test_a_reader_that_always_ends_gives_its_unit_up(
    tmp_path: Path, child: WorkerProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site/sitecustomize.py").write_text(
        "import os, sys\nif 'retold.bulk.worker' in ' '.join(sys.orig_argv):\n    os._exit(3)\n"
    )
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path / 'site'}{os.pathsep}{os.environ.get('PYTHONPATH', '')}")
    source = rows(tmp_path / "a.jsonl", [row(0)])
    with pytest.raises(SourceError, match="its reader ended with status 3 after 0 records"):
        child.shard(job(source, tmp_path / "out"))


def test_a_full_disk_is_no_fault_of_a_record(tmp_path: Path) -> None:
    source = rows(tmp_path / "a.jsonl", [row(n % 6, id=f"x{n}", body=NEWS[n % 6][4] + f" {n}") for n in range(6)])
    command = [sys.executable, "-m", "retold", "bulk", str(source), "--out", str(tmp_path / "out"), "--workers", "1"]
    full = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000)),
    )
    assert full.returncode == 1
    assert "cannot be" in full.stderr
    assert "File too large" in full.stderr
    assert "fault of Retold" not in full.stderr
    assert manifests(tmp_path / "out") == []
    assert [f for t in ("digests", "mentions", "vectors") for f in (tmp_path / "out" / t).glob("*.parquet")] == []
    assert read([source], tmp_path / "out").manifest["counts"] == {"in": 6, "out": 6, "skipped": {}, "lost": 0}


def test_a_run_that_is_ended_ends_its_workers(tmp_path: Path) -> None:
    sources = [rows(tmp_path / f"{n}.jsonl", [row(n)]) for n in range(4)]
    outcomes = LocalExecutor(1).run([job(s, tmp_path / "out") for s in sources], lambda _shard, _record: None)
    assert next(outcomes).manifest is not None
    (worker,) = workers()
    outcomes.close()  # type: ignore[attr-defined]  # ends it, as an error or Ctrl-C in the driver does
    assert worker not in workers()
    assert len(manifests(tmp_path / "out")) < 4


def test_a_child_that_was_stopped_starts_no_worker(tmp_path: Path, child: WorkerProcess) -> None:
    child.stop()
    with pytest.raises(StoppedError):
        child.shard(job(rows(tmp_path / "a.jsonl", [row(0)]), tmp_path / "out"))
    assert not (tmp_path / "out").exists()


def test_a_worker_ends_with_its_driver(tmp_path: Path) -> None:
    """A worker knows only from its pipes that its driver is gone."""
    source = rows(tmp_path / "a.jsonl", [row(n % 6, id=f"x{n}", body=NEWS[n % 6][4] + f" {n}") for n in range(60)])
    worker = subprocess.Popen(
        [sys.executable, "-m", "retold.bulk.worker"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert worker.stdin is not None
    assert worker.stdout is not None
    worker.stdin.write(job(source, tmp_path / "out").dumped() + "\n")
    worker.stdin.flush()
    assert json.loads(worker.stdout.readline()) == {"at": 0, "step": "next"}
    worker.stdin.close()
    worker.stdout.close()
    since = time.monotonic()
    assert worker.wait(60) == 1
    assert time.monotonic() - since < 30
    assert [f.name for f in (tmp_path / "out").rglob("*") if f.is_file()] == []


@pytest.mark.usefixtures("marked")
def test_a_worker_that_hangs_without_its_driver_ends(tmp_path: Path) -> None:
    source = rows(tmp_path / "a.jsonl", [row(1, body="It HANGS here.")])
    code = "from retold.bulk import worker; worker.LONGEST = 2.0; worker.main()  # retold.bulk.worker"
    hung = subprocess.run(
        [sys.executable, "-c", code],
        input=job(source, tmp_path / "out").dumped() + "\n",
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert hung.returncode == 1
    assert "Timeout" in hung.stderr
    assert manifests(tmp_path / "out") == []


def test_what_a_driver_is_killed_with_is_not_what_a_shard_is_made_of(tmp_path: Path, child: WorkerProcess) -> None:
    """An unfinished file lies beside the shard under a name that nothing reads."""
    source = rows(tmp_path / "a.jsonl", [row(0), row(1)])
    worker = subprocess.Popen(
        [sys.executable, "-m", "retold.bulk.worker"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert worker.stdin is not None
    assert worker.stdout is not None
    worker.stdin.write(job(source, tmp_path / "out").dumped() + "\n")
    worker.stdin.flush()
    for _ in range(3):
        worker.stdout.readline()
    worker.send_signal(signal.SIGKILL)
    worker.communicate()
    assert [f.name for f in (tmp_path / "out").rglob("*") if f.is_file() and not f.name.startswith(".")] == []
    assert child.shard(job(source, tmp_path / "out"))["counts"]["out"] == 2
    assert len(contents(tmp_path / "out", ["manifests"])) == 1
    assert not list(tmp_path.rglob("*.part"))
