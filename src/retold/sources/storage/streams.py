"""Streams that raise our own errors, whatever library reads them."""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

MapErrors = Callable[[str], AbstractContextManager[None]]
"""Given a name, a context that turns every error about that file into `StorageError`."""


class RawStream(io.RawIOBase):
    """A raw stream whose failures are `StorageError`.

    A damaged archive, gzip or Parquet file raises `OSError`, as a failing disk does. With this stream the two differ.
    """

    def __init__(self, inner: Any, name: str, map_errors: MapErrors) -> None:
        self._inner, self._name, self._map_errors = inner, name, map_errors

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return bool(self._inner.seekable())

    def readinto(self, buffer: Any) -> int:
        with self._map_errors(self._name):
            return int(self._inner.readinto(buffer))

    def seek(self, offset: int, whence: int = 0) -> int:
        with self._map_errors(self._name):
            return int(self._inner.seek(offset, whence))

    def tell(self) -> int:
        return int(self._inner.tell())

    def close(self) -> None:
        if not self.closed:
            self._inner.close()
        super().close()
