"""Rate of the WARC reader as a share of the rate of a plain FastWARC loop.

    python -m bench.warc [ARCHIVE...]

The plain loop reads every payload and checks nothing. Ours checks digests, undoes content codings and decodes
characters within its time. Without archives: 800 made-up pages of 57 kB, written by warcio, gzipped by record, and
plain. Processor time; the two take turns; medians of seven.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

from fastwarc.warc import ArchiveIterator, WarcRecordType

from bench import warc_files
from bench.results import Measure, Sheet, Stage
from retold.config import Settings
from retold.sources.archives.warc import pages
from retold.types import Page

RUNS = 7
COUNT = 800
SHEET = Sheet(
    "warc",
    Stage.ARCHIVES,
    (
        Measure(
            "warc.pages_a_second",
            "WARC reader, pages a second of processor time",
            "pages/s",
            "made-up pages of 57 kB, gzipped",
            baselines={"a plain FastWARC loop": "warc.fastwarc_pages_a_second"},
            digits=0,
        ),
    ),
)


def synthetic_pages() -> Iterator[tuple[str, str]]:
    """Addresses and pages of random words."""
    rng = random.Random(1)
    words = [f"w{rng.getrandbits(20):x}" for _ in range(5000)]
    for i in range(COUNT):
        text = "".join(f"<p class='c{rng.randrange(9)}'>{' '.join(rng.choices(words, k=62))}</p>\n" for _ in range(130))
        page = f"<!doctype html><html><head><title>{i}</title></head><body>{text}</body></html>"
        yield f"http://x.example/{i}", page


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


def _rate(count_pages: Callable[[Path], int], path: Path) -> float:
    started = time.process_time()
    return count_pages(path) / (time.process_time() - started)


def run(path: Path) -> dict[str, float]:
    rates = [(_rate(ours, path), _rate(plain_loop, path)) for _ in range(RUNS)]
    return {
        "warc.pages_a_second": median(rate for rate, _ in rates),
        "warc.fastwarc_pages_a_second": median(rate for _, rate in rates),
        "warc.ratio": median(rate / plain for rate, plain in rates),
    }


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        made = [Path(folder) / "synthetic.warc.gz", Path(folder) / "synthetic.warc"]
        paths = [Path(argument) for argument in sys.argv[1:]]
        if not paths:
            for path in made:
                warc_files.write(path, synthetic_pages())
        for path in paths or made:
            print(path.name)
            SHEET.publish(run(path), record=path == made[0])


if __name__ == "__main__":
    main()
