"""The pieces of work of a long run. The same inputs always give the same pieces in the same order."""

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
from retold.sources.files import HTML, TEXT, format_of
from retold.sources.storage import S3, StoredFile

COMMON_CRAWL = "s3://commoncrawl/"
UNIT_SIZE = 1000
"""Small files of one folder in a unit, at most."""
_KEY_LISTS = (".paths", ".paths.gz")
_SMALL = (*HTML, *TEXT)
"""Formats with one article in a file."""


def units(names: Sequence[str], without: Sequence[str] = ()) -> list[tuple[StoredFile, ...]]:
    """The units of files, folders, patterns, s3:// prefixes and lists of keys. Each file is in one unit.

    `without`: files and folders to leave out, even if they are below one of `names`.

    A list of keys, as Common Crawl publishes them, is a file that ends in `.paths` or `.paths.gz`. Each line is a key
    below `COMMON_CRAWL`, or a whole name. The objects are not looked up, because that takes long for thousands of them;
    a missing one is an error when it is read. HTML and text files of one folder are taken together, `UNIT_SIZE` at
    once in order of names, so a new file changes only the units of its own folder.

    Raises `SourceError` for a name that leads to no file.
    """
    is_left_out = _IsBelow(without)
    files: dict[str, StoredFile] = {}
    for name in names:
        listed = list(_files(name))
        kept = [f for f in listed if not is_left_out(f.name)]
        if listed and not kept:
            raise SourceError("no article files or archives in it but those of the output", name)
        for file in kept:
            files.setdefault(file.name, file)
    return [*((f,) for f in files.values() if not is_small(f)), *group(f for f in files.values() if is_small(f))]


def group(files: Iterable[StoredFile]) -> list[tuple[StoredFile, ...]]:
    """Units of small files: `UNIT_SIZE` of one folder in each, in order of names."""
    result = []
    ordered = sorted(files, key=lambda f: (_folder(f), f.name))
    for _, files_of_folder in groupby(ordered, key=_folder):
        in_folder = tuple(files_of_folder)
        result += [in_folder[i : i + UNIT_SIZE] for i in range(0, len(in_folder), UNIT_SIZE)]
    return result


def is_small(file: StoredFile) -> bool:
    """Whether a file is one article, and shares a unit with others of its folder."""
    return format_of(file.name) in _SMALL


def _folder(file: StoredFile) -> str:
    return file.name.rpartition("/")[0]


class _IsBelow:
    """Whether a file is one of `names`, or lies below one. Links are resolved."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = {_resolved(n) for n in names}
        self._folders: dict[str, str] = {}

    def __call__(self, name: str) -> bool:
        if not self._names:
            return False
        folder, _, last = name.rpartition("/")
        if folder not in self._folders:
            self._folders[folder] = _resolved(folder)
        name = f"{self._folders[folder]}/{last}"
        return any(name == n or name.startswith(f"{n}/") for n in self._names)


def _resolved(name: str) -> str:
    return storage.absolute(name) if name.startswith(S3) else os.path.realpath(name)


def _files(name: str) -> Iterator[StoredFile]:
    if name.endswith(_KEY_LISTS):
        for key in _keys(name):
            yield _file_of_key(key if key.startswith((S3, "/")) else COMMON_CRAWL + key)
        return
    files = storage.list_files(name)
    if [f.name for f in files] != [name]:
        files = [f for f in files if format_of(f.name)]
    if not files:
        raise SourceError("no article files or archives in this folder", name)
    yield from (replace(f, name=storage.absolute(f.name)) for f in files)


def _file_of_key(key: str) -> StoredFile:
    """The file that a list names. One on disk is looked up, an object is not."""
    file = None
    if not key.startswith(S3):
        with suppress(StorageError):  # raised again when it is read
            file = storage.find(key)
    return replace(file or StoredFile(key, 0, ""), name=storage.absolute(key))


def _keys(name: str) -> list[str]:
    """The keys of a list, without empty lines and lines that begin with #."""
    data = storage.read(name)
    try:
        lines = (gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data).decode()
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise FormatError(f"is not a list of keys: {error}", name) from error
    return [k for line in lines.splitlines() if (k := line.strip()) and not k.startswith("#")]


__all__ = ["COMMON_CRAWL", "UNIT_SIZE", "group", "is_small", "units"]
