"""Files by name, on disk or in an S3-compatible store. Both behave the same.

A name is a path, or `s3://bucket/key`. S3 is set up by the variables that other programs use, too: `AWS_ACCESS_KEY_ID`,
`AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN`, `AWS_REGION`, `AWS_PROFILE`, and `AWS_ENDPOINT_URL` for stores other than
Amazon's. Without keys, requests are not signed: public data sets such as Common Crawl are read like that.

All functions raise `StorageError` if the disk or the store fails.
"""

from __future__ import annotations

import re
from contextlib import AbstractContextManager
from typing import BinaryIO

from retold.errors import MissingError, StorageError
from retold.sources.storage import names
from retold.sources.storage.file import UNKNOWN_TIME, Storage, StoredFile
from retold.sources.storage.names import S3, absolute


def list_files(name: str) -> list[StoredFile]:
    """The file of this name, all files below the folder of this name, or all that fit this pattern, in order of names.

    In patterns `*` and `?` stop at a slash, `**` does not. Folders and patterns leave out files and folders that begin
    with a dot. If there is a file whose own name looks like a pattern, that file is meant.

    Raises `StorageError` if there is nothing of that name, or it may not be read.
    """
    storage = _storage(name)
    file = storage.find(name)
    if file is not None:
        return [file]
    pattern = names.split_pattern(name)
    if pattern is None:
        folder = name.rstrip("/")
        found = storage.walk(folder)
        if found is None:
            raise MissingError("there is no such file or folder", name)
        return names.visible_in_order(found, folder)
    folder, expression = pattern
    files = names.visible_in_order(storage.walk(folder) or (), folder)
    fitting = [f for f in files if expression.fullmatch(names.relative(f.name, folder))]
    if not fitting:
        raise StorageError("no file fits this pattern", name)
    return fitting


def list_folder(folder: str) -> list[StoredFile]:
    """All files below a folder in order of names, but no hidden ones; [] if there is no such folder.

    The name is never taken for a pattern.
    """
    storage, folder = _storage(folder), folder.rstrip("/")
    return names.visible_in_order(storage.walk(folder) or (), folder)


def find(name: str) -> StoredFile | None:
    """The file of this name; None if there is none."""
    return _storage(name).find(name)


def exists(name: str) -> bool:
    """Whether there is a file of this name."""
    return find(name) is not None


def open_file(name: str) -> BinaryIO:
    """A stream of the file's bytes. It can seek, unless the file is a pipe. Reading it raises `StorageError`, too."""
    return _storage(name).open(name)


def read(name: str) -> bytes:
    """All bytes of a file."""
    with open_file(name) as stream:
        return stream.read()


def create(name: str) -> AbstractContextManager[BinaryIO]:
    """A stream whose bytes become the file of this name when the block ends without an exception.

    The file is there whole or not at all. An older file of that name stays as it is until then. Folders are made.
    """
    return _storage(name).create(name)


def remove(name: str) -> None:
    """Removes a file, if it is there."""
    _storage(name).remove(name)


def remove_leftovers(name: str) -> None:
    """Removes what killed writers left of this file, or of files below this folder.

    Writers that are at work there fail, so there must be none.
    """
    _storage(name).remove_leftovers(name)


def _storage(name: str) -> Storage:
    if name.startswith(S3):
        from retold.sources.storage.s3 import Bucket  # heavy: pyarrow

        return Bucket()
    if re.match(r"[a-zA-Z][a-zA-Z0-9+.-]+://", name):
        raise StorageError("only paths and s3:// names can be opened", name)
    from retold.sources.storage.disk import Disk

    return Disk()


__all__ = [
    "S3",
    "UNKNOWN_TIME",
    "StoredFile",
    "absolute",
    "create",
    "exists",
    "find",
    "list_files",
    "list_folder",
    "open_file",
    "read",
    "remove",
    "remove_leftovers",
]
