"""Fakes of the ports in `retold.ports`, and a fixed clock."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np

from retold.errors import WriterError
from retold.types import Ask, Draft, Encoding, Name, Span, Word


class CapitalsEncoder:
    """Takes each run of capitalised words for an organization, and makes the first word the head of all others."""

    def encode(self, sentences: Sequence[str]) -> list[Encoding]:
        return [self._encode_one(s) for s in sentences]

    @staticmethod
    def _encode_one(text: str) -> Encoding:
        words = tuple(
            Word(Span(*m.span()), 0 if i else -1, "dep" if i else "root")
            for i, m in enumerate(re.finditer(r"\w+|[^\w\s]", text))
        )
        names = tuple(Name(Span(*m.span()), "organization", 0.9) for m in re.finditer(r"[A-Z]\w+(?: [A-Z]\w+)*", text))
        vector = np.zeros(384, dtype=np.float32)
        vector[len(text) % 384] = 1.0
        return Encoding(words, names, vector, 0.5)


class RotatingEncoder:
    """Takes each run of capitalised words for a name. Words hang in one chain; types and relations take turns."""

    _RELATIONS = """nsubj obj obl nmod appos conj advcl acl compound amod det flat root ccomp parataxis cop aux
        nmod:poss punct case""".split()
    _TYPES = ("person", "organization", "place", "person")

    def encode(self, sentences: Sequence[str]) -> list[Encoding]:
        encodings = CapitalsEncoder().encode(sentences)
        return [self._rotated(text, e) for text, e in zip(sentences, encodings, strict=True)]

    def _rotated(self, text: str, encoding: Encoding) -> Encoding:
        words = tuple(
            replace(w, head=i - 1, relation=self._RELATIONS[(i + w.span.end) % len(self._RELATIONS)] if i else "root")
            for i, w in enumerate(encoding.words)
        )
        names = tuple(replace(n, type=self._TYPES[ord(text[n.span.start]) % 4]) for n in encoding.names)
        return replace(encoding, words=words, names=names)


def fixed_clock(time: str = "2026-03-15T12:00:00+00:00") -> Callable[[], datetime]:
    """A clock that always shows this time (RFC 3339)."""
    return lambda: datetime.fromisoformat(time).astimezone(UTC)


class RepeatingWriter:
    """Says again what it is asked for, between the lines TEXT and END, and yes to every other question."""

    model, place, address = "repeating-1b", "host", "http://host/v1"

    def write(self, asks: Sequence[Ask]) -> list[Draft | WriterError]:
        return [self._draft(ask) for ask in asks]

    def _draft(self, ask: Ask) -> Draft:
        text = "yes" if ask.choices else ask.text.partition("TEXT\n")[2].partition("\nEND")[0]
        return Draft(text, self.model, ask.prompt, 60, 40, 0.5, True, (0.9, 0.1) if ask.choices else None)
