"""One contract for files on disk and for objects of an S3-compatible store."""

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
from retold.sources.storage.s3 import has_credentials
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


def write(name: str, data: bytes) -> None:
    with storage.create(name) as stream:
        stream.write(data)


def test_a_file_is_created_read_and_removed(root: str) -> None:
    name = f"{root}/a/b/shard-1.bin"
    assert not storage.exists(name)
    write(name, b"one")
    write(name, b"two!")
    assert storage.read(name) == b"two!"
    assert [(s.name, s.size) for s in storage.list_files(name)] == [(name, 4)]
    assert storage.exists(name)
    assert not storage.exists(f"{root}/a/b")
    storage.remove(name)
    storage.remove(name)
    assert not storage.exists(name)


def test_a_stream_seeks(root: str) -> None:
    data = bytes(range(256)) * 50_000
    write(f"{root}/big", data)
    with storage.open_file(f"{root}/big") as stream:
        assert stream.seekable()
        stream.seek(-100, os.SEEK_END)
        assert stream.read() == data[-100:]
        stream.seek(5_000_001)
        assert stream.read(10) == data[5_000_001:5_000_011]
        assert stream.tell() == 5_000_011
        stream.seek(0)
        assert stream.read() == data


def test_a_writer_that_breaks_off_leaves_the_old_file(root: str) -> None:
    write(f"{root}/out/x", b"before")

    def break_off() -> None:
        with storage.create(f"{root}/out/x") as stream:
            stream.write(b"half" * 10_000_000)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        break_off()
    assert storage.read(f"{root}/out/x") == b"before"
    assert [s.name for s in storage.list_files(f"{root}/out")] == [f"{root}/out/x"]
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
        write(f"{root}/{key}", b"x")

    def names(name: str) -> list[str]:
        return [s.name.removeprefix(f"{root}/") for s in storage.list_files(f"{root}/{name}")]

    assert names("2026") == names("2026/") == ["2026/02/a.warc", "2026/02/b.warc", "2026/03/c.warc", "2026/x.txt"]
    assert names("2026/*/*.warc") == names("**/*.warc") == ["2026/02/a.warc", "2026/02/b.warc", "2026/03/c.warc"]
    assert names("2026/0[!3]/?.warc") == ["2026/02/a.warc", "2026/02/b.warc"]
    assert names("2026/*") == ["2026/x.txt"]
    assert names("odd[1].txt") == ["odd[1].txt"]


def test_a_folder_by_each_of_its_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("in/a.txt", "in/x/b.txt", "in/.hidden", "in/.x/c.txt"):
        write(f"{tmp_path}/{name}", b"x")
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
        assert [storage.absolute(s.name) for s in storage.list_files(folder)] == [
            f"{tmp_path}/in/a.txt",
            f"{tmp_path}/in/x/b.txt",
        ], folder


def test_an_error_names_the_missing_file(root: str) -> None:
    write(f"{root}/there", b"x")
    for name, function in (
        (f"{root}/none", storage.list_files),
        (f"{root}/*.none", storage.list_files),
        (f"{root}/none", storage.read),
    ):
        with pytest.raises(StorageError, match=r"no such|no file fits|No such") as caught:
            function(name)
        assert caught.value.source == name


def test_a_stamp_changes_with_the_file(root: str, tmp_path: Path) -> None:
    write(f"{root}/x", b"one")
    (before,) = storage.list_files(f"{root}/x")
    assert storage.list_files(f"{root}/x") == [before]
    write(f"{root}/x", b"longer")
    assert storage.list_files(f"{root}/x") != [before]


def test_articles_are_read_from_either(root: str) -> None:
    write(f"{root}/in/a.jsonl", b'{"id": "a", "body": "One."}\n')
    write(f"{root}/in/b.html", b"<p>Two")
    assert [p.text for p in items(f"{root}/in", Settings()) if isinstance(p, Page)] == ["One.", "<p>Two"]


def test_errors_of_the_store_are_explained(s3: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for function in (storage.list_files, storage.read):
        with pytest.raises(StorageError, match="no such bucket"):
            function("s3://no-such-bucket/x")
    with pytest.raises(StorageError, match="no such bucket"):
        write("s3://no-such-bucket/x", b"x")
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


def test_credentials_are_found_in_each_of_their_places(tmp_path: Path) -> None:
    none = tmp_path / "none"
    assert not has_credentials({"HOME": str(tmp_path)}, none)
    assert has_credentials({"AWS_ACCESS_KEY_ID": "x"}, none)
    assert has_credentials({"AWS_PROFILE": "x"}, none)
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws" / "credentials").write_text("[default]\n")
    assert has_credentials({"HOME": str(tmp_path)}, none)
    vendor = tmp_path / "vendor"
    vendor.write_text("Amazon EC2\n")
    assert has_credentials({}, vendor)
