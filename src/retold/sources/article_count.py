"""How many articles the sources hold, counted beside the reading. A progress bar shows the time left by it."""

from __future__ import annotations

import gzip
import threading
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

from retold.sources.files import JSON, JSON_LINES, PARQUET, WARC, format_of

_CHUNK = 1 << 20


def count_articles(sources: Sequence[str], report: Callable[[int], None]) -> threading.Thread:
    """Counts in a thread of its own, and calls `report` once with the sum.

    It is never called if the sum cannot be known, as for standard input.
    """

    def count() -> None:
        try:
            total = _sum([_count_source(s) for s in sources])
        except (OSError, EOFError, zlib.error):
            return
        if total is not None:
            report(total)

    thread = threading.Thread(target=count, daemon=True, name="counting")
    thread.start()
    return thread


def _sum(counts: list[int | None]) -> int | None:
    """The sum; None if one of them is not known."""
    known = [n for n in counts if n is not None]
    return sum(known) if len(known) == len(counts) else None


def _count_source(source: str) -> int | None:
    if source.startswith(("http://", "https://")):
        return 1
    path = Path(source)
    if source == "-" or not path.exists():
        return None
    if not path.is_dir():
        return _count_file(path)
    paths = (p for p in path.rglob("*") if p.is_file() and format_of(p) and not p.name.startswith("."))
    return _sum([_count_file(p) for p in paths])


def _count_file(path: Path) -> int | None:
    """None for a JSON array or a WARC archive: to count these, one must read them whole."""
    file_format = format_of(path)
    if file_format in (JSON, WARC):
        return None
    if file_format == PARQUET:
        from retold.sources.archives.parquet import count_rows  # heavy: pyarrow

        return count_rows(path)
    return _count_lines(path) if file_format in JSON_LINES else 1


def _count_lines(path: Path) -> int:
    with path.open("rb") as raw:
        stream = gzip.GzipFile(fileobj=raw) if path.suffix.lower() == ".gz" else raw
        lines, has_end = 0, True
        while chunk := stream.read(_CHUNK):
            lines += chunk.count(b"\n")
            has_end = chunk.endswith(b"\n")
        return lines + (not has_end)
