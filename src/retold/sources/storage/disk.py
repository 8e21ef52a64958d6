"""Files of this machine, for `retold.sources.storage`."""

from __future__ import annotations

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
from retold.sources.storage import StoredFile
from retold.sources.storage.streams import RawStream

_AHEAD = 1 << 17
"""Bytes that are read at once."""


class Disk:
    """A `Store` of paths."""

    def found(self, name: str) -> StoredFile | None:
        """The file of this name; of a pipe, too."""
        with _told(name):
            try:
                about = os.stat(name)
            except (FileNotFoundError, NotADirectoryError):
                return None
            return None if stat.S_ISDIR(about.st_mode) else _stored(name, about)

    def below(self, folder: str) -> Iterator[StoredFile] | None:
        """All files below a folder."""
        return self._walk(folder or "/") if os.path.isdir(folder or "/") else None

    def _walk(self, folder: str) -> Iterator[StoredFile]:
        def failed(error: OSError) -> None:
            raise error

        with _told(folder):
            for at, folders, names in os.walk(folder, onerror=failed):
                folders[:] = [f for f in folders if not f.startswith(".")]
                for name in names:
                    path = os.path.normpath(os.path.join(at, name))
                    about = os.stat(path, follow_symlinks=True) if os.path.exists(path) else None
                    if about is not None and stat.S_ISREG(about.st_mode):
                        yield _stored(path if not folder.startswith("./") else f"./{path}", about)

    def opened(self, name: str) -> BinaryIO:
        """The file, for reading."""
        with _told(name):
            return io.BufferedReader(RawStream(open(name, "rb", buffering=0), name, _told), _AHEAD)

    @contextmanager
    def written(self, name: str) -> Iterator[BinaryIO]:
        """A file beside it, which takes its name when all is on the disk."""
        path = Path(name)
        part = path.with_name(f".{path.name[:100]}.{secrets.token_hex(6)}.part")
        with _told(name):
            path.parent.mkdir(parents=True, exist_ok=True)
            stream = part.open("xb")
        try:
            with stream:
                yield stream
                with _told(name):
                    stream.flush()
                    os.fsync(stream.fileno())
            with _told(name):
                os.replace(part, path)
                _synced(path.parent)
        except BaseException:
            with suppress(OSError):
                part.unlink()
            raise

    def removed(self, name: str) -> None:
        """Removes a file."""
        with _told(name):
            Path(name).unlink(missing_ok=True)

    def swept(self, name: str) -> None:
        """Removes files beside it, or anywhere below it, that never took their name."""
        with _told(name):
            if os.path.isdir(name):
                for part in Path(name).rglob(".*.part"):
                    part.unlink(missing_ok=True)
            for part in Path(name).parent.glob(f".{escape(Path(name).name[:100])}.*.part"):
                part.unlink(missing_ok=True)


def _stored(name: str, about: os.stat_result) -> StoredFile:
    return StoredFile(name, about.st_size, f"{about.st_mtime_ns}")


def _synced(folder: Path) -> None:
    """A name, too, must reach the disk; some file systems cannot do it, and lose nothing else by it."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def _told(name: str) -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError) as error:  # ValueError: a NUL in a name
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        hint = "; a text itself goes to standard input, or as a row's body" if getattr(error, "errno", 0) == 36 else ""
        kind = MissingError if isinstance(error, FileNotFoundError | PermissionError) else StorageError
        raise kind(f"cannot be read or written: {reason}{hint}", name) from error


__all__ = ["Disk"]
