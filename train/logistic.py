"""A logistic regression with a small penalty, by Newton's method; so it always gives the same weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

STEPS = 30

Floats = NDArray[np.float64]


def fit(rows: Sequence[Mapping[str, float]], right: Sequence[bool], penalty: float = 2.0) -> dict[str, float]:
    """The weights by feature, for features in their own units. "bias", the first feature, is not penalised.

    `penalty` is on the weights of the features divided by their standard deviations.
    """
    names = list(rows[0])
    x, y = np.array([[row[name] for name in names] for row in rows]), np.array(right, float)
    scale = x.std(0)
    scale[scale == 0] = 1.0
    penalties = np.full(len(names), penalty)
    penalties[0] = 0.0
    weights = solve(x / scale, y, penalties)
    return {name: round(float(w), 3) for name, w in zip(names, weights / scale, strict=True)}


def solve(x: Floats, y: Floats, penalties: Floats) -> Floats:
    """The weights (features,) for `x` (examples, features) and `y` (examples,), 1 or 0, with a penalty for each."""
    weights = np.zeros(x.shape[1])
    ridge = np.diag(penalties)
    for _ in range(STEPS):
        p = 1 / (1 + np.exp(-x @ weights))
        weights -= np.linalg.solve((x.T * (p * (1 - p))) @ x + ridge, x.T @ (p - y) + ridge @ weights)
    return weights
