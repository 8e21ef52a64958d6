"""From what a person names to the pieces of work of a long run: the same pieces, in the same order, each time."""

from __future__ import annotations

import gzip
import os
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import groupby

from retold.errors import FormatError, SourceError, StorageError
from retold.sources import storage
from retold.sources.files import HTML, TEXT, kind
from retold.sources.storage import S3, StoredFile

COMMON_CRAWL = "s3://commoncrawl/"
TOGETHER = 1000
"""Small files of one folder in a unit."""
_LISTS = (".paths", ".paths.gz")
_ONE = (*HTML, *TEXT)
"""Kinds of which a file is one article."""


def units(names: Sequence[str], without: Sequence[str] = ()) -> list[tuple[StoredFile, ...]]:
    """The units of files, folders, patterns, s3:// prefixes and lists of keys, each file once, in a stable order.

    `without` names files and folders that are left out, though they lie below what is named.

    A list of keys, as Common Crawl publishes them, is a file ending in `.paths` or `.paths.gz`: a key a line, below
    `COMMON_CRAWL` unless it is a whole name. Objects that it names are not looked up, which for thousands would take long: one that
    is missing is told when it is read. Of each folder the HTML and text files are taken by `TOGETHER` in the order of their names, so
    that a new file changes the units of its own folder alone.

    Raises `SourceError` for a name that leads to no file.
    """
    left_out = _Below(without)
    found: dict[str, StoredFile] = {}
    for name in names:
        named = list(_named(name))
        known = [s for s in named if not left_out(s.name)]
        if named and not known:
            raise SourceError("no article files or archives in it but those of the output", name)
        for stored in known:
            found.setdefault(stored.name, stored)
    return [*((s,) for s in found.values() if not small(s)), *together(s for s in found.values() if small(s))]


def together(files: Iterable[StoredFile]) -> list[tuple[StoredFile, ...]]:
    """Small files of each folder by `TOGETHER`, in the order of their names."""
    found = []
    ordered = sorted(files, key=lambda s: (s.name.rpartition("/")[0], s.name))
    for _, group in groupby(ordered, key=lambda s: s.name.rpartition("/")[0]):
        of_folder = tuple(group)
        found += [of_folder[i : i + TOGETHER] for i in range(0, len(of_folder), TOGETHER)]
    return found


class _Below:
    """Whether a file is, or lies below, one of `names`, also where one of them is reached by a link."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = {_real(n) for n in names}
        self._folders: dict[str, str] = {}

    def __call__(self, name: str) -> bool:
        if not self._names:
            return False
        folder, _, last = name.rpartition("/")
        if folder not in self._folders:
            self._folders[folder] = _real(folder)
        name = f"{self._folders[folder]}/{last}"
        return any(name == n or name.startswith(f"{n}/") for n in self._names)


def _real(name: str) -> str:
    return storage.absolute(name) if name.startswith(S3) else os.path.realpath(name)


def _named(name: str) -> Iterator[StoredFile]:
    if name.endswith(_LISTS):
        for key in _keys(name):
            yield _listed(key if key.startswith((S3, "/")) else COMMON_CRAWL + key)
        return
    listed = storage.list_files(name)
    known = listed if [f.name for f in listed] == [name] else [f for f in listed if kind(f.name)]
    if not known:
        raise SourceError("no article files or archives in this folder", name)
    yield from (replace(f, name=storage.absolute(f.name)) for f in known)


def _listed(key: str) -> StoredFile:
    """What a list names: a file of this machine is looked up, an object is not."""
    about = None
    if not key.startswith(S3):
        with suppress(StorageError):  # told when it is read
            about = storage.find(key)
    return replace(about or StoredFile(key, 0, ""), name=storage.absolute(key))


def _keys(name: str) -> list[str]:
    """Keys of a list; empty lines and those that begin with # are passed over."""
    data = storage.read(name)
    try:
        lines = (gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data).decode()
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise FormatError(f"is not a list of keys: {error}", name) from error
    return [k for line in lines.splitlines() if (k := line.strip()) and not k.startswith("#")]


def small(file: StoredFile) -> bool:
    """Whether a file is one article, and is taken with others of its folder."""
    return kind(file.name) in _ONE


__all__ = ["COMMON_CRAWL", "TOGETHER", "small", "together", "units"]
