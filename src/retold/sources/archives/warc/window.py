"""A stream seen through a bounded buffer, so that pipes can be searched, too."""

from __future__ import annotations

from collections.abc import Callable

STEP = 1 << 16
"""Bytes that are read from the source at once."""


class BrokenError(Exception):
    """Compressed bytes cannot be decoded further; the text says why."""


class Window:
    """The bytes of a stream by their offset.

    `at` is the current offset. The bytes from `keep` on stay in the buffer, `max_bytes` of them at most: `back` can
    return to these.
    """

    def __init__(self, read: Callable[[int], bytes], max_bytes: int) -> None:
        self._read, self._max_bytes = read, max_bytes
        self._buffer = bytearray()
        self.base = self.at = self.keep = 0
        self.ended = False
        self.broken = ""
        """Why the source ended too early; "" if it did not."""

    def fill(self, count: int) -> int:
        """Reads until `count` bytes follow `at`, and returns how many do. Fewer than `count` means: the source ends."""
        while not self.ended and self.base + len(self._buffer) - self.at < count:
            try:
                data = self._read(STEP)
            except BrokenError as error:
                self.broken, data = str(error), b""
            self.ended = not data
            self._release()
            self._buffer += data
        return self.base + len(self._buffer) - self.at

    def peek(self, count: int, skip: int = 0) -> bytes:
        """Up to `count` bytes from `at + skip` on; `at` does not move."""
        self.fill(skip + count)
        start = self.at + skip - self.base
        return bytes(memoryview(self._buffer)[start : start + count])

    def peek_buffered(self, count: int) -> bytes:
        """Up to `count` bytes from `at` on that are in the buffer. It reads only if there are none."""
        start = self.at - self.base
        if start >= len(self._buffer):
            self.fill(1)
            start = self.at - self.base
        return bytes(memoryview(self._buffer)[start : start + count])

    def skip(self, count: int) -> int:
        """Moves `at` forward, and returns by how many bytes. Few of these are in memory at once."""
        left = count
        while left > 0 and (available := self.fill(min(left, STEP))):
            available = min(available, left)
            self.at += available
            left -= available
            self.keep = max(self.keep, self.at)
        return count - left

    def find(self, mark: bytes, end: int | None = None) -> bool:
        """Moves `at` to the next `mark` that begins before `end`, and returns whether there is one.

        If there is none, `at` moves to `end`, or to the end of the source. Bytes on the way are not kept.
        """
        while True:
            available = self.fill(STEP)
            index = self._buffer.find(mark, self.at - self.base)
            offset = self.base + index
            if index >= 0 and (end is None or offset < end):
                self.at = offset
                return True
            if end is not None and (index >= 0 or self.at + available >= end + len(mark)):
                self.at = end
                return False
            if self.ended:
                self.at += available
                return False
            self.at = self.keep = max(self.at, self.base + len(self._buffer) - len(mark) + 1)

    def back(self, offset: int) -> None:
        """Returns to an offset, or to the first one that is still in the buffer."""
        self.at = self.keep = max(offset, self.base)

    def _release(self) -> None:
        """Drops bytes that are not kept, many at once: moving the rest costs time."""
        end = self.base + len(self._buffer)
        keep = min(max(self.keep, end - self._max_bytes), self.at)
        if keep - self.base > 4 * STEP:
            del self._buffer[: keep - self.base]
            self.base = keep
