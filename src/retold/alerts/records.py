"""What alerts answer with."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from retold.store.alerts import Wanted


@dataclass(frozen=True, slots=True)
class Receiver:
    """Whom an alert is to tell: `kind` "webhook" or "email", `target` its address, `digest` "", or for e-mail "hourly" or "daily"."""

    kind: str
    target: str
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Channel:
    """Whom an alert tells, and how that goes: deliveries that are `waiting`, `sent` and `dead`; `tried` and `answer` of the last attempt.
    `gone`: the receiver wants no more (HTTP 410)."""

    id: int
    kind: str
    target: str
    digest: str
    gone: bool
    waiting: int
    sent: int
    dead: int
    tried: str | None = None
    answer: str = ""
    secret: str = field(default="", repr=False)
    """Of a webhook; "" unless it was asked for."""


@dataclass(frozen=True, slots=True)
class Alert:
    """An alert. `asks` is what it asks for; `told` how many stories it told, `last` when the last; `unknown`: names that nobody
    bears yet. `key` opens its feed where reading needs one."""

    id: int
    name: str
    asks: Wanted
    made: str
    paused: bool
    told: int
    last: str | None
    channels: tuple[Channel, ...]
    unknown: tuple[str, ...] = ()
    key: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Telling:
    """A story as it was told; `content`: JSON values, schema `retold.alert/1`."""

    id: int
    told: str
    headline: str
    content: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Sending:
    """A delivery: of which telling to whom, `state` "waiting", "sent" or "dead", how often it was tried, when it is next, what was answered."""

    id: int
    uid: str
    alert: int
    kind: str
    target: str
    headline: str
    state: str
    attempts: int
    due: str
    tried: str | None
    answer: str


@dataclass(frozen=True, slots=True)
class Tried:
    """How one attempt went."""

    kind: str
    target: str
    ok: bool
    answer: str


@dataclass(frozen=True, slots=True)
class Ran:
    """What a run did: stories `told`, deliveries `delivered`, attempts that `failed`; and what it leaves `waiting` and `dead`."""

    told: int = 0
    delivered: int = 0
    waiting: int = 0
    dead: int = 0
    failed: int = 0


def stamp(moment: datetime) -> str:
    """A moment as RFC 3339 in UTC, to the second: such texts sort as the moments do."""
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def moment(stamp: str) -> datetime:
    """The moment of a stamp."""
    return datetime.fromisoformat(stamp)
