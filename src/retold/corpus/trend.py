"""What is told of more than its own past would have it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

LEAST = 2
"""Stories of late from which something can be rising."""


def scores(
    late: NDArray[np.int64], told: int, past: NDArray[np.int64], before: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """How many stories of the latest `told` each would have if it went on as in the `before` stories before them, and how far what
    it has is beyond that: the root of the log-likelihood ratio of two rates (Dunning 1993), 0 where it is not beyond.

    `late`, `past`: stories of each, int64 of one shape; both results are float64 of it.
    """
    expected = told * past / max(1, before)
    total = told + before
    rate = (late + past) / max(1, total)
    ratio = _part(late, told * rate) + _part(past, before * rate)
    beyond = np.sqrt(2 * np.maximum(ratio, 0.0))
    return expected, np.where((late >= LEAST) & (late > expected), beyond, 0.0)


def _part(seen: NDArray[np.int64], expected: NDArray[np.float64]) -> NDArray[np.float64]:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(seen > 0, seen * np.log(seen / expected), 0.0)
