"""From what a person names to the pieces of work of a long run: the same pieces, in the same order, each time."""

from __future__ import annotations

import gzip
import hashlib
import os
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from retold.config import Settings
from retold.errors import FormatError, SourceError
from retold.sources import storage
from retold.sources.files import HTML, TEXT, kind
from retold.sources.storage import S3, Stored
from retold.types import Page, Skipped

COMMON_CRAWL = "s3://commoncrawl/"
TOGETHER = 1000
"""Small files of one folder in a unit."""
_LISTS = (".paths", ".paths.gz")
_ONE = (*HTML, *TEXT)
"""Kinds of which a file is one article."""


@dataclass(frozen=True, slots=True)
class Unit:
    """Files that are read as one piece of work: an archive, a table, or many small pages."""

    files: tuple[Stored, ...]

    @property
    def name(self) -> str:
        """The file's name; of many, that of the first and how many others there are."""
        return self.files[0].name + (f" and {len(self.files) - 1:,} more" if len(self.files) > 1 else "")

    @property
    def size(self) -> int:
        """Bytes in all, as stored; 0 where a list of keys did not tell."""
        return sum(f.size for f in self.files)

    @property
    def fingerprint(self) -> str:
        """32 hexadecimal digits that change when a file is changed, added or removed."""
        told = "\n".join(f"{f.name}\t{f.size}\t{f.stamp}" for f in self.files)
        return hashlib.sha256(told.encode("utf-8", "surrogateescape")).hexdigest()[:32]


def units(names: Sequence[str], base: str = COMMON_CRAWL, together: int = TOGETHER) -> list[Unit]:
    """The units of files, folders, patterns, s3:// prefixes and lists of keys, each file once, in a stable order.

    A list of keys, as Common Crawl publishes them, is a file ending in `.paths` or `.paths.gz`: a key a line, below `base` unless
    it is a whole name. Its files are not looked up, which for thousands would take long: one that is missing is
    told when it is read. Of each folder the HTML and text files are taken by `together` in the order of their names, so that a new file
    changes the units of its own folder alone.

    Raises `SourceError` for a name that leads to no file.
    """
    found: dict[str, Stored] = {}
    for name in names:
        for stored in _named(name, base):
            found.setdefault(stored.name if stored.name.startswith(S3) else os.path.abspath(stored.name), stored)
    single = [Unit((s,)) for s in found.values() if not small(s)]
    pieces = [s for s in found.values() if small(s)]
    pieces.sort(key=lambda s: (s.name.rpartition("/")[0], s.name))
    for _, group in groupby(pieces, key=lambda s: s.name.rpartition("/")[0]):
        of_folder = list(group)
        single += [Unit(tuple(of_folder[i : i + together])) for i in range(0, len(of_folder), together)]
    return single


def _named(name: str, base: str) -> Iterator[Stored]:
    if name.endswith(_LISTS):
        for key in _keys(name):
            yield Stored(key if key.startswith((S3, "/")) else base + key, 0, "")
        return
    listed = storage.listed(name)
    known = listed if [f.name for f in listed] == [name] else [f for f in listed if kind(f.name)]
    if not known:
        raise SourceError("no article files or archives in this folder", name)
    yield from known


def _keys(name: str) -> list[str]:
    """Keys of a list; empty lines and those that begin with # are passed over."""
    data = storage.read(name)
    try:
        lines = (gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data).decode()
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise FormatError(f"is not a list of keys: {error}", name) from error
    return [k for line in lines.splitlines() if (k := line.strip()) and not k.startswith("#")]


def small(file: Stored) -> bool:
    """Whether a file is one article, and is taken with others of its folder."""
    return kind(file.name) in _ONE


def pages(unit: Unit, settings: Settings) -> Iterator[Page | SourceError | Skipped]:
    """What the files of a unit hold, in order."""
    from retold.sources import items

    for stored in unit.files:
        yield from items(stored.name, settings)


__all__ = ["COMMON_CRAWL", "TOGETHER", "Unit", "pages", "small", "units"]
