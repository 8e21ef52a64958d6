"""What stages ask of the outside, as protocols. Each has its fake in `tests/fakes.py`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from retold.types import Encoding


class Encodes(Protocol):
    """Reads sentences with a model."""

    def encode(self, sentences: Sequence[str]) -> list[Encoding]:
        """What the model says of each sentence, in order."""
        ...


class Clock(Protocol):
    """Tells the time."""

    def __call__(self) -> datetime:
        """Now, with its zone."""
        ...
