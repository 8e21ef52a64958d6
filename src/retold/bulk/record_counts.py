"""What became of the records of a unit, for its manifest."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from retold.errors import (
    ChallengeError,
    ExtractionError,
    FormatError,
    PaywallError,
    RetoldError,
    SourceError,
)

NAMED = 100
"""Losses that a manifest lists one by one."""
LONG = 1000
"""Most characters of a place or a reason in that list: an article's id can have any length."""
FAULT = "fault of Retold"

_REASONS: tuple[tuple[type[RetoldError], str], ...] = (
    (PaywallError, "paywall"),
    (ChallengeError, "challenge"),
    (ExtractionError, "no article"),
    (FormatError, "damaged or of another form"),
    (SourceError, "unreadable"),
)
"""The reason for each type of error. The first one that fits counts."""


@dataclass(slots=True)
class RecordCounts:
    """Counts of records: taken from the input, kept as articles, and skipped by reason.

    `lost`: how many of the skipped ones should have been kept; `named`: place and reason of the first of these.
    """

    taken: int = 0
    kept: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    lost: int = 0
    named: list[dict[str, str]] = field(default_factory=list)

    def skip(self, reason: str) -> None:
        """Counts a record that is not wanted."""
        self.skipped[reason] += 1

    def fail(self, error: RetoldError, reason: str = "") -> None:
        """Counts a record with an error. It is lost, unless the error is that there is no article in it.

        `reason`: what it is counted as; "" to derive it from the error.
        """
        self.skip(reason or next((text for kind, text in _REASONS if isinstance(error, kind)), FAULT))
        if isinstance(error, ExtractionError):
            return
        self.lost += 1
        if self.lost <= NAMED:
            self.named.append({"where": error.source[:LONG], "reason": error.message[:LONG]})

    def in_manifest(self) -> dict[str, Any]:
        """The counts as a manifest has them."""
        return {"in": self.taken, "out": self.kept, "skipped": dict(sorted(self.skipped.items())), "lost": self.lost}
