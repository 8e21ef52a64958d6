"""What a reader already knows when a sentence comes: a text is more than its sentences."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Discourse:
    """State of a text that is being written, sentence by sentence."""

    chains: set[str] = field(default_factory=set)
    """Ids of those who have been named in full."""
    end: int = -1
    """Where the sentence told last ends in the source, -1 before the first."""
    opened: bool = False
    """Whether this is a text, and not a claim by itself."""
    introduces: bool = False
    """Whether who is named first is said to be somebody."""
    introduced: set[str] = field(default_factory=set)
    """Ids of those of whom that has been said."""
    year: int | None = None
    """Year of the date written last, which the next one need not repeat."""
