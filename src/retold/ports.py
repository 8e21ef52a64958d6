"""What the stages need from outside, as protocols. Each has a fake in `tests/fakes.py`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from retold.types import Encoding


class SentenceEncoder(Protocol):
    """A model that reads sentences."""

    def encode(self, sentences: Sequence[str]) -> list[Encoding]:
        """What the model finds in each sentence, in order."""
        ...


class Clock(Protocol):
    """Tells the time."""

    def __call__(self) -> datetime:
        """Now, with a time zone."""
        ...
