"""What is named, as units that are the same each time."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tests.bulk.material import SETTINGS, read, row, rows, skipped

from retold.bulk.inputs import units
from retold.sources import items
from retold.sources.storage import UNKNOWN_TIME
from retold.types import Page


def test_what_was_read_by_another_name_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows(tmp_path / "news/a.jsonl", [row(0)])
    rows(tmp_path / "news/b.jsonl", [row(3)])
    monkeypatch.chdir(tmp_path)
    whole = read([tmp_path / "news"], "out")
    assert (whole.done, whole.skipped) == (2, 0)
    monkeypatch.chdir(tmp_path / "news")
    for named in (".", "../news", "*.jsonl"):
        again = read([named], "../out")
        assert (again.done, again.skipped) == (0, 2)


def test_what_a_run_wrote_is_no_input_of_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows(tmp_path / "a.jsonl", [row(0)])
    rows(tmp_path / "out/more/b.jsonl", [row(3)])
    monkeypatch.chdir(tmp_path)
    read(["."], "out")
    shutil.copytree(tmp_path / "out/digests", tmp_path / "out/reduced/articles")
    rows(tmp_path / "digests/c.jsonl", [row(5)])
    found = read([tmp_path], "out/")
    assert (found.done, found.skipped) == (1, 2)
    assert skipped(tmp_path / "out") == (3, 3, {})


def test_files_of_a_folder_together_are_read_in_order_and_one_that_is_gone_is_told(tmp_path: Path) -> None:
    for n in range(3):
        (tmp_path / f"{n}.html").write_text(f"<p>{n}")
    (unit,) = units([str(tmp_path)])
    assert (unit.name, unit.size) == (f"{tmp_path}/0.html and 2 more", 12)
    (tmp_path / "1.html").unlink()
    found = [item for name in unit.files for item in items(name, SETTINGS)]
    assert [f.text if isinstance(f, Page) else str(f) for f in found] == [
        "<p>0",
        f"{tmp_path}/1.html: there is no such file or folder",
        "<p>2",
    ]


def test_a_list_gives_its_units_a_fixed_time(tmp_path: Path) -> None:
    (tmp_path / "x.paths").write_text("crawl-data/one.warc.gz\n")
    (unit,) = units([str(tmp_path / "x.paths")])
    assert (unit.name, unit.modified, unit.changed.year) == (
        "s3://commoncrawl/crawl-data/one.warc.gz",
        UNKNOWN_TIME,
        9999,
    )
