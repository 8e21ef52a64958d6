"""From scores of labels to names: the best path of BIO labels (Viterbi), and the names on it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from retold.reading.labels import LABELS, TYPES

_FORBIDDEN = -1e9


def _transitions() -> NDArray[np.float32]:
    """Costs by (from, to): `I-x` may only follow `B-x` or `I-x`."""
    cost = np.zeros((len(LABELS), len(LABELS)), dtype=np.float32)
    for to in range(2, len(LABELS), 2):
        cost[:, to] = _FORBIDDEN
        cost[[to - 1, to], to] = 0.0
    return cost


_TRANSITIONS = _transitions()
_START = _TRANSITIONS[0]


def _is_allowed(path: NDArray[np.intp]) -> bool:
    previous = np.concatenate(([0], path[:-1]))
    return bool((_TRANSITIONS[previous, path] == 0.0).all())


def best_path(scores: NDArray[np.float32]) -> NDArray[np.intp]:
    """The index of the best label for each word; `scores` is float32 (words, labels)."""
    path: NDArray[np.intp] = scores.argmax(1)
    # Words are scored independently, so if the argmax path is allowed, it is the best one.
    if _is_allowed(path):
        return path
    back = np.zeros(scores.shape, dtype=np.intp)
    total = scores[0] + _START
    for i in range(1, len(scores)):
        candidates = total[:, None] + _TRANSITIONS
        back[i] = candidates.argmax(0)
        total = candidates.max(0) + scores[i]
    path[-1] = total.argmax()
    for i in range(len(scores) - 1, 0, -1):
        path[i - 1] = back[i, path[i]]
    return path


def names_on_path(path: NDArray[np.intp]) -> list[tuple[int, int, str]]:
    """`(first word, last word + 1, type)` of each name on a path."""
    found: list[tuple[int, int, str]] = []
    for i in np.flatnonzero(path).tolist():
        label = int(path[i])
        if label % 2 == 1:
            found.append((i, i + 1, TYPES[label // 2]))
        else:
            start, _, kind = found[-1]
            found[-1] = (start, i + 1, kind)
    return found
