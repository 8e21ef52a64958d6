"""When a delivery is tried, and tried again. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

FIRST_WAIT = 60.0
"""Seconds before the second attempt."""
GROWTH = 3.0
"""How many times longer each wait is than the one before."""
LONGEST_WAIT = 86_400.0
"""Seconds between two attempts, at most. A receiver cannot ask for more, either."""
GIVE_UP = timedelta(days=3)
"""After the first attempt."""


def delay(attempts: int, chance: float) -> float:
    """Seconds to wait after so many attempts.

    `chance`, 0..1, spreads the wait between half and all of itself, so that a receiver that comes back does not get
    everything at once ("equal jitter": Brooker 2015, "Exponential backoff and jitter").
    """
    longest = min(LONGEST_WAIT, FIRST_WAIT * GROWTH ** (max(1, min(attempts, 40)) - 1))
    return longest * (0.5 + chance / 2)


def next_attempt(
    attempts: int, begun: datetime, now: datetime, chance: float, retry_after: float | None = None
) -> datetime | None:
    """When to try again; None if the delivery is given up, three days after the first attempt at `begun`.

    `retry_after`: seconds that the receiver asked for.
    """
    at = now + timedelta(seconds=delay(attempts, chance))
    if retry_after:
        at = max(at, earliest(now, retry_after))
    return None if at - begun > GIVE_UP else at


def earliest(now: datetime, retry_after: float) -> datetime:
    """The first time at which a receiver may be asked again that asked for so many seconds (`Retry-After`)."""
    return now + timedelta(seconds=min(retry_after, LONGEST_WAIT))


def digest_time(digest: str, now: datetime) -> datetime:
    """When a message that is written now is sent.

    `digest`: "hourly" waits for the next full hour, "daily" for midnight, UTC; "" sends it at once.
    """
    if digest == "hourly":
        return now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    if digest == "daily":
        return now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return now
