"""Runs: nothing is read twice, and what is refused."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.bulk.material import NEWS, SETTINGS, contents, manifests, read, retold, row, rows, skipped, table

from retold.bulk.driver import options
from retold.bulk.jobs import BulkProgress
from retold.errors import FormatError, RetoldError, SettingsError, SourceError, StorageError


def stamps(out: Path) -> dict[str, int]:
    return {str(f): f.stat().st_mtime_ns for f in out.rglob("*") if f.is_file() and f.name != "manifest.json"}


def ids(out: Path) -> list[str]:
    return sorted(table(out, "digests", "article"))


def test_every_article_is_there_once(done: Path) -> None:
    assert skipped(done) == (11, 11, {})
    assert len(set(table(done, "digests", "row"))) == 11
    assert (
        set(table(done, "mentions", "row")) <= set(table(done, "digests", "row")) == set(table(done, "vectors", "row"))
    )
    assert {f"p-{NEWS[5][0]}", NEWS[5][0], NEWS[0][0]} <= set(ids(done))
    assert [list(m["input"]["files"]) for m in manifests(done)] == [[m["input"]["name"]] for m in manifests(done)]


@pytest.mark.parametrize(("engine", "workers"), [("local", 1), ("native", 2)])
def test_the_same_to_the_byte(done: Path, inputs: Path, tmp_path: Path, engine: str, workers: int) -> None:
    told: list[BulkProgress] = []
    read([inputs], tmp_path / "out", engine, workers, told=told)
    assert contents(tmp_path / "out") == contents(done)
    assert (told[-1].shards, told[-1].of, told[-1].records, told[-1].articles) == (5, 5, 11, 11)
    assert not list(tmp_path.rglob(".*"))


def test_what_is_whole_is_left(done: Path, inputs: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(done, out)
    before = stamps(out)
    assert (read([inputs], out).skipped, stamps(out)) == (5, before)
    gone = next((out / "manifests").glob("*.json"))
    gone.unlink()
    found = read([inputs], out)
    assert (found.done, found.skipped) == (1, 4)
    changed = {name for name, stamp in stamps(out).items() if before.get(name) != stamp}
    assert {Path(name).stem for name in changed} == {gone.stem}
    assert contents(out) == contents(done)


def test_an_input_that_changed_is_read_again_and_takes_its_place(tmp_path: Path) -> None:
    one, other, out = (
        rows(tmp_path / "in/a.jsonl", [row(0), row(3)]),
        rows(tmp_path / "in/b.jsonl", [row(5)]),
        tmp_path / "out",
    )
    read([one, other], out)
    before = stamps(out)
    rows(one, [row(1)])
    found = read([one, other], out)
    assert (found.done, found.skipped) == (1, 1)
    assert ids(out) == ["island-1", "spire-1"]
    assert (
        sum(stamps(out).get(name) == stamp for name, stamp in before.items()) == 5
    )  # run.json, and a shard of four files
    assert skipped(out) == (2, 2, {})


def pages(folder: Path, *numbers: int) -> list[Path]:
    """Each page as its own file."""
    folder.mkdir(exist_ok=True)
    for n in numbers:
        (folder / f"{n}.txt").write_text(f"{NEWS[n][1]}\n\n{NEWS[n][4]}")
    return [folder / f"{n}.txt" for n in numbers]


def test_small_files_stay_in_the_shard_that_has_them(tmp_path: Path) -> None:
    """No matter what else of their folder is an input, and how many files there are by then."""
    folder, out = tmp_path / "in", tmp_path / "out"
    first = pages(folder, 3, 5)
    assert read(first, out).done == 1
    before = stamps(out)
    assert read(pages(folder, 4), out).done == 1  # others of the folder: added, and nothing replaced
    assert len(table(out, "digests", "article")) == 3
    pages(folder, 0)
    found = read([folder], out)  # one that comes first in the order of names
    assert (found.done, found.skipped) == (1, 2)
    assert sorted(Path(f).name for m in manifests(out) for f in m["input"]["files"]) == [
        "0.txt",
        "3.txt",
        "4.txt",
        "5.txt",
    ]
    assert {name: stamps(out)[name] for name in before} == before
    assert skipped(out) == (4, 4, {})


def test_a_small_file_that_changed_or_went_is_read_again_with_those_beside_it(tmp_path: Path) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    read(pages(folder, 3, 4, 5), out)
    (folder / "4.txt").write_text(f"{NEWS[1][1]}\n\n{NEWS[1][4]}")
    (folder / "5.txt").unlink()
    found = read([folder / "4.txt"], out)
    assert (found.done, skipped(out)) == (1, (2, 2, {}))
    assert [list(m["input"]["files"]) for m in manifests(out)] == [[str(folder / "3.txt"), str(folder / "4.txt")]]
    assert NEWS[1][1] in table(out, "digests", "headline")
    assert read([folder], out).skipped == 1


def test_what_cannot_be_read_any_more_is_counted_no_more(tmp_path: Path) -> None:
    one, other, out = rows(tmp_path / "in/a.jsonl", [row(0)]), rows(tmp_path / "in/b.jsonl", [row(5)]), tmp_path / "out"
    read([one, other], out)
    rows(one, [row(1)])
    shard = next(m["shard"] for m in manifests(out) if m["input"]["name"] == str(one))
    (out / "digests" / f"{shard}.parquet").unlink()
    (out / "digests" / f"{shard}.parquet").mkdir()
    found = read([one, other], out)
    assert list(found.failed) == [str(one)]
    assert found.manifest["counts"]["in"] == found.manifest["counts"]["out"] == len(manifests(out)) == 1


def test_a_run_that_is_killed_goes_on(done: Path, inputs: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    command = [sys.executable, "-m", "retold", "bulk", str(inputs), "--out", str(out), "--workers", "1"]
    driver = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=os.environ | {"PYTHONUNBUFFERED": "1"}
    )
    folder = out / "manifests"
    while not (folder.is_dir() and list(folder.glob("*.json"))):
        assert driver.poll() is None, driver.stderr and driver.stderr.read()
    driver.send_signal(signal.SIGKILL)
    driver.wait()
    assert driver.stderr is not None
    driver.stderr.read()  # to its end: the worker, which has it too, has ended
    driver.stderr.close()
    before = stamps(out)
    whole = {m["shard"] for m in manifests(out)}
    assert 1 <= len(whole) < 5
    found = read([inputs], out)
    assert (found.done, found.skipped) == (5 - len(whole), len(whole))
    assert all(before[name] == stamp for name, stamp in stamps(out).items() if Path(name).stem in whole)
    assert contents(out) == contents(done)


def test_a_folder_whose_name_looks_like_a_pattern_is_that_folder(inputs: Path, tmp_path: Path) -> None:
    out = tmp_path / "news [2026] *"
    assert read([inputs / "a.jsonl"], out).done == 1
    assert read([inputs / "a.jsonl"], out).skipped == 1


def test_a_folder_made_in_another_way_is_refused(done: Path, inputs: Path) -> None:
    before = stamps(done)
    for other in ({"limit": 1}, {"language": "de"}):
        with pytest.raises(
            SettingsError, match=r"made in another way \((limit 0, now 1|language '', now 'de')\)"
        ) as caught:
            read([inputs], done, **other)
        assert caught.value.source == str(done)
    assert stamps(done) == before


def test_shards_of_an_older_form_are_refused(done: Path, inputs: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(done, out)
    for file in (out / "run.json", *(out / "manifests").glob("*.json")):
        told = json.loads(file.read_text())
        file.write_text(
            json.dumps(
                told
                | {"schema": "retold.shard/1"}
                | ({"input": told["input"] | {"files": 1}} if "input" in told else {})
            )
        )
    with pytest.raises(SettingsError, match=r"schema 'retold\.shard/1', now"):
        read([inputs], out)


def test_another_version_is_refused(done: Path, inputs: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(done, out)
    (out / "run.json").write_text(json.dumps(json.loads((out / "run.json").read_text()) | {"retold": "0.0.1"}))
    with pytest.raises(SettingsError, match=r"retold '0.0.1', now"):
        read([inputs], out)


@pytest.mark.parametrize("text", ["", "[]", '{"half'])
def test_files_that_are_not_ours_are_told(done: Path, inputs: Path, tmp_path: Path, text: str) -> None:
    for name in ("run.json", "manifests/x.json"):
        out = tmp_path / name.replace("/", "")
        shutil.copytree(done, out)
        (out / name).write_text(text)
        with pytest.raises(FormatError, match="remove it"):
            read([inputs], out)


def test_themes_are_among_how_shards_are_made(tmp_path: Path) -> None:
    from dataclasses import replace

    themes = tmp_path / "t.toml"
    themes.write_text('[[theme]]\nname = "ferries"\nkeywords = ["ferry"]\n')
    made = options(0, "", replace(SETTINGS, themes=str(themes))).themes
    themes.write_text('[[theme]]\nname = "ferries"\nkeywords = ["ferry", "boat"]\n')
    assert made
    assert options(0, "", replace(SETTINGS, themes=str(themes))).themes not in ("", made)


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["{in}/none.jsonl", "--out", "{out}"], "none.jsonl"),
        (["{empty}", "--out", "{out}"], "no article files or archives"),
        (["{in}", "--out", "{in}/a.jsonl/out"], "cannot be read or written"),
        (["--out", "{out}"], "Missing argument"),
        (["{in}"], "Missing option '--out'"),
        (["reduce", "{empty}"], "is not a folder of `retold bulk`"),
        (["{in}", "--out", "{out}", "--engine", "spark"], "is not one of"),
        (["{in}", "--out", "{out}", "--language", "english"], "english: is not a language code"),
    ],
)
def test_mistakes_are_told_in_words(inputs: Path, tmp_path: Path, args: list[str], said: str) -> None:
    (tmp_path / "empty").mkdir()
    places = {"in": inputs, "out": tmp_path / "out", "empty": tmp_path / "empty"}
    found = retold("bulk", *(a.format(**places) for a in args))
    assert found.returncode != 0
    assert said in found.stderr
    assert "Traceback" not in found.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(("engine", "hidden"), [("native", "daft"), ("ray", "ray")])
def test_an_extra_that_is_missing_is_named(inputs: Path, tmp_path: Path, engine: str, hidden: str) -> None:
    (tmp_path / "sitecustomize.py").write_text(f"import sys\nsys.modules[{hidden!r}] = None\n")
    path = {"PYTHONPATH": f"{tmp_path}{os.pathsep}{os.environ.get('PYTHONPATH', '')}"}
    found = retold("bulk", inputs, "--out", tmp_path / "out", "--engine", engine, **path)
    assert found.returncode == 1
    assert "pip install 'retold[bulk]'" in found.stderr


def test_the_command_says_what_it_did(inputs: Path, tmp_path: Path) -> None:
    found = retold("bulk", inputs / "a.jsonl", inputs / "b.jsonl.gz", "--out", tmp_path / "out", "--limit", 2)
    assert (found.returncode, found.stdout) == (0, "")
    assert "2 shards read" in found.stderr
    assert "holds 4 articles of 4 records" in found.stderr
    again = retold("bulk", inputs / "a.jsonl", inputs / "b.jsonl.gz", "--out", tmp_path / "out", "--limit", 2)
    assert "0 shards read, 2 were complete already" in again.stderr


def test_nothing_to_read_is_an_error(tmp_path: Path) -> None:
    for error in (pytest.raises(SourceError, match="no input was found"), pytest.raises(StorageError)):
        with error:
            read([] if error.expected_exceptions == (SourceError,) else [tmp_path / "none"], tmp_path / "out")
    assert issubclass(SourceError, RetoldError)
    assert not (tmp_path / "out").exists()
