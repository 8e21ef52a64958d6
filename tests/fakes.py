"""Fakes of the ports in `retold.ports`."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import numpy as np

from retold.types import Encoding, Name, Span, Word


class CapitalsEncoder:
    """Sees every run of capitalised words as an organization, and hangs all words on the first."""

    def encode(self, sentences: Sequence[str]) -> list[Encoding]:
        return [self._one(s) for s in sentences]

    @staticmethod
    def _one(text: str) -> Encoding:
        words = tuple(
            Word(Span(*m.span()), 0 if i else -1, "dep" if i else "root")
            for i, m in enumerate(re.finditer(r"\w+|[^\w\s]", text))
        )
        names = tuple(Name(Span(*m.span()), "organization", 0.9) for m in re.finditer(r"[A-Z]\w+(?: [A-Z]\w+)*", text))
        vector = np.zeros(384, dtype=np.float32)
        vector[len(text) % 384] = 1.0
        return Encoding(words, names, vector, 0.5)


def at(moment: str = "2026-03-15T12:00:00+00:00") -> Callable[[], datetime]:
    """A clock that stands still."""
    return lambda: datetime.fromisoformat(moment).astimezone(UTC)
