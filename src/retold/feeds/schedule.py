"""When a feed is asked next. Pure: times are seconds since 1970, and chance comes in as a number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from statistics import median

from retold.records.feeds import Hints
from retold.sources.http.retry_after import parse as parse_retry_after

UNKNOWN = 3600.0
"""Seconds between two visits of a feed of which nothing is known."""
SILENCE = 10.0
"""A feed that has been silent for so long is asked again after a tenth of it."""
HEEDED = 6 * 3600.0
"""Seconds of `Cache-Control: max-age` that are heeded at most: it is often set for files in general, not for this one."""
PUSHED = 6 * 3600.0
"""Seconds between two visits, at least, where a hub tells us of what is new."""
WAIT = 86_400.0
"""Seconds that `Retry-After` can ask for."""
FIRST = 300.0
"""Seconds after the first failure; each further one doubles them."""
JITTER = 0.05
"""The share by which a wait is lengthened, at most, so that feeds that failed together do not come back together."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """Seconds between two visits of a feed, at least and at most."""

    least: float = 300.0
    most: float = 86_400.0


def pace(times: Sequence[float], now: float) -> tuple[float, float]:
    """The median of the seconds between entries published at `times`, and when the newest was; 0 for what is not known.

    Times ahead of `now` are taken for now: feeds announce.
    """
    known = sorted({min(t, now) for t in times if t > 0}, reverse=True)[:20]
    gaps = [a - b for a, b in pairwise(known)]
    return (median(gaps) if gaps else 0.0), (known[0] if known else 0.0)


def interval(hints: Hints, now: float, bounds: Bounds, pushed: bool = False) -> float:
    """Seconds until a feed that answered well is asked again.

    Half its own pace, slower the longer it is silent; never sooner than it wants, and within `bounds`.
    """
    own = max(hints.pace / 2, (now - hints.newest) / SILENCE) if hints.newest else UNKNOWN
    wanted = max(own, hints.every, PUSHED if pushed else 0.0)
    return min(bounds.most, max(bounds.least, wanted))


def due(hints: Hints, now: float, bounds: Bounds, jitter: float, pushed: bool = False) -> float:
    """When a feed that answered well is asked again: after its interval, and not in hours and days that it skips. `jitter`: 0..1."""
    return unskipped(now + interval(hints, now, bounds, pushed) * (1 + JITTER * jitter), hints)


def unskipped(moment: float, hints: Hints) -> float:
    """The first moment from `moment` on that is in no hour and day that a feed skips."""
    when = datetime.fromtimestamp(moment, UTC)
    for _ in range(24 * 8):
        if when.hour not in hints.skip_hours and when.weekday() not in hints.skip_days:
            return when.timestamp()
        when = (when + timedelta(hours=1)).replace(minute=0, second=0, microsecond=0)
    return moment  # it skips all hours: that cannot be meant


def backoff(failures: int, now: float, bounds: Bounds, jitter: float, retry_after: str = "") -> float:
    """When what failed `failures` times in a row is tried again: twice as late each time, and not before the server wants."""
    wait = min(bounds.most, max(bounds.least, FIRST * 2.0 ** min(failures - 1, 20)))
    return max(now + wait * (1 + JITTER * jitter), now + asked_wait(retry_after, now))


def asked_wait(retry_after: str, now: float) -> float:
    """Seconds that a `Retry-After` header asks for (RFC 9110, 10.2.3), 0 where it asks for none; no more than a day."""
    return min(WAIT, parse_retry_after(retry_after, now) or 0.0)


def max_age(cache_control: str) -> float:
    """Seconds for which an answer is fresh by its `Cache-Control` (RFC 9111, 5.2.2.1), as far as we heed them."""
    found = re.search(r"(?:^|[,\s])max-age\s*=\s*\"?(\d{1,9})", cache_control, re.IGNORECASE)
    return min(HEEDED, float(found[1])) if found and "no-cache" not in cache_control.lower() else 0.0
