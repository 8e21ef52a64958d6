from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from retold.config import Settings
from retold.errors import FormatError, SourceError
from retold.sources.listing import Unit, pages, units
from retold.types import Page


def touch(path: Path, text: str = "<p>x") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def names(found: list[Unit], root: Path) -> list[list[str]]:
    return [[f.name.removeprefix(f"{root}/") for f in u.files] for u in found]


def test_archives_alone_and_small_files_together(tmp_path: Path) -> None:
    for name in ("b.warc.gz", "a.jsonl", "c.parquet", "image.png", ".hidden.html"):
        touch(tmp_path / name)
    for n in range(5):
        touch(tmp_path / "pages" / f"{n}.html")
        touch(tmp_path / "more" / f"{n}.html")
    found = units([str(tmp_path)], together=3)
    assert names(found, tmp_path) == [
        ["a.jsonl"], ["b.warc.gz"], ["c.parquet"],
        ["more/0.html", "more/1.html", "more/2.html"], ["more/3.html", "more/4.html"],
        ["pages/0.html", "pages/1.html", "pages/2.html"], ["pages/3.html", "pages/4.html"],
    ]  # fmt: skip
    assert [u.fingerprint for u in units([str(tmp_path)], together=3)] == [u.fingerprint for u in found]
    assert found[3].name == f"{tmp_path}/more/0.html and 2 more"
    assert found[3].size == 12


def test_a_new_file_changes_the_units_of_its_folder_alone(tmp_path: Path) -> None:
    for n in range(4):
        touch(tmp_path / "a" / f"{n}.html")
        touch(tmp_path / "b" / f"{n}.html")
    before = {u.fingerprint for u in units([str(tmp_path)], together=2)}
    touch(tmp_path / "a" / "00.html")
    after = {u.fingerprint for u in units([str(tmp_path)], together=2)}
    assert len(before & after) == 2


def test_each_file_once_however_it_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    touch(tmp_path / "in" / "a.warc")
    touch(tmp_path / "in" / "b.warc")
    found = units(["in/b.warc", "./in/*.warc", "in", str(tmp_path / "in" / "a.warc")])
    assert [f.name for u in found for f in u.files] == ["in/b.warc", "./in/a.warc"]


def test_a_changed_file_has_another_fingerprint(tmp_path: Path) -> None:
    touch(tmp_path / "a.warc")
    (before,) = units([str(tmp_path / "a.warc")])
    touch(tmp_path / "a.warc", "longer than before")
    (after,) = units([str(tmp_path / "a.warc")])
    assert before.fingerprint != after.fingerprint


@pytest.mark.parametrize("packed", [False, True])
def test_lists_of_keys(tmp_path: Path, packed: bool) -> None:
    text = b"crawl-data/CC-NEWS/2026/02/one.warc.gz\n\n# a remark\ns3://other/two.warc.gz\n/data/three.warc\ncrawl-data/CC-NEWS/2026/02/one.warc.gz\n"
    path = tmp_path / ("warc.paths.gz" if packed else "warc.paths")
    path.write_bytes(gzip.compress(text) if packed else text)
    assert [u.name for u in units([str(path)])] == ["s3://commoncrawl/crawl-data/CC-NEWS/2026/02/one.warc.gz", "s3://other/two.warc.gz", "/data/three.warc"]
    assert units([str(path)], base=f"{tmp_path}/")[0].name == f"{tmp_path}/crawl-data/CC-NEWS/2026/02/one.warc.gz"


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


def test_a_unit_is_read_in_order_and_a_missing_file_is_told(tmp_path: Path) -> None:
    for n in range(3):
        touch(tmp_path / f"{n}.html", f"<p>{n}")
    (unit,) = units([str(tmp_path)])
    (tmp_path / "1.html").unlink()
    found = list(pages(unit, Settings()))
    assert [p.text if isinstance(p, Page) else type(p).__base__ for p in found] == ["<p>0", SourceError, "<p>2"]
