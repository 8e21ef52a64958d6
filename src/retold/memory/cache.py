"""What was looked up lately."""

from __future__ import annotations

from collections import OrderedDict
from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Cache(OrderedDict[K, V]):
    """A dictionary of at most `most` values: what was not put or taken for longest goes."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most

    def take(self, key: K) -> V | None:
        """The value of a key, now the latest; None where it is not held."""
        value = self.get(key)
        if value is not None:
            self.move_to_end(key)
        return value

    def put(self, key: K, value: V) -> V:
        """Holds a value, and gives it."""
        self[key] = value
        self.move_to_end(key)
        if len(self) > self._most:
            self.popitem(last=False)
        return value
