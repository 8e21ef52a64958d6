"""How many articles sources will give, told as soon as it is known: for the time left of a long run."""

from __future__ import annotations

import gzip
import threading
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

from retold.sources.files import LINES, PARQUET, WARC, kind

CHUNK = 1 << 20


def counted(sources: Sequence[str], tell: Callable[[int], None]) -> threading.Thread:
    """Counts beside the reading, and calls `tell` once; never where it cannot be known, as of standard input."""

    def count() -> None:
        try:
            found = [_count(s) for s in sources]
        except (OSError, EOFError, zlib.error):
            return
        if None not in found:
            tell(sum(n or 0 for n in found))

    thread = threading.Thread(target=count, daemon=True, name="counting")
    thread.start()
    return thread


def _count(source: str) -> int | None:
    if source.startswith(("http://", "https://")):
        return 1
    path = Path(source)
    if source == "-" or not path.exists():
        return None
    files = (
        [p for p in path.rglob("*") if p.is_file() and kind(p) and not p.name.startswith(".")]
        if path.is_dir()
        else [path]
    )
    counts = [_file(p) for p in files]
    return None if None in counts else sum(n or 0 for n in counts)


def _file(path: Path) -> int | None:
    """Rows of JSON Lines; an array of JSON or an archive cannot be counted without reading it whole."""
    if kind(path) in (".json", WARC):
        return None
    if kind(path) == PARQUET:
        from retold.sources.archives.parquet import count_rows

        return count_rows(path)
    if kind(path) not in LINES:
        return 1
    with path.open("rb") as raw:
        stream = gzip.GzipFile(fileobj=raw) if path.suffix.lower() == ".gz" else raw
        rows, ended = 0, True
        while chunk := stream.read(CHUNK):
            rows += chunk.count(b"\n")
            ended = chunk.endswith(b"\n")
        return rows + (not ended)
