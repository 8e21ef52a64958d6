"""What the stages need from outside, as protocols. Each has a fake in `tests/fakes.py`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

if TYPE_CHECKING:
    from retold.errors import WriterError
    from retold.types import Ask, Draft, Encoding


T = TypeVar("T")


class SentenceEncoder(Protocol):
    """A model that reads sentences."""

    def encode(self, sentences: Sequence[str]) -> list[Encoding]:
        """What the model finds in each sentence, in order."""
        ...


class Writer(Protocol):
    """A language model that writes."""

    @property
    def model(self) -> str:
        """Its name, as claims give it."""
        ...

    @property
    def place(self) -> str:
        """The host that the asked words go to; "" if they stay in this process."""
        ...

    @property
    def address(self) -> str:
        """What tells it from another one of the same name: an address, or a file and its size."""
        ...

    def write(self, asks: Sequence[Ask]) -> list[Draft | WriterError]:
        """A draft for each question, in order; an error in place of each that it could not be asked or answer."""
        ...


class Parse(Protocol):
    """Runs parsers where hostile input does no harm."""

    def __call__(self, function: Callable[..., T], *arguments: Any) -> T:
        """Calls a parser of a module. Raises what it does, and `LimitError` if it takes too much time or memory."""
        ...


class Clock(Protocol):
    """Tells the time."""

    def __call__(self) -> datetime:
        """Now, with a time zone."""
        ...
