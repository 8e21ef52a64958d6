"""Connected parts of a graph of many links, over arrays."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def components(count: int, first: NDArray[np.int64], second: NDArray[np.int64]) -> NDArray[np.int64]:
    """The part of each of `count` nodes, 0 and on, called by its lowest node; links as two arrays of nodes.

    Each node takes the lowest name among its neighbours' until none changes, names being followed to
    their own names between (Shiloach & Vishkin 1982): some ten rounds, whatever the shape.
    """
    names = np.arange(count, dtype=np.int64)
    while True:
        low = np.minimum(names[first], names[second])
        before = names.copy()
        # A name is itself a node: hooking it, and not the link's end alone, joins whole parts at once.
        for end in (names[first], names[second], first, second):
            np.minimum.at(names, end, low)
        while True:
            shorter = names[names]
            if np.array_equal(shorter, names):
                break
            names = shorter
        if np.array_equal(names, before):
            return names
