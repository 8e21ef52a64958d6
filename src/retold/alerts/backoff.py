"""When a delivery that failed is tried again. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

FIRST, GROWS = 60.0, 3.0
"""Seconds before the second attempt, and how much longer each wait is than the one before."""
LONGEST = 86_400.0
"""Seconds between two attempts, at most; also of what a receiver may ask for."""
GIVEN_UP = timedelta(days=3)
"""After the first attempt."""


def delay(attempts: int, chance: float) -> float:
    """Seconds to wait after so many attempts. `chance`, 0..1, spreads it over half of itself, so that receivers that come back are not met by all
    at once ("equal jitter": Brooker 2015, "Exponential backoff and jitter")."""
    whole = min(LONGEST, FIRST * GROWS ** (max(1, min(attempts, 40)) - 1))
    return whole * (0.5 + chance / 2)


def following(
    attempts: int, begun: datetime, now: datetime, chance: float, wait: float | None = None
) -> datetime | None:
    """When to try again, None where it is given up: three days after the first attempt. `wait`: seconds of a `Retry-After`."""
    at = now + timedelta(seconds=delay(attempts, chance))
    if wait:
        at = max(at, asked(now, wait))
    return None if at - begun > GIVEN_UP else at


def asked(now: datetime, wait: float) -> datetime:
    """When a receiver wants to be asked again, that asks for so many seconds (`Retry-After`): it is heeded up to a day."""
    return now + timedelta(seconds=min(wait, LONGEST))


def gathered(digest: str, now: datetime) -> datetime:
    """When what is told now is sent by a channel that gathers: at the next full hour, or midnight, UTC; at once for any other."""
    if digest == "hourly":
        return now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    if digest == "daily":
        return now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return now
