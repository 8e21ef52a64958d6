"""Sets that a ranker was fitted on are measured on their other half."""

from __future__ import annotations

import hashlib


def held_out(key: str) -> bool:
    """Whether the item belongs to the half that is measured on; the other is for fitting."""
    return hashlib.sha256(key.encode()).digest()[0] % 2 == 1
