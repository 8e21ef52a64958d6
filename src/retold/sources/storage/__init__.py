"""Files by name, on disk or in an S3-compatible store, behaving the same.

A name is a path, or `s3://bucket/key`. S3 is set up by the variables that its other programs read: `AWS_ACCESS_KEY_ID`,
`AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN`, `AWS_REGION`, `AWS_PROFILE`, and `AWS_ENDPOINT_URL` for other stores than Amazon's.
Where nothing gives keys, requests are not signed, which is what public data sets such as Common Crawl want.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from retold.errors import MissingError, StorageError

S3 = "s3://"
UNTOLD = 253_370_764_800.0
"""The year 9999, in seconds since 1970: nothing is refused as younger than a file whose age is not known, and each day the same."""
_WILD = re.compile(r"[*?\[]")


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file: its name, its size in bytes, and a stamp that changes when its bytes do: its time of change, in nanoseconds
    since 1970; "" where a list of keys did not tell."""

    name: str
    size: int
    stamp: str

    @property
    def changed(self) -> float:
        """When it last changed, in seconds since 1970; of what did not tell, `UNTOLD`."""
        return int(self.stamp) / 1e9 if self.stamp else UNTOLD


class Storage(Protocol):
    """Where files are. Names are those given to the functions of this module; all raise `StorageError`."""

    def found(self, name: str) -> StoredFile | None:
        """The file of this name, None where there is none."""

    def below(self, folder: str) -> Iterator[StoredFile] | None:
        """All files below a folder, in any order; None where there is no such folder."""

    def opened(self, name: str) -> BinaryIO:
        """A seekable stream."""

    def written(self, name: str) -> AbstractContextManager[BinaryIO]:
        """See `written`."""

    def removed(self, name: str) -> None:
        """See `removed`."""

    def swept(self, name: str) -> None:
        """See `swept`."""


def _store(name: str) -> Storage:
    if name.startswith(S3):
        from retold.sources.storage.s3 import Bucket  # heavy: pyarrow

        return Bucket()
    if re.match(r"[a-zA-Z][a-zA-Z0-9+.-]+://", name):
        raise StorageError("only paths and s3:// names can be opened", name)
    from retold.sources.storage.disk import Disk

    return Disk()


def listed(name: str) -> list[StoredFile]:
    """The file of this name; all files below the folder of this name; those that a pattern fits. In the order of names.

    In patterns `*` and `?` do not reach over a slash, `**` does. Files and folders that begin with a dot are left out of
    folders and patterns. A file whose own name looks like a pattern is that file.

    Raises `StorageError` where there is nothing of that name, or it may not be seen.
    """
    store = _store(name)
    one = store.found(name)
    if one is not None:
        return [one]
    wild = _WILD.search(name)
    if not wild:
        below = store.below(name.rstrip("/"))
        if below is None:
            raise MissingError("there is no such file or folder", name)
        return _ordered(below, name.rstrip("/"))
    head, slash, _ = name[: wild.start()].rpartition("/")
    folder = head or slash or "."
    fits = re.compile(_regex(name[len(head + slash) :]), re.DOTALL)
    fitting = [s for s in _ordered(store.below(folder) or iter(()), folder) if fits.fullmatch(_within(s.name, folder))]
    if not fitting:
        raise StorageError("no file fits this pattern", name)
    return fitting


def below(folder: str) -> list[StoredFile]:
    """All files below a folder, in the order of names, but hidden ones; none where there is no such folder. Its name is no pattern.

    Raises `StorageError` where that cannot be told.
    """
    return _ordered(_store(folder).below(folder.rstrip("/")) or iter(()), folder.rstrip("/"))


def _ordered(files: Iterator[StoredFile], folder: str) -> list[StoredFile]:
    return sorted((f for f in files if "/." not in f"/{_within(f.name, folder)}"), key=lambda f: f.name)


def _within(name: str, folder: str) -> str:
    """The name as seen from the folder; of paths by their meaning, as "." is no beginning of what lies in it."""
    return name[len(folder) + 1 :] if name.startswith(S3) else os.path.relpath(name, folder or "/")


def _regex(pattern: str) -> str:
    """A pattern of the shell as a regular expression."""
    parts = []
    for part in re.findall(r"\*\*/|\*\*|\*|\?|\[!?\]?[^\]/]*\]|.", pattern, re.DOTALL):
        simple = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}.get(part)
        if simple is None and len(part) > 1:
            inner = part[1:-1].replace("\\", "\\\\").replace("[", "\\[")
            simple = f"[^{inner[1:]}]" if inner.startswith("!") else f"[{inner}]"
        parts.append(simple or re.escape(part))
    return "".join(parts)


def opened(name: str) -> BinaryIO:
    """A stream of the file's bytes, which can seek (but for pipes). Raises `StorageError`, also when it is read."""
    return _store(name).opened(name)


def written(name: str) -> AbstractContextManager[BinaryIO]:
    """A stream whose bytes become the file of this name when the block ends without an exception.

    The file is there whole or not at all, and one of that name stays as it was until then. Folders are made. Raises `StorageError`.
    """
    return _store(name).written(name)


def whole(name: str) -> str:
    """A name that means the same wherever it is used, without a slash at its end."""
    return name.rstrip("/") if name.startswith(S3) else os.path.abspath(name)


def found(name: str) -> StoredFile | None:
    """The file of this name, None where there is none. Raises `StorageError` where that cannot be told."""
    return _store(name).found(name)


def exists(name: str) -> bool:
    """Whether there is a file of this name. Raises `StorageError` where that cannot be told."""
    return found(name) is not None


def read(name: str) -> bytes:
    """All bytes of a file. Raises `StorageError`."""
    with opened(name) as stream:
        return stream.read()


def removed(name: str) -> None:
    """Removes a file; one that is not there is no error. Raises `StorageError`."""
    _store(name).removed(name)


def swept(name: str) -> None:
    """Removes what writers of this file, or of files below this folder, left that were killed. Not while others write: they fail. Raises `StorageError`."""
    _store(name).swept(name)


__all__ = [
    "UNTOLD",
    "StoredFile",
    "below",
    "exists",
    "found",
    "listed",
    "opened",
    "read",
    "removed",
    "swept",
    "whole",
    "written",
]
