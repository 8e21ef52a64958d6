"""Numbers of a corpus into keys of a memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Keys:
    """Ascending numbers of a corpus. The key of a number is its place among them, counted from 1."""

    numbers: NDArray[np.int64]

    def of(self, numbers: Sequence[int] | NDArray[np.int64]) -> NDArray[np.int64]:
        """The keys of numbers."""
        return np.searchsorted(self.numbers, np.asarray(numbers, dtype=np.int64)) + 1

    def contain(self, numbers: NDArray[np.int64]) -> pa.Array:
        """A mask: which of the numbers have a key."""
        places = np.minimum(np.searchsorted(self.numbers, numbers), len(self.numbers) - 1)
        return pa.array(self.numbers[places] == numbers)
