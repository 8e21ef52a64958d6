"""How the time of a function grows with its input, measured in a way that does not depend on the machine."""

from __future__ import annotations

import gc
from collections.abc import Callable
from dataclasses import dataclass
from time import thread_time
from typing import TypeVar

T = TypeVar("T")

MOST = 3.0
"""How much more time twice the input may take. Linear work takes 2.0, quadratic work takes 4.0."""
CLEAR = 0.015
"""Seconds of the processor from which a time says something."""
LONG = 0.1
"""Seconds of the processor at which a fault is sure enough to stop."""
TRIES = 4
"""Measurements of a suspect before it is a fault."""


@dataclass(frozen=True, slots=True)
class Growth:
    """The processor time of two inputs, in seconds, and the size of the smaller one in characters."""

    size: int
    once: float
    twice: float

    @property
    def factor(self) -> float:
        """How much more time twice the input takes."""
        return self.twice / self.once

    @property
    def is_linear(self) -> bool:
        """Whether it is no more than `MOST`; times that are too short to measure are."""
        return self.twice < CLEAR or self.factor <= MOST

    def __str__(self) -> str:
        return f"{self.size:,} characters: {self.once:.3f} s; twice as many: {self.twice:.3f} s ({self.factor:.1f} times)"


def seconds(work: Callable[[], object]) -> float:
    """The processor time of one call on this thread. It is at least a millionth of a second."""
    gc.disable()  # a collection looks at the objects of all tests
    try:
        start = thread_time()
        work()
        return max(1e-6, thread_time() - start)
    finally:
        gc.enable()


def measure(work: Callable[[T], object], make: Callable[[int], T], first: int, last: int) -> Growth:
    """How the time of `work(make(size))` grows.

    The size is doubled from `first` until the time is clear, or until `last`. Work that is bounded may grow fast up to
    its bound, so a fault must be seen at a size that takes `LONG`, or at `last`. Then it is measured again, each time as
    the shortest of several: another process may have disturbed it.
    """
    size, small = first, make(first)
    once = seconds(lambda: work(small))
    while True:
        large = make(2 * size)
        twice = seconds(lambda: work(large))
        growth = Growth(size, once, twice)
        if 2 * size > last or once >= (CLEAR if growth.is_linear else LONG):
            break
        size, small, once = 2 * size, large, twice
    for _ in range(TRIES):
        if growth.is_linear:
            break
        once, twice = min(once, seconds(lambda: work(small))), min(twice, seconds(lambda: work(large)))
        growth = Growth(size, once, twice)
    return growth
