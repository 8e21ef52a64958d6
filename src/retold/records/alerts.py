"""What alerts answer with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class AlertQuery:
    """What an alert asks of a story; all that is given must hold. `entity`, `other`, `theme`: ids or names as they were written;
    `query`: words in the search's syntax; `kind`: a type of which the story names somebody or something."""

    entity: str = ""
    other: str = ""
    theme: str = ""
    query: str = ""
    publisher: str = ""
    kind: str = ""
    new_only: bool = False


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
    asks: AlertQuery
    made: str
    paused: bool
    told: int
    last: str | None
    channels: tuple[Channel, ...]
    unknown: tuple[str, ...] = ()
    key: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class AlertMessage:
    """A story as it was told; `content`: JSON values, schema `retold.alert/1`."""

    id: int
    told: str
    headline: str
    content: dict[str, Any]


@dataclass(frozen=True, slots=True)
class AlertDelivery:
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
class TestResult:
    """How one attempt went."""

    kind: str
    target: str
    ok: bool
    answer: str


@dataclass(frozen=True, slots=True)
class AlertRun:
    """What a run did: stories `told`, deliveries `delivered`, attempts that `failed`; and what it leaves `waiting` and `dead`."""

    told: int = 0
    delivered: int = 0
    waiting: int = 0
    dead: int = 0
    failed: int = 0
