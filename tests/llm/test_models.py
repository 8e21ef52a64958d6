from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.loopback import Reply, Request, Web, served

from retold.config import Settings
from retold.errors import FetchError, FormatError, SettingsError
from retold.llm.models import fetch_model

DATA = bytes(range(256)) * 5_000
SUM = hashlib.sha256(DATA).hexdigest()
SETTINGS = Settings(allow_private=True, timeout=5.0)


@pytest.fixture
def web() -> Iterator[Web]:
    with served() as web:
        yield web


def test_a_file_is_fetched_and_its_checksum_compared(web: Web, tmp_path: Path) -> None:
    url = web.put("127.0.0.1", "/m/small-q4.gguf", Reply(DATA, "application/octet-stream"))
    seen: list[tuple[int, int | None]] = []
    path = fetch_model(url, SUM.upper(), tmp_path / "models", SETTINGS, lambda *progress: seen.append(progress))
    assert path == tmp_path / "models" / "small-q4.gguf"
    assert path.read_bytes() == DATA
    assert seen[-1] == (len(DATA), len(DATA))
    asked = len(web.requests)
    assert fetch_model(url, SUM, tmp_path / "models", SETTINGS) == path
    assert len(web.requests) == asked


def test_another_file_is_not_kept(web: Web, tmp_path: Path) -> None:
    url = web.put("127.0.0.1", "/small.gguf", Reply(DATA[:-1], "application/octet-stream"))
    with pytest.raises(FormatError, match="checksum"):
        fetch_model(url, SUM, tmp_path, SETTINGS)
    assert list(tmp_path.iterdir()) == []


def test_a_download_that_broke_off_goes_on(web: Web, tmp_path: Path) -> None:
    broken = [True]

    def answer(request: Request) -> Reply:
        if broken.pop() if broken else False:
            return Reply(DATA[:100_000], "application/octet-stream", length=len(DATA))
        start = int(request.headers["range"].removeprefix("bytes=").removesuffix("-"))
        return Reply(DATA[start:], "application/octet-stream", status=206)

    url = web.put("127.0.0.1", "/small.gguf", answer)
    with pytest.raises(FetchError):
        fetch_model(url, SUM, tmp_path, SETTINGS)
    part = (tmp_path / "small.gguf.part").stat().st_size
    assert 0 < part < len(DATA)
    assert fetch_model(url, SUM, tmp_path, SETTINGS).read_bytes() == DATA
    assert web.requests[-1].headers["range"] == f"bytes={part}-"


def test_redirects_are_followed(web: Web, tmp_path: Path) -> None:
    target = web.put("127.0.0.2", "/cdn", Reply(DATA, "application/octet-stream"))
    url = web.put("127.0.0.1", "/small.gguf", Reply("", status=302, headers={"Location": target}))
    assert fetch_model(url, SUM, tmp_path, SETTINGS).read_bytes() == DATA


@pytest.mark.parametrize(
    ("url", "checksum"),
    [("http://h/model.bin", SUM), ("http://h/", SUM), ("http://h/m.gguf", "abc"), ("http://h/m.gguf", "")],
)
def test_what_cannot_be_right_is_not_fetched(url: str, checksum: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError):
        fetch_model(url, checksum, tmp_path, SETTINGS)


def test_an_error_page_is_no_model(web: Web, tmp_path: Path) -> None:
    with pytest.raises(FetchError, match="404"):
        fetch_model(web.url("127.0.0.1", "/none.gguf"), SUM, tmp_path, SETTINGS)
    assert list(tmp_path.iterdir()) == []
