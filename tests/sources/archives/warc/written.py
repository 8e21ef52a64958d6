"""Archives as warcio writes them, with the place of each record."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from fastwarc.stream_io import ZstdWriter
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from retold.config import Settings
from retold.errors import DamagedError, FormatError
from retold.sources.archives.warc import pages
from retold.types import Page, Skipped

SETTINGS = Settings(max_bytes=200_000)
Item = Page | FormatError | Skipped


@dataclass(frozen=True)
class Archive:
    """Bytes, the places where records begin in them, and one more: their end."""

    data: bytes
    at: tuple[int, ...]

    def part(self, index: int) -> bytes:
        return self.data[self.at[index] : self.at[index + 1]]

    def with_part(self, index: int, part: bytes) -> bytes:
        return self.data[: self.at[index]] + part + self.data[self.at[index + 1] :]


def html(index: int, size: int = 3000) -> str:
    """A page that does not compress to nothing."""
    words = " ".join(f"{(index + 1) * 7919 * n % 1_000_003:x}" for n in range(size // 6))
    return f"<!doctype html><html><head><title>Page {index}</title></head><body><p>Café {words}</p></body></html>"


def response(
    writer: WARCWriter, url: str, body: bytes, status: str = "200 OK", http: Sequence[tuple[str, str]] = (), **warc: str
) -> None:
    fields = [("Content-Type", "text/html; charset=utf-8"), *http]
    record = writer.create_warc_record(
        url,
        "response",
        payload=io.BytesIO(body),
        http_headers=StatusAndHeaders(
            status, [f for i, f in enumerate(fields) if f[0] not in dict(fields[i + 1 :])], protocol="HTTP/1.1"
        ),
        warc_headers_dict={"WARC-Date": "2026-02-26T10:00:00Z"} | {k.replace("_", "-"): v for k, v in warc.items()},
    )
    writer.write_record(record)


def made(write: Sequence[Callable[[WARCWriter], None]], gz: bool = True) -> Archive:
    stream = io.BytesIO()
    writer, at = WARCWriter(stream, gzip=gz), [0]
    for one in write:
        one(writer)
        at.append(stream.tell())
    return Archive(stream.getvalue(), tuple(at))


def archive(count: int = 5, gz: bool = True, size: int = 3000) -> Archive:
    """Pages 0 to `count` - 1 at http://x.example/N."""
    return made([lambda w, i=i: response(w, f"http://x.example/{i}", html(i, size).encode()) for i in range(count)], gz)


def zstd(plain: Archive, dictionary: bytes = b"") -> Archive:
    """The same records, each a Zstandard frame."""
    data, at = b"", [0]
    for index in range(len(plain.at) - 1):
        stream = io.BytesIO()
        writer = ZstdWriter(Unclosed(stream), dictionary=dictionary or None)
        writer.write(plain.part(index))
        writer.finish()
        writer.close()
        data += stream.getvalue()[8 + len(dictionary) if dictionary else 0 :]  # it writes the dictionary each time
        at.append(len(data))
    return Archive(data, tuple(at))


class Unclosed:
    def __init__(self, stream: io.BytesIO) -> None:
        self._stream = stream

    def write(self, data: bytes) -> int:
        return self._stream.write(data)

    def flush(self) -> None: ...

    def close(self) -> None: ...


def read(
    data: bytes | Path, name: str = "x.warc.gz", settings: Settings = SETTINGS, at_once: int = 1 << 20
) -> list[Item]:
    """What is read of a stream that cannot seek and gives few bytes at once."""
    stream = io.BytesIO(data if isinstance(data, bytes) else data.read_bytes())
    return list(pages(lambda count: stream.read(min(count, at_once)), name, settings))


def survivors(items: Sequence[Item]) -> list[int]:
    """Numbers of the pages that were read; each is checked to be as it was written."""
    found = []
    for item in items:
        if isinstance(item, Page):
            index = int(item.metadata.url.rsplit("/", 1)[1])
            size = 3000 if len(item.text) < 10_000 else 60_000
            assert item.text == html(index, size)
            found.append(index)
    return found


def losses(items: Sequence[Item]) -> list[DamagedError]:
    return [i for i in items if isinstance(i, DamagedError)]
