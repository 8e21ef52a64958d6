"""Runs of equal values in sorted arrays."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def run_starts(*keys: NDArray[Any]) -> NDArray[np.int64]:
    """Where each run begins. Several arrays of one length: runs of equal tuples."""
    new = np.ones(len(keys[0]), dtype=bool)
    if len(new):
        new[1:] = np.any([key[1:] != key[:-1] for key in keys], axis=0)
    return np.flatnonzero(new)


def runs(keys: NDArray[Any]) -> list[tuple[int, int]]:
    """Start and end of each run."""
    starts = run_starts(keys)
    return list(zip(starts.tolist(), np.append(starts[1:], len(keys)).tolist(), strict=True))
