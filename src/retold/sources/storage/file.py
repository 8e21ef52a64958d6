"""A file by its name, and the port of the places where files are."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import BinaryIO, Protocol

UNKNOWN_TIME = 253_370_764_800.0
"""The year 9999, in seconds since 1970. It stands for a time of change that is not known.

No article is then refused as younger than its file, and the same on each day.
"""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file on disk or in an object store."""

    name: str
    size: int
    """In bytes."""
    stamp: str
    """Changes whenever the bytes do: the time of change in nanoseconds since 1970; "" if a list of keys did not say."""

    @property
    def changed(self) -> float:
        """When it last changed, in seconds since 1970; `UNKNOWN_TIME` if that is not known."""
        return int(self.stamp) / 1e9 if self.stamp else UNKNOWN_TIME


class Storage(Protocol):
    """A place where files are: the disk, or an object store. All methods raise `StorageError`."""

    def find(self, name: str) -> StoredFile | None:
        """The file of this name; None if there is none."""

    def walk(self, folder: str) -> Iterator[StoredFile] | None:
        """All files below a folder, in any order; None if there is no such folder."""

    def open(self, name: str) -> BinaryIO:
        """A stream of the file's bytes."""

    def create(self, name: str) -> AbstractContextManager[BinaryIO]:
        """A stream whose bytes become the file when the block ends without an exception."""

    def remove(self, name: str) -> None:
        """Removes a file, if it is there."""

    def remove_leftovers(self, name: str) -> None:
        """Removes what killed writers left of this file, or of files below this folder."""
