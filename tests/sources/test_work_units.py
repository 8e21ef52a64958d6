from __future__ import annotations

import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest

from retold.errors import FormatError, SourceError
from retold.extract import extract
from retold.sources import work_units
from retold.sources.storage import UNKNOWN_TIME, StoredFile
from retold.sources.work_units import units
from retold.types import Content, Metadata, Page


def touch(path: Path, text: str = "<p>x") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def names(found: list[tuple[StoredFile, ...]], root: Path) -> list[list[str]]:
    return [[f.name.removeprefix(f"{root}/") for f in u] for u in found]


def test_archives_alone_and_small_files_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("b.warc.gz", "a.jsonl", "c.parquet", "image.png", ".hidden.html"):
        touch(tmp_path / name)
    for n in range(5):
        touch(tmp_path / "pages" / f"{n}.html")
        touch(tmp_path / "more" / f"{n}.html")
    monkeypatch.setattr(work_units, "UNIT_SIZE", 3)
    found = units([str(tmp_path)])
    assert names(found, tmp_path) == [
        ["a.jsonl"], ["b.warc.gz"], ["c.parquet"],
        ["more/0.html", "more/1.html", "more/2.html"], ["more/3.html", "more/4.html"],
        ["pages/0.html", "pages/1.html", "pages/2.html"], ["pages/3.html", "pages/4.html"],
    ]  # fmt: skip
    assert units([str(tmp_path)]) == found
    assert sum(f.size for f in found[3]) == 12


def test_a_new_file_changes_the_units_of_its_folder_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work_units, "UNIT_SIZE", 2)
    for n in range(4):
        touch(tmp_path / "a" / f"{n}.html")
        touch(tmp_path / "b" / f"{n}.html")
    before = set(units([str(tmp_path)]))
    touch(tmp_path / "a" / "00.html")
    after = set(units([str(tmp_path)]))
    assert len(before & after) == 2


def test_each_file_once_however_it_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    touch(tmp_path / "in" / "a.warc")
    touch(tmp_path / "in" / "b.warc")
    found = units(["in/b.warc", "./in/*.warc", "in", str(tmp_path / "in" / "a.warc")])
    assert [f.name for u in found for f in u] == [f"{tmp_path}/in/b.warc", f"{tmp_path}/in/a.warc"]


def test_units_are_the_same_however_a_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    touch(tmp_path / "in" / "a.warc")
    touch(tmp_path / "in" / "a.html")
    touch(tmp_path / "in" / "b.html")
    whole = list(units([str(tmp_path / "in")]))
    monkeypatch.chdir(tmp_path)
    for named in (["in"], ["./in/"], ["in/*"], ["in/a.warc", str(tmp_path / "in/a.html"), "in/../in/b.html"]):
        assert units(named) == whole
    monkeypatch.chdir(tmp_path / "in")
    assert units(["."]) == whole


def test_what_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("a.jsonl", "out/x/b.jsonl", "out/x.jsonl", "out/xy/c.jsonl", "out/y.json"):
        touch(tmp_path / name)
    (tmp_path / "link").symlink_to("out")
    for out in ("out", f"{tmp_path}/out", "link", "./a/../out"):
        assert names(units(["."], [f"{out}/x", f"{out}/y.json"]), tmp_path) == [
            ["a.jsonl"],
            ["out/x.jsonl"],
            ["out/xy/c.jsonl"],
        ]
    assert names(units(["link/x.jsonl", "."], ["out/x"]), tmp_path)[0] == ["link/x.jsonl"]
    with pytest.raises(SourceError, match="but those of the output") as caught:
        units(["a.jsonl", "link/x/*"], ["out/x"])
    assert caught.value.source == "link/x/*"


def test_a_changed_file_is_another(tmp_path: Path) -> None:
    touch(tmp_path / "a.warc")
    (before,) = units([str(tmp_path / "a.warc")])
    touch(tmp_path / "a.warc", "longer than before")
    (after,) = units([str(tmp_path / "a.warc")])
    assert before != after


@pytest.mark.parametrize("packed", [False, True])
def test_lists_of_keys(tmp_path: Path, packed: bool) -> None:
    text = b"crawl-data/CC-NEWS/2026/02/one.warc.gz\n\n# a remark\ns3://other/two.warc.gz\n/data/three.warc\ncrawl-data/CC-NEWS/2026/02/one.warc.gz\n"
    path = tmp_path / ("warc.paths.gz" if packed else "warc.paths")
    path.write_bytes(gzip.compress(text) if packed else text)
    found = [f for u in units([str(path)]) for f in u]
    assert [f.name for f in found] == [
        "s3://commoncrawl/crawl-data/CC-NEWS/2026/02/one.warc.gz",
        "s3://other/two.warc.gz",
        "/data/three.warc",
    ]
    assert {(f.size, f.stamp, f.changed) for f in found} == {(0, "", UNKNOWN_TIME)}


def test_files_of_a_list_are_looked_up_where_they_are_of_this_machine(tmp_path: Path) -> None:
    there, path = (
        touch(tmp_path / "in" / "a.warc"),
        touch(tmp_path / "warc.paths", f"{tmp_path}/in/../in/a.warc\n{tmp_path}/none.warc\n"),
    )
    found, none = units([str(path)])
    assert found == units([str(there)])[0]
    assert none[0] == StoredFile(f"{tmp_path}/none.warc", 0, "")
    touch(there, "longer than before")
    assert units([str(path)])[0] != found


def test_an_article_of_a_file_whose_age_is_not_known_keeps_its_date() -> None:
    """And each day the same: the time of the run is no bound."""
    changed = datetime.fromtimestamp(StoredFile("s3://b/x.jsonl", 0, "").changed, UTC)
    page = Page("x", Content.BODY, "The ferry sails.", Metadata(published="9998-12-31"))
    assert extract(page, changed).metadata.published == "9998-12-31"


def test_what_leads_to_nothing_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no such file"):
        units([str(tmp_path / "none")])
    touch(tmp_path / "image.png")
    with pytest.raises(SourceError, match="no article files"):
        units([str(tmp_path)])
    bad = tmp_path / "x.paths.gz"
    bad.write_bytes(b"\x1f\x8b broken")
    with pytest.raises(FormatError, match="list of keys"):
        units([str(bad)])
