"""Files, folders, patterns and standard input: HTML, plain text, JSON and JSON Lines, gzipped or not; WARC; Parquet."""

from __future__ import annotations

import gzip
import io
import json
import re
import sys
import zlib
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from pathlib import PurePath
from typing import BinaryIO, cast

from retold.config import Settings
from retold.errors import FormatError, SourceError, StorageError
from retold.sources import rows, storage
from retold.sources.charsets import decode
from retold.types import Content, Metadata, Page, Skipped

HTML = (".html", ".htm", ".xhtml")
TEXT = (".txt", ".text", ".md")
LINES = (".jsonl", ".ndjson")
WARC = ".warc"
PARQUET = ".parquet"
SUFFIXES = (*HTML, *TEXT, ".json", *LINES, WARC, PARQUET)

Item = Page | SourceError | Skipped

# A comment ends at its first "-->", in one way only: else thirty of them are tried in a billion ways.
_MARKUP = re.compile(
    rb"\s*(?:<!--(?:(?!-->).){0,500}-->\s*)*<(?:!doctype\s+html|html|head|body|\?xml|article|div|meta)\b",
    re.IGNORECASE | re.DOTALL,
)
_PEEK = 4096


def items(source: str, settings: Settings) -> Iterator[Item]:
    """Pages of a path, an s3:// name, a pattern of either, or of "-"; and what is no page, in its place."""
    try:
        if source == "-":
            yield from _one("-", settings)
            return
        found = storage.list_files(source)
    except StorageError as error:
        yield error
        return
    names = [f.name for f in found]
    if names != [source]:
        names = [n for n in names if kind(n)]
        if not names:
            yield SourceError(f"no article files ({', '.join(SUFFIXES)}) in this folder", source)
    for name in names:
        yield from _one(name, settings)


def _one(name: str, settings: Settings) -> Iterator[Item]:
    """What one file holds. A `StorageError` says that it could not be read on: what is left of it was never seen."""
    try:
        with nullcontext(sys.stdin.buffer) if name == "-" else storage.open_file(name) as stream:
            yield from _file(stream, name, settings)
    except StorageError as error:
        yield error
    except OSError as error:
        yield StorageError(f"cannot be read: {error.strerror or error}", name)


def kind(name: str | PurePath) -> str:
    """The suffix that says what a file holds, below a `.gz`, of archives below a `.zst`; "" where it says nothing."""
    suffixes = [s.lower() for s in PurePath(name).suffixes]
    if suffixes[-1:] == [".gz"] or suffixes[-2:] == [WARC, ".zst"]:
        suffixes.pop()
    return suffixes[-1] if suffixes and suffixes[-1] in SUFFIXES else ""


def _file(raw: BinaryIO, name: str, settings: Settings) -> Iterator[Item]:
    if not hasattr(raw, "peek"):
        raw = io.BufferedReader(cast(io.RawIOBase, raw), 1 << 16)
    start = raw.peek(_PEEK)[:_PEEK]
    zipped = start.startswith(b"\x1f\x8b")
    form = kind(name) or _archive(start, zipped)
    if form == WARC:
        from retold.sources.archives import warc

        yield from warc.pages(raw.read, name, settings)
    elif form == PARQUET:
        yield from _parquet(raw, name, settings)
    else:
        # GzipFile reads as a binary stream but is not declared as one.
        stream = cast(BinaryIO, gzip.GzipFile(fileobj=raw)) if zipped else raw
        try:
            yield from _stream(stream, name, form, settings)
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            yield FormatError(f"is not a whole gzip file: {error}", name)


def _archive(start: bytes, zipped: bool) -> str:
    """WARC or Parquet where the first bytes of a file say so, "" for what else there is."""
    if start.startswith(b"PAR1"):
        return PARQUET
    if zipped:
        try:
            start = zlib.decompressobj(31).decompress(start, 64)
        except zlib.error:
            return ""
    zstd = start.startswith(b"\x28\xb5\x2f\xfd") or start[1:4] == b"\x2a\x4d\x18"
    return WARC if start.startswith(b"WARC/1.") or zstd else ""


def _parquet(raw: BinaryIO, name: str, settings: Settings) -> Iterator[Page | SourceError]:
    from retold.sources.archives import parquet  # heavy: pyarrow

    if not raw.seekable():
        yield FormatError("a Parquet file is read from its end, and a pipe cannot be; name the file", name)
    else:
        yield from parquet.pages(raw, name, settings)


def _stream(stream: BinaryIO, name: str, form: str, settings: Settings) -> Iterator[Page | SourceError]:
    buffered = io.BufferedReader(cast(io.RawIOBase, stream), 1 << 16) if not hasattr(stream, "peek") else stream
    head = buffered.peek(_PEEK)[:_PEEK] if hasattr(buffered, "peek") else b""
    form = form or _sniff(head)
    if form in LINES:
        yield from _lines(buffered, name, settings)
        return
    data = buffered.read(settings.max_bytes + 1)
    if len(data) > settings.max_bytes:
        yield FormatError(f"is larger than {settings.max_bytes:,} bytes (RETOLD_MAX_BYTES)", name)
    elif not data.strip(b"\x00 \t\r\n"):
        yield FormatError("is empty", name)
    elif form == ".json":
        yield from _json(data, name)
    elif form in HTML:
        yield Page(name, Content.HTML, decode(data))
    else:
        yield Page(name, Content.TEXT, _text(data), Metadata())


def _sniff(head: bytes) -> str:
    """What unnamed bytes hold, by how they begin."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if _MARKUP.match(start):
        return ".html"
    if start.startswith(b"{"):
        first = start.split(b"\n", 1)[0].rstrip()
        whole = first.endswith(b"}") or (len(start) >= _PEEK - 64 and b"\n" not in start)
        return ".jsonl" if whole and _parses(first) is not False else ".json"
    return ".json" if re.match(rb"\[\s*\{", start) else ".txt"


def _parses(line: bytes) -> bool | None:
    """Whether one line is a JSON object; None where it is cut and cannot be told."""
    if not line.endswith(b"}"):
        return None
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return False


def _text(data: bytes) -> str:
    return decode(data).replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")


def _lines(stream: Iterable[bytes] | BinaryIO, name: str, settings: Settings) -> Iterator[Page | SourceError]:
    reader = cast(BinaryIO, stream)
    number = 0
    while line := reader.readline(settings.max_bytes + 1):
        number += 1
        where = f"{name}:{number}"
        if len(line) > settings.max_bytes:
            while line and not line.endswith(b"\n"):
                line = reader.readline(settings.max_bytes)
            yield FormatError(f"the row is larger than {settings.max_bytes:,} bytes (RETOLD_MAX_BYTES)", where)
        elif line.strip():
            yield _row(line, where)


def _row(line: bytes, where: str) -> Page | SourceError:
    try:
        return rows.page(json.loads(line.decode("utf-8-sig")), where)
    except SourceError as error:
        return error
    except (ValueError, RecursionError) as error:
        return FormatError(f"is not a row of JSON: {error}", where)


def _json(data: bytes, name: str) -> Iterator[Page | SourceError]:
    try:
        content = json.loads(decode(data))
    except (ValueError, RecursionError) as error:
        yield FormatError(f"is not JSON: {error}", name)
        return
    if isinstance(content, dict) and isinstance(content.get("articles"), list):
        content = content["articles"]
    listed = isinstance(content, list)
    for number, row in enumerate(content if listed else [content], start=1):
        try:
            yield rows.page(row, f"{name}:{number}" if listed else name)
        except SourceError as error:
            yield error
