"""Files of this machine."""

from __future__ import annotations

import errno
import io
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from glob import escape
from pathlib import Path
from typing import BinaryIO

from retold.errors import MissingError, StorageError
from retold.sources.storage.file import StoredFile
from retold.sources.storage.streams import RawStream

_READ_SIZE = 1 << 17
"""Bytes that are read at once."""
_NAME_LENGTH = 100
"""Code points of a file's name that stand in the name of its unfinished part."""


class Disk:
    """A `Storage` of paths."""

    def find(self, name: str) -> StoredFile | None:
        """The file or pipe of this name."""
        with _mapped_errors(name):
            try:
                status = os.stat(name)
            except (FileNotFoundError, NotADirectoryError):
                return None
            return None if stat.S_ISDIR(status.st_mode) else _stored_file(name, status)

    def walk(self, folder: str) -> Iterator[StoredFile] | None:
        """All files below a folder, but none in hidden folders."""
        folder = folder or "/"
        return self._walk(folder) if os.path.isdir(folder) else None

    def _walk(self, folder: str) -> Iterator[StoredFile]:
        def fail(error: OSError) -> None:
            raise error

        with _mapped_errors(folder):
            for parent, folders, names in os.walk(folder, onerror=fail):
                folders[:] = [f for f in folders if not f.startswith(".")]
                for name in names:
                    path = os.path.normpath(os.path.join(parent, name))
                    status = os.stat(path, follow_symlinks=True) if os.path.exists(path) else None
                    if status is not None and stat.S_ISREG(status.st_mode):
                        yield _stored_file(path if not folder.startswith("./") else f"./{path}", status)

    def open(self, name: str) -> BinaryIO:
        """The file, for reading."""
        with _mapped_errors(name):
            return io.BufferedReader(RawStream(open(name, "rb", buffering=0), name, _mapped_errors), _READ_SIZE)

    @contextmanager
    def create(self, name: str) -> Iterator[BinaryIO]:
        """A hidden file beside it, which gets the name once all bytes are on the disk."""
        path = Path(name)
        part = path.with_name(f".{path.name[:_NAME_LENGTH]}.{secrets.token_hex(6)}.part")
        with _mapped_errors(name):
            path.parent.mkdir(parents=True, exist_ok=True)
            stream = part.open("xb")
        try:
            with stream:
                yield stream
                with _mapped_errors(name):
                    stream.flush()
                    os.fsync(stream.fileno())
            with _mapped_errors(name):
                os.replace(part, path)
                _sync_folder(path.parent)
        except BaseException:
            with suppress(OSError):
                part.unlink()
            raise

    def remove(self, name: str) -> None:
        """Removes a file."""
        with _mapped_errors(name):
            Path(name).unlink(missing_ok=True)

    def remove_leftovers(self, name: str) -> None:
        """Removes unfinished parts of this file, and all that lie below it if it is a folder."""
        with _mapped_errors(name):
            if os.path.isdir(name):
                for part in Path(name).rglob(".*.part"):
                    part.unlink(missing_ok=True)
            for part in Path(name).parent.glob(f".{escape(Path(name).name[:_NAME_LENGTH])}.*.part"):
                part.unlink(missing_ok=True)


def _stored_file(name: str, status: os.stat_result) -> StoredFile:
    return StoredFile(name, status.st_size, f"{status.st_mtime_ns}")


def _sync_folder(folder: Path) -> None:
    """The new name must reach the disk, too. Some file systems cannot sync a folder, and do not need it."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextmanager
def _mapped_errors(name: str) -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError) as error:  # ValueError: a NUL in a name
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        if getattr(error, "errno", 0) == errno.ENAMETOOLONG:
            reason += "; to read a text itself, give it on standard input, or as the body of a row"
        kind = MissingError if isinstance(error, FileNotFoundError | PermissionError) else StorageError
        raise kind(f"cannot be read or written: {reason}", name) from error


__all__ = ["Disk"]
