"""One contract for files of this machine and for objects of an S3-compatible store."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests import bucket

from retold.config import Settings
from retold.errors import StorageError
from retold.sources import items, storage
from retold.sources.storage.s3 import keys
from retold.types import Page


@pytest.fixture(scope="module")
def server() -> Iterator[dict[str, str]]:
    """The environment for an S3 server."""
    with bucket.server() as environment:
        yield environment


@pytest.fixture
def s3(server: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of an empty bucket."""
    for variable, value in server.items():
        monkeypatch.setenv(variable, value)
    bucket.empty(server)
    return bucket.BUCKET


@pytest.fixture(params=["disk", "s3"])
def root(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return request.getfixturevalue("s3") if request.param == "s3" else str(tmp_path)


def put(name: str, data: bytes) -> None:
    with storage.written(name) as stream:
        stream.write(data)


def test_what_is_written_is_read_and_removed(root: str) -> None:
    name = f"{root}/a/b/shard-1.bin"
    assert not storage.exists(name)
    put(name, b"one")
    put(name, b"two!")
    assert storage.read(name) == b"two!"
    assert [(s.name, s.size) for s in storage.listed(name)] == [(name, 4)]
    assert storage.exists(name)
    assert not storage.exists(f"{root}/a/b")
    storage.removed(name)
    storage.removed(name)
    assert not storage.exists(name)


def test_a_stream_seeks(root: str) -> None:
    data = bytes(range(256)) * 50_000
    put(f"{root}/big", data)
    with storage.opened(f"{root}/big") as stream:
        assert stream.seekable()
        stream.seek(-100, os.SEEK_END)
        assert stream.read() == data[-100:]
        stream.seek(5_000_001)
        assert stream.read(10) == data[5_000_001:5_000_011]
        assert stream.tell() == 5_000_011
        stream.seek(0)
        assert stream.read() == data


def test_what_is_broken_off_leaves_what_was_there(root: str) -> None:
    put(f"{root}/out/x", b"before")

    def broken_off() -> None:
        with storage.written(f"{root}/out/x") as stream:
            stream.write(b"half" * 10_000_000)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        broken_off()
    assert storage.read(f"{root}/out/x") == b"before"
    assert [s.name for s in storage.listed(f"{root}/out")] == [f"{root}/out/x"]
    if not root.startswith("s3"):
        assert os.listdir(f"{root}/out") == ["x"]


def test_folders_and_patterns_in_the_order_of_names(root: str) -> None:
    for key in (
        "2026/02/b.warc",
        "2026/02/a.warc",
        "2026/03/c.warc",
        "2026/03/.hidden",
        "2026/x.txt",
        "other",
        "odd[1].txt",
    ):
        put(f"{root}/{key}", b"x")

    def names(name: str) -> list[str]:
        return [s.name.removeprefix(f"{root}/") for s in storage.listed(f"{root}/{name}")]

    assert names("2026") == names("2026/") == ["2026/02/a.warc", "2026/02/b.warc", "2026/03/c.warc", "2026/x.txt"]
    assert names("2026/*/*.warc") == names("**/*.warc") == ["2026/02/a.warc", "2026/02/b.warc", "2026/03/c.warc"]
    assert names("2026/0[!3]/?.warc") == ["2026/02/a.warc", "2026/02/b.warc"]
    assert names("2026/*") == ["2026/x.txt"]
    assert names("odd[1].txt") == ["odd[1].txt"]


def test_folders_by_whatever_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("in/a.txt", "in/x/b.txt", "in/.hidden", "in/.x/c.txt"):
        put(f"{tmp_path}/{name}", b"x")
    monkeypatch.chdir(tmp_path / "in")
    for folder in (
        ".",
        "./",
        "../in",
        "x/..",
        "**/*.txt",
        "./**/*.txt",
        "../in/**/*.txt",
        "x/../**/[ab].txt",
        str(tmp_path / "in/x/.."),
    ):
        assert [storage.whole(s.name) for s in storage.listed(folder)] == [
            f"{tmp_path}/in/a.txt",
            f"{tmp_path}/in/x/b.txt",
        ], folder


def test_what_is_not_there_says_so(root: str) -> None:
    put(f"{root}/there", b"x")
    for name, work in (
        (f"{root}/none", storage.listed),
        (f"{root}/*.none", storage.listed),
        (f"{root}/none", storage.read),
    ):
        with pytest.raises(StorageError, match=r"no such|no file fits|No such") as caught:
            work(name)
        assert caught.value.source == name


def test_a_stamp_changes_with_the_file(root: str, tmp_path: Path) -> None:
    put(f"{root}/x", b"one")
    (before,) = storage.listed(f"{root}/x")
    assert storage.listed(f"{root}/x") == [before]
    put(f"{root}/x", b"longer")
    assert storage.listed(f"{root}/x") != [before]


def test_articles_are_read_from_either(root: str) -> None:
    put(f"{root}/in/a.jsonl", b'{"id": "a", "body": "One."}\n')
    put(f"{root}/in/b.html", b"<p>Two")
    assert [p.text for p in items(f"{root}/in", Settings()) if isinstance(p, Page)] == ["One.", "<p>Two"]


def test_a_store_that_refuses_is_told_in_words(s3: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for work in (storage.listed, storage.read):
        with pytest.raises(StorageError, match="no such bucket"):
            work("s3://no-such-bucket/x")
    with pytest.raises(StorageError, match="no such bucket"):
        put("s3://no-such-bucket/x", b"x")
    with pytest.raises(StorageError, match="names no bucket"):
        storage.read("s3://")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{free.getsockname()[1]}")
        with pytest.raises(StorageError, match="cannot be reached"):
            storage.read("s3://news/x")


def test_other_schemes_are_refused() -> None:
    with pytest.raises(StorageError, match="only paths and s3"):
        storage.read("gs://bucket/x")


def test_keys_are_looked_for_where_they_are(tmp_path: Path) -> None:
    none = tmp_path / "none"
    assert not keys({"HOME": str(tmp_path)}, none)
    assert keys({"AWS_ACCESS_KEY_ID": "x"}, none)
    assert keys({"AWS_PROFILE": "x"}, none)
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws" / "credentials").write_text("[default]\n")
    assert keys({"HOME": str(tmp_path)}, none)
    vendor = tmp_path / "vendor"
    vendor.write_text("Amazon EC2\n")
    assert keys({}, vendor)
