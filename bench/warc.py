"""Rate of the WARC reader as a share of that of a plain FastWARC loop that reads every payload and checks nothing.

    python -m bench.warc [ARCHIVE...]

Without archives: 800 made-up pages of 57 kB, written by warcio, gzipped by record, and plain. Processor time, the two by turns,
medians of seven. Ours checks digests, undoes codings and decodes characters within that time.
"""

from __future__ import annotations

import io
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from fastwarc.warc import ArchiveIterator, WarcRecordType
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from retold.config import Settings
from retold.sources.archives.warc import pages
from retold.types import Page

RUNS = 7
COUNT = 800


def made(path: Path) -> Path:
    rng = random.Random(1)
    words = [f"w{rng.getrandbits(20):x}" for _ in range(5000)]
    with path.open("wb") as stream:
        writer = WARCWriter(stream, gzip=path.suffix == ".gz")
        for i in range(COUNT):
            text = "".join(
                f"<p class='c{rng.randrange(9)}'>{' '.join(rng.choices(words, k=62))}</p>\n" for _ in range(130)
            )
            http = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
            body = f"<!doctype html><html><head><title>{i}</title></head><body>{text}</body></html>".encode()
            writer.write_record(
                writer.create_warc_record(
                    f"http://x.example/{i}", "response", payload=io.BytesIO(body), http_headers=http
                )
            )
    return path


def plain_loop(path: Path) -> int:
    with path.open("rb") as stream:
        return sum(
            1
            for record in ArchiveIterator(stream, record_types=WarcRecordType.response)
            if record.reader.read() and record.http_headers
        )


def ours(path: Path) -> int:
    with path.open("rb") as stream:
        return sum(1 for item in pages(stream.read, path.name, Settings()) if isinstance(item, Page))


def _rate(read: Callable[[Path], int], path: Path) -> float:
    started = time.process_time()
    return read(path) / (time.process_time() - started)


def measured(path: Path) -> dict[str, float]:
    rates = [(_rate(ours, path), _rate(plain_loop, path)) for _ in range(RUNS)]
    return {
        "warc.pages_a_second": median(r for r, _ in rates),
        "warc.fastwarc_pages_a_second": median(r for _, r in rates),
        "warc.ratio": median(a / b for a, b in rates),
    }


def run() -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        return measured(made(Path(folder) / "x.warc.gz"))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        for path in [Path(a) for a in sys.argv[1:]] or [
            made(Path(folder) / "x.warc.gz"),
            made(Path(folder) / "x.warc"),
        ]:
            for key, value in measured(path).items():
                print(f"{path.name:20} {key:32} {value:12,.2f}")
