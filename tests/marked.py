"""Expected spans, written inside a test's own text: "⟦Ann Lee⟧ left." marks one."""

from __future__ import annotations

from retold.types import Span


def unmarked(text: str, opening: str = "⟦", closing: str = "⟧") -> tuple[str, list[Span]]:
    """The text without its marks, and the spans that were marked."""
    plain, spans, start = "", [], 0
    for character in text:
        if character == opening:
            start = len(plain)
        elif character == closing:
            spans.append(Span(start, len(plain)))
        else:
            plain += character
    return plain, spans
