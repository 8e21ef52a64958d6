"""Connected components of a graph with many links, over arrays."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def components(count: int, first: NDArray[np.int64], second: NDArray[np.int64]) -> NDArray[np.int64]:
    """The component of each node from 0 to `count` - 1, named by its lowest node. Links are two arrays of nodes.

    Each node takes the lowest name of its neighbours, and names are followed to their own names, until nothing changes
    (Shiloach & Vishkin 1982). This takes about ten rounds, whatever the shape of the graph.
    """
    names = np.arange(count, dtype=np.int64)
    while True:
        low = np.minimum(names[first], names[second])
        before = names.copy()
        # A name is a node itself. Lowering the name's node, not only the link's ends, joins whole components at once.
        for end in (names[first], names[second], first, second):
            np.minimum.at(names, end, low)
        while True:
            shorter = names[names]
            if np.array_equal(shorter, names):
                break
            names = shorter
        if np.array_equal(names, before):
            return names
