"""A logistic regression with a small penalty, by Newton's method; so it always gives the same weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

STEPS = 30


def fit(rows: Sequence[Mapping[str, float]], right: Sequence[bool], penalty: float = 2.0) -> dict[str, float]:
    """The weights by feature, for features in their own units. "bias", the first feature, is not penalised.

    `penalty` is on the weights of the features divided by their standard deviations.
    """
    names = list(rows[0])
    x, y = np.array([[row[name] for name in names] for row in rows]), np.array(right, float)
    scale = x.std(0)
    scale[scale == 0] = 1.0
    x = x / scale
    penalties = np.eye(len(names)) * penalty
    penalties[0, 0] = 0.0
    weights = np.zeros(len(names))
    for _ in range(STEPS):
        p = 1 / (1 + np.exp(-x @ weights))
        weights -= np.linalg.solve((x.T * (p * (1 - p))) @ x + penalties, x.T @ (p - y) + penalties @ weights)
    return {name: round(float(w), 3) for name, w in zip(names, weights / scale, strict=True)}
