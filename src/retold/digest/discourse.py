"""What the reader of a text already knows at each sentence."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Discourse:
    """The state of a text that is being written, sentence by sentence.

    The default is the state of a claim that stands alone: nothing is known.
    """

    named_chains: set[str] = field(default_factory=set)
    """Ids of the chains that were named in full."""
    source_end: int = -1
    """Where the last sentence ends in the source; -1 before the first."""
    told: tuple[int, ...] = ()
    """Indices of the sentences that were told, in their order."""
    tells_all: bool = False
    """Whether what a sentence refers to will be told before it."""
    is_text: bool = False
    """Whether this is a text, and not a claim that stands alone."""
    introduces: bool = False
    """Whether people get their role at first mention."""
    introduced_chains: set[str] = field(default_factory=set)
    """Ids of the chains that already have their role."""
    most: int = 0
    """Words to which a sentence is shortened where that leaves it true; 0 if it is not."""
    year: int | None = None
    """Year of the last date, which the next date need not repeat."""
