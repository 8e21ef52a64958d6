"""Expected spans written inside the text itself: `[ ... ]` marks one."""

from __future__ import annotations

from retold.types import Span


def unmarked(text: str, opening: str = "⟦", closing: str = "⟧") -> tuple[str, list[Span]]:
    """The text without marks, and the spans that were marked."""
    plain, spans, start = "", [], 0
    for char in text:
        if char == opening:
            start = len(plain)
        elif char == closing:
            spans.append(Span(start, len(plain)))
        else:
            plain += char
    return plain, spans
