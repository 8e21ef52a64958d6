"""A stream that is looked at through a bounded buffer, so that pipes can be searched, too."""

from __future__ import annotations

from collections.abc import Callable

STEP = 1 << 16
"""Bytes asked of the source at once."""


class BrokenError(Exception):
    """Compressed bytes that cannot be decoded further; its text says why."""


class Window:
    """Bytes by their offset in the stream, from `base` on; read on as they are asked for.

    Bytes are held from `keep` on, up to `most` of them: within these one can go back.
    """

    def __init__(self, read: Callable[[int], bytes], most: int) -> None:
        self._read, self._most = read, most
        self._data = bytearray()
        self.base = self.at = self.keep = 0
        self.ended = False
        self.broken = ""
        """Why the source ended before its time, "" where it did not."""

    def fill(self, count: int) -> int:
        """How many bytes there are from `at` on; fewer than `count` only where the source ends."""
        while not self.ended and self.base + len(self._data) - self.at < count:
            try:
                more = self._read(STEP)
            except BrokenError as error:
                self.broken, more = str(error), b""
            self.ended = not more
            self._release()
            self._data += more
        return self.base + len(self._data) - self.at

    def peek(self, count: int, skip: int = 0) -> bytes:
        """Up to `count` bytes from `at + skip` on; `at` stays."""
        self.fill(skip + count)
        start = self.at + skip - self.base
        return bytes(memoryview(self._data)[start : start + count])

    def held(self, count: int) -> bytes:
        """The same without reading more, at least one byte where there is one."""
        start = self.at - self.base
        if start >= len(self._data):
            self.fill(1)
            start = self.at - self.base
        return bytes(memoryview(self._data)[start : start + count])

    def skip(self, count: int) -> int:
        """Passes over bytes, and gives how many there were; few are held however many it is."""
        left = count
        while left > 0 and (here := self.fill(min(left, STEP))):
            here = min(here, left)
            self.at += here
            left -= here
            self.keep = max(self.keep, self.at)
        return count - left

    def find(self, mark: bytes, end: int | None = None) -> bool:
        """Moves `at` to the next `mark` that begins before `end`; to `end`, or the end of the source, where there is none.

        What it passes over is let go.
        """
        while True:
            here = self.fill(STEP)
            found = self._data.find(mark, self.at - self.base)
            place = self.base + found
            if found >= 0 and (end is None or place < end):
                self.at = place
                return True
            if end is not None and (found >= 0 or self.at + here >= end + len(mark)):
                self.at = end
                return False
            if self.ended:
                self.at += here
                return False
            self.at = self.keep = max(self.at, self.base + len(self._data) - len(mark) + 1)

    def back(self, to: int) -> None:
        """Goes back to an offset, or to the first that is still held."""
        self.at = self.keep = max(to, self.base)

    def _release(self) -> None:
        """Lets go of what is passed, in large pieces: moving bytes up costs time."""
        end = self.base + len(self._data)
        keep = min(max(self.keep, end - self._most), self.at)
        if keep - self.base > 4 * STEP:
            del self._data[: keep - self.base]
            self.base = keep
