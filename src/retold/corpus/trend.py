"""Which names have more stories of late than their past predicts."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

LEAST = 2
"""A name needs this many of the latest stories to be rising."""


def scores(
    late: NDArray[np.int64], late_stories: int, past: NDArray[np.int64], past_stories: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """How many of the latest stories each name is expected to have, and by how much it has more.

    `late`, `past`: stories of each name, int64 of one shape, of `late_stories` and `past_stories` in all. Both results
    are float64 of that shape. The score is the root of the log-likelihood ratio of the two rates (Dunning 1993), and 0
    for a name that has no more than expected.
    """
    expected = late_stories * past / max(1, past_stories)
    rate = (late + past) / max(1, late_stories + past_stories)
    ratio = _part(late, late_stories * rate) + _part(past, past_stories * rate)
    score = np.sqrt(2 * np.maximum(ratio, 0.0))
    return expected, np.where((late >= LEAST) & (late > expected), score, 0.0)


def _part(seen: NDArray[np.int64], expected: NDArray[np.float64]) -> NDArray[np.float64]:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(seen > 0, seen * np.log(seen / expected), 0.0)
