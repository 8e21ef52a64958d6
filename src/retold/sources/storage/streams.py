"""Streams whose failures are told as those of the store or the disk, whatever library reads them."""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

Told = Callable[[str], AbstractContextManager[None]]
"""Makes `StorageError` of what goes wrong with a file of that name."""


class RawStream(io.RawIOBase):
    """A raw file with errors of ours. `OSError` is also what a damaged archive, gzip or Parquet file raises: from here on the two differ."""

    def __init__(self, inner: Any, name: str, told: Told) -> None:
        self._inner, self._named, self._told = inner, name, told

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return bool(self._inner.seekable())

    def readinto(self, buffer: Any) -> int:
        with self._told(self._named):
            return int(self._inner.readinto(buffer))

    def seek(self, offset: int, whence: int = 0) -> int:
        with self._told(self._named):
            return int(self._inner.seek(offset, whence))

    def tell(self) -> int:
        return int(self._inner.tell())

    def close(self) -> None:
        if not self.closed:
            self._inner.close()
        super().close()
