from __future__ import annotations

import gzip
import io
import json
import sys
import time
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.sources.archives.warc.written import archive, zstd

from retold.config import Settings
from retold.errors import FormatError, SourceError, StorageError
from retold.sources import pages
from retold.sources.storage import disk
from retold.types import Content, Page

SETTINGS = Settings(max_bytes=10_000)


def read(path: Path | str) -> list[Page | SourceError]:
    return list(pages(str(path), SETTINGS))


def write(path: Path, data: str | bytes) -> Path:
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def test_json_lines_keep_order_and_ids_and_pass_over_bad_rows(tmp_path: Path) -> None:
    rows = [
        '{"id": "b", "body": "One."}',
        "not json",
        '{"id": 3}',
        "",
        '{"id": 3, "html": "<p>x</p>"}',
        '["list"]',
        '{"id": "a", "text": "Two."}',
    ]
    found = read(write(tmp_path / "x.jsonl", "\n".join(rows)))
    assert [p.metadata.id if isinstance(p, Page) else type(p) for p in found] == [
        "b",
        FormatError,
        FormatError,
        "3",
        FormatError,
        "a",
    ]
    assert [p.content for p in found if isinstance(p, Page)] == [Content.BODY, Content.HTML, Content.TEXT]
    assert ":2" in str(found[1])
    assert "id 3" not in str(found[1])


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ({"body": 5}, "body must be a string"),
        ({"body": "x", "byline": 5}, "byline"),
        ({"body": "x", "headline": ["x"]}, "headline"),
        ({"body": "x", "id": True}, "id"),
        ({"headline": "x"}, "no body, text or html"),
    ],
)
def test_a_row_of_wrong_types_is_named(tmp_path: Path, row: object, complaint: str) -> None:
    (found,) = read(write(tmp_path / "x.json", json.dumps(row)))
    assert isinstance(found, FormatError)
    assert complaint in str(found)
    assert "x.json" in str(found)


def test_json_object_array_and_articles(tmp_path: Path) -> None:
    for content, count in (({"body": "x"}, 1), ([{"body": "x"}, {"body": "y"}], 2), ({"articles": [{"body": "x"}]}, 1)):
        found = read(write(tmp_path / "x.json", json.dumps(content, indent=1)))
        assert len(found) == count
        assert all(isinstance(p, Page) for p in found)


@pytest.mark.parametrize(
    ("data", "content", "count"),
    [
        ("<!doctype html><p>Hello there", Content.HTML, 1),
        ("Hello there.", Content.TEXT, 1),
        ('{"body": "x"}\n{"body": "y"}\n', Content.BODY, 2),
        ('{\n "body": "x"\n}', Content.BODY, 1),
        ('[{"body": "x"}]', Content.BODY, 1),
    ],
)
def test_a_file_without_a_telling_name_is_known_by_its_start(
    tmp_path: Path, data: str, content: Content, count: int
) -> None:
    found = read(write(tmp_path / "unnamed", data))
    assert [p.content if isinstance(p, Page) else p for p in found] == [content] * count


def test_many_comments_before_markup_take_no_time(tmp_path: Path) -> None:
    since = time.process_time()
    for start, content in (
        ("<!-- a -->\n" * 300 + "<p>Hello", Content.TEXT),
        ("<!-- a -->\n" * 300 + "<html><p>Hello", Content.HTML),
        ("<!--" * 1000, Content.TEXT),
        ("<!-- -->" + " " * 4000, Content.TEXT),
    ):
        (page,) = read(write(tmp_path / "unnamed", start))
        assert isinstance(page, Page)
        assert page.content is content
    assert time.process_time() - since < 2.0


def test_folder_in_order_of_names(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    write(tmp_path / "b.txt", "B")
    write(tmp_path / "a.html", "<p>A")
    write(tmp_path / "sub" / "c.jsonl.gz", gzip.compress(b'{"body": "C"}\n'))
    write(tmp_path / "image.png", "not read")
    write(tmp_path / ".hidden.txt", "not read")
    assert [p.text if isinstance(p, Page) else p for p in read(tmp_path)] == ["<p>A", "B", "C"]


def test_limits_and_damage(tmp_path: Path) -> None:
    cases = {
        "big.txt": b"x" * 10_001,
        "bomb.txt.gz": gzip.compress(b"x" * 5_000_000),
        "cut.txt.gz": gzip.compress(b"words " * 500)[:30],
        "empty.txt": b"",
        "nul.txt": b"\x00" * 50,
        "bad.json": b"{",
        "deep.json": b"[" * 9_000,
    }
    for name, data in cases.items():
        (found,) = read(write(tmp_path / name, data))
        assert isinstance(found, FormatError), name
        assert name in str(found)


def test_an_endless_row_is_left_out_and_the_next_is_read(tmp_path: Path) -> None:
    found = read(write(tmp_path / "x.jsonl", b'{"body": "' + b"x" * 50_000 + b'"}\n{"body": "next"}\n'))
    assert isinstance(found[0], FormatError)
    assert isinstance(found[1], Page)
    assert found[1].text == "next"


@pytest.mark.parametrize("source", ["no-such-file", "ftp://x.example/a", "file:///etc/hosts"])
def test_what_is_no_source_says_so(source: str) -> None:
    (found,) = read(source)
    assert isinstance(found, SourceError)
    assert source in str(found)


class Failing(io.FileIO):
    """A file of a disk that breaks after a while."""

    left = 0

    def readinto(self, buffer: Any) -> int:
        if Failing.left <= 0:
            raise OSError(5, "Input/output error")
        got = super().readinto(memoryview(buffer)[:20_000]) or 0
        Failing.left -= got
        return got


def parquet(rows: list[dict[str, str]]) -> bytes:
    stream = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows), stream, compression="none", use_dictionary=False, row_group_size=100)
    return stream.getvalue()


ROWS = [{"body": f"Body {n}. " * 50} for n in range(1000)]
LINES = "".join(json.dumps(r) + "\n" for r in ROWS).encode()
WARC = archive(60, gz=False, size=20_000)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.jsonl", LINES),
        ("a.jsonl.gz", gzip.compress(LINES, 0)),
        ("a.html", b"<p>" + b"x" * 500_000),
        ("a.parquet", parquet(ROWS)),
        ("a.warc", WARC.data),
        ("a.warc.gz", archive(60, size=20_000).data),
        ("a.warc.zst", zstd(WARC).data),
    ],
)
@pytest.mark.parametrize("whole", [0, 250_000])
def test_a_disk_that_fails_is_no_damage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, data: bytes, whole: int
) -> None:
    path = write(tmp_path / name, data)
    monkeypatch.setattr(disk, "open", lambda name, *_, **__: Failing(name), raising=False)
    monkeypatch.setattr(Failing, "left", whole)
    *before, last = pages(str(path), Settings())
    assert all(isinstance(p, Page) for p in before)
    assert bool(before) == (whole > 0 and name != "a.html")
    assert isinstance(last, StorageError)
    assert str(last) == f"{path}: cannot be read or written: Input/output error"


def test_a_failing_standard_input_is_no_damage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Failing, "left", 100_000)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(Failing(write(tmp_path / "x", LINES)))))
    *before, last = pages("-", SETTINGS)
    assert before
    assert isinstance(last, StorageError)


def test_a_text_given_as_a_source_is_named_in_brief() -> None:
    (found,) = read("A text. " * 1000)
    assert isinstance(found, SourceError)
    assert "standard input" in str(found)
    assert len(str(found)) < 400


def test_empty_folder(tmp_path: Path) -> None:
    (found,) = read(tmp_path)
    assert isinstance(found, SourceError)
