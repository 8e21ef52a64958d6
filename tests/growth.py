"""How the time of a function grows with its input, measured in a way that does not depend on the machine."""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import thread_time
from typing import TypeVar

T = TypeVar("T")

MOST = 3.0
"""How much more time twice the input may take. Linear work takes 2.0, quadratic work takes 4.0."""
SUSPECT = 2.4
"""The factor from which work is measured again."""
CLEAR = 0.015
"""Seconds of the processor from which a time says something."""
LONG = 0.2
"""Seconds of the processor at which a fault is sure enough to stop."""
TRIES = 3
"""Measurements of a suspect before it is a fault."""


@dataclass(frozen=True, slots=True)
class Growth:
    """The processor time of two inputs, in seconds, and the size of the smaller one in characters.

    `fixed`: the time that the work takes for the smallest input, which is in both.
    """

    size: int
    once: float
    twice: float
    fixed: float = 0.0

    @property
    def factor(self) -> float:
        """How much more time twice the input takes."""
        return max(1e-6, self.twice - self.fixed) / max(1e-6, self.once - self.fixed)

    @property
    def is_linear(self) -> bool:
        """Whether it is no more than `MOST`; times that are too short to measure are."""
        return self.twice - self.fixed < CLEAR or self.factor <= MOST

    @property
    def is_suspect(self) -> bool:
        """Whether it must be measured again."""
        return self.twice - self.fixed >= CLEAR and self.factor > SUSPECT

    def __str__(self) -> str:
        return (
            f"{self.size:,} characters: {self.once:.3f} s; twice as many: {self.twice:.3f} s ({self.factor:.1f} times)"
        )


def seconds(work: Callable[[T], object], given: T) -> float:
    """The processor time of one call on this thread."""
    gc.disable()  # a collection looks at the objects of all tests
    try:
        start = thread_time()
        work(given)
        return thread_time() - start
    finally:
        gc.enable()


def measure(work: Callable[[T], object], make: Callable[[int], T], first: int, last: int, fixed: float = 0.0) -> Growth:
    """How the time of `work(make(size))` grows.

    The size is doubled from `first` until the time is clear, or until `last`. Work that is bounded may grow fast up
    to its bound, and short times tell little. So a suspect is doubled further, until it is as large as `last` and takes
    `LONG`. Then it is measured again, each time as the shortest of several: another process may have disturbed it.
    """
    size, small = first, make(first)
    once = seconds(work, small)
    while True:
        large = make(2 * size)
        twice = seconds(work, large)
        growth = Growth(size, once, twice, fixed)
        if not growth.is_suspect and (2 * size > last or once - fixed >= CLEAR):
            return growth
        if growth.is_suspect and (size >= 8 * last or (size >= last and once - fixed >= LONG)):
            break
        size, small, once = 2 * size, large, twice
    for _ in range(TRIES):
        once, twice = min(once, seconds(work, small)), min(twice, seconds(work, large))
        growth = Growth(size, once, twice, fixed)
    return growth


def faults(
    work: Callable[[T], object], inputs: Mapping[str, Callable[[int], T]], first: int, last: int, fixed: float = 0.0
) -> list[str]:
    """The inputs for which `work` takes more than linear time, each with its times."""
    grown = {name: measure(work, make, first, last, fixed) for name, make in inputs.items()}
    return [f"{name}: {growth}" for name, growth in grown.items() if not growth.is_linear]
