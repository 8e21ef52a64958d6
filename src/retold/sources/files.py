"""Files, folders and standard input: HTML, plain text, JSON and JSON Lines, gzipped or not."""

from __future__ import annotations

import errno
import gzip
import io
import json
import re
import sys
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, cast

from retold.config import Settings
from retold.errors import FormatError, SourceError
from retold.sources import rows
from retold.sources.charsets import decode
from retold.types import Content, Metadata, Page

HTML = (".html", ".htm", ".xhtml")
TEXT = (".txt", ".text", ".md")
LINES = (".jsonl", ".ndjson")
SUFFIXES = (*HTML, *TEXT, ".json", *LINES)

_MARKUP = re.compile(rb"\s*(?:<!--.{0,500}?-->\s*)*<(?:!doctype\s+html|html|head|body|\?xml|article|div|meta)\b", re.IGNORECASE | re.DOTALL)
_PEEK = 4096


def pages(source: str, settings: Settings) -> Iterator[Page | SourceError]:
    """Pages of a path, or of "-". See `retold.sources.pages`."""
    if source == "-":
        yield from _stream(sys.stdin.buffer, "-", "", settings)
        return
    path = Path(source)
    try:
        if path.is_dir():
            yield from _folder(path, settings)
        elif path.exists():
            yield from _file(path, settings)
        else:
            yield SourceError("there is no such file or folder", source)
    except OSError as error:
        hint = "; a text itself goes to standard input, or as a row's body" if error.errno == errno.ENAMETOOLONG else ""
        yield SourceError(f"cannot be read: {error.strerror or error}{hint}", source)


def kind(path: Path) -> str:
    """The suffix that says what a file holds, below a `.gz`; "" where it says nothing."""
    suffixes = [s.lower() for s in path.suffixes]
    if suffixes and suffixes[-1] == ".gz":
        suffixes.pop()
    return suffixes[-1] if suffixes and suffixes[-1] in SUFFIXES else ""


def _folder(folder: Path, settings: Settings) -> Iterator[Page | SourceError]:
    found = [p for p in sorted(folder.rglob("*")) if p.is_file() and kind(p) and not p.name.startswith(".")]
    if not found:
        yield SourceError(f"no article files ({', '.join(SUFFIXES)}) in this folder", str(folder))
    for path in found:
        try:
            yield from _file(path, settings)
        except OSError as error:
            yield SourceError(f"cannot be read: {error.strerror or error}", str(path))


def _file(path: Path, settings: Settings) -> Iterator[Page | SourceError]:
    with path.open("rb") as raw:
        zipped = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        # GzipFile reads as a binary stream but is not declared as one.
        stream = cast(BinaryIO, gzip.GzipFile(fileobj=raw)) if zipped else raw
        try:
            yield from _stream(stream, str(path), kind(path), settings)
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            yield FormatError(f"is not a whole gzip file: {error}", str(path))


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
