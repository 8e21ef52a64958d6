"""Files, folders, patterns and standard input.

Formats: HTML, plain text, Markdown, JSON and JSON Lines, each gzipped or not; WARC; Parquet.
"""

from __future__ import annotations

import gzip
import io
import json
import re
import sys
import zlib
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import PurePath
from typing import BinaryIO, cast

from retold.config import Settings
from retold.errors import FormatError, SourceError, StorageError
from retold.sources import markdown, rows, storage
from retold.sources.charsets import decode
from retold.types import Content, Metadata, Page, Skipped

HTML = (".html", ".htm", ".xhtml")
MARKDOWN = ".md"
TEXT = (".txt", ".text", MARKDOWN)
JSON = ".json"
JSON_LINES = (".jsonl", ".ndjson")
WARC = ".warc"
PARQUET = ".parquet"
FORMATS = (*HTML, *TEXT, JSON, *JSON_LINES, WARC, PARQUET)
"""The format of a file is named by its suffix."""

Item = Page | SourceError | Skipped

_GZIP = b"\x1f\x8b"
_STDIN = "-"
# A comment ends at its first "-->" in exactly one way. Otherwise thirty comments could be matched in a billion ways.
_HTML_START = re.compile(
    rb"""
    \s*
    (?: <!-- (?: (?!-->). ){0,500} --> \s* )*   # comments
    < (?: !doctype\s+html | html | head | body | \?xml | article | div | meta ) \b
    """,
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)
_PEEK = 4096
"""Bytes at the beginning of a file that tell its format."""
_BUFFER = 1 << 16


def items(source: str, settings: Settings) -> Iterator[Item]:
    """What is in a path, an s3:// name, a pattern of these, or "-": pages, errors and skipped records, in order."""
    try:
        if source == _STDIN:
            yield from _named_file(_STDIN, settings)
            return
        names = [f.name for f in storage.list_files(source)]
    except StorageError as error:
        yield error
        return
    if names != [source]:
        names = [n for n in names if format_of(n)]
        if not names:
            yield SourceError(f"no article files ({', '.join(FORMATS)}) in this folder", source)
    for name in names:
        yield from _named_file(name, settings)


def format_of(name: str | PurePath) -> str:
    """One of `FORMATS` by the suffix of a name; "" if it says nothing. `.gz` is ignored, and `.zst` of an archive."""
    suffixes = [s.lower() for s in PurePath(name).suffixes]
    if suffixes[-1:] == [".gz"] or suffixes[-2:] == [WARC, ".zst"]:
        suffixes.pop()
    return suffixes[-1] if suffixes and suffixes[-1] in FORMATS else ""


def _named_file(name: str, settings: Settings) -> Iterator[Item]:
    """What one file holds. After a `StorageError`, the rest of the file was not read."""
    try:
        with nullcontext(sys.stdin.buffer) if name == _STDIN else storage.open_file(name) as stream:
            yield from _stream(stream, name, settings)
    except StorageError as error:
        yield error
    except OSError as error:
        yield StorageError(f"cannot be read: {error.strerror or error}", name)


def _stream(raw: BinaryIO, name: str, settings: Settings) -> Iterator[Item]:
    if not hasattr(raw, "peek"):
        raw = io.BufferedReader(cast(io.RawIOBase, raw), _BUFFER)
    start = raw.peek(_PEEK)[:_PEEK]
    is_gzip = start.startswith(_GZIP)
    file_format = format_of(name) or _archive_format(start, is_gzip)
    if file_format == WARC:
        from retold.sources.archives import warc

        yield from warc.pages(raw.read, name, settings)
    elif file_format == PARQUET:
        yield from _parquet(raw, name, settings)
    else:
        # GzipFile reads as a binary stream but is not declared as one.
        stream = cast(BinaryIO, gzip.GzipFile(fileobj=raw)) if is_gzip else raw
        try:
            yield from _plain_stream(stream, name, file_format, settings)
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            yield FormatError(f"is not a whole gzip file: {error}", name)


def _archive_format(start: bytes, is_gzip: bool) -> str:
    """WARC or Parquet, if the first bytes of a file say so; else ""."""
    if start.startswith(b"PAR1"):
        return PARQUET
    if is_gzip:
        try:
            start = zlib.decompressobj(31).decompress(start, 64)
        except zlib.error:
            return ""
    is_zstd = start.startswith(b"\x28\xb5\x2f\xfd") or start[1:4] == b"\x2a\x4d\x18"
    return WARC if start.startswith(b"WARC/1.") or is_zstd else ""


def _parquet(raw: BinaryIO, name: str, settings: Settings) -> Iterator[Page | SourceError]:
    from retold.sources.archives import parquet  # heavy: pyarrow

    if raw.seekable():
        yield from parquet.pages(raw, name, settings)
    else:
        yield FormatError("a Parquet file cannot be read from a pipe; give the name of the file", name)


def _plain_stream(stream: BinaryIO, name: str, file_format: str, settings: Settings) -> Iterator[Page | SourceError]:
    """HTML, text or JSON, decompressed."""
    buffered = stream if hasattr(stream, "peek") else io.BufferedReader(cast(io.RawIOBase, stream), _BUFFER)
    start = buffered.peek(_PEEK)[:_PEEK] if hasattr(buffered, "peek") else b""
    file_format = file_format or _plain_format(start)
    if file_format in JSON_LINES:
        yield from _json_lines(buffered, name, settings)
        return
    data = buffered.read(settings.max_bytes + 1)
    if len(data) > settings.max_bytes:
        yield FormatError(f"is larger than {settings.max_bytes:,} bytes (RETOLD_MAX_BYTES)", name)
    elif not data.strip(b"\x00 \t\r\n"):
        yield FormatError("is empty", name)
    elif file_format == JSON:
        yield from _json(data, name)
    elif file_format in HTML:
        yield Page(name, Content.HTML, decode(data))
    elif name.lower().removesuffix(".gz").endswith(MARKDOWN):
        yield Page(name, Content.TEXT, *markdown.plain(_text(data)))
    else:
        yield Page(name, Content.TEXT, _text(data), Metadata())


def _plain_format(start: bytes) -> str:
    """HTML, text or JSON, by the first bytes of a file without a known suffix."""
    start = start.lstrip(b"\xef\xbb\xbf \t\r\n")
    if _HTML_START.match(start):
        return HTML[0]
    if start.startswith(b"{"):
        line = start.split(b"\n", 1)[0].rstrip()
        is_cut = len(start) >= _PEEK - 64 and b"\n" not in start
        return JSON_LINES[0] if (line.endswith(b"}") or is_cut) and _is_json_object(line) is not False else JSON
    return JSON if re.match(rb"\[\s*\{", start) else TEXT[0]


def _is_json_object(line: bytes) -> bool | None:
    """Whether one line is a JSON object; None if it is cut, so that nobody can tell."""
    if not line.endswith(b"}"):
        return None
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return False


def _text(data: bytes) -> str:
    return decode(data).replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")


def _json_lines(stream: BinaryIO, name: str, settings: Settings) -> Iterator[Page | SourceError]:
    number = 0
    while line := stream.readline(settings.max_bytes + 1):
        number += 1
        where = f"{name}:{number}"
        if len(line) > settings.max_bytes:
            while line and not line.endswith(b"\n"):
                line = stream.readline(settings.max_bytes)
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
    is_list = isinstance(content, list)
    for number, row in enumerate(content if is_list else [content], start=1):
        try:
            yield rows.page(row, f"{name}:{number}" if is_list else name)
        except SourceError as error:
            yield error
