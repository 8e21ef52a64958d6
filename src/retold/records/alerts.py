"""The records of alerts: what an alert looks for, its receivers, and what became of its messages."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class AlertQuery:
    """What an alert looks for in a story. All that is given must hold; "" sets no condition.

    `entity`, `other` and `theme` are ids or names as a person wrote them. `query`: words in the syntax of the search.
    `kind`: an entity type; the story must name an entity of it. `new_only`: only first meetings, or stories that begin.
    """

    entity: str = ""
    other: str = ""
    theme: str = ""
    query: str = ""
    publisher: str = ""
    kind: str = ""
    new_only: bool = False


@dataclass(frozen=True, slots=True)
class Receiver:
    """Where an alert sends messages. `kind`: "webhook" or "email"; `target`: its address.

    `digest`: "", or for e-mail "hourly" or "daily".
    """

    kind: str
    target: str
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Channel:
    """A receiver of one alert and the state of its deliveries.

    `waiting`, `sent`, `dead`: how many deliveries are in each state. `tried`, `answer`: of the last attempt.
    `gone`: the receiver wants no more messages (HTTP 410).
    """

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
    """The secret of a webhook; "" if the caller did not ask for it."""


@dataclass(frozen=True, slots=True)
class Alert:
    """An alert. `asks`: its query; `told`: how many stories it reported, `last`: when it reported the last one.

    `unknown`: names of the query that the memory does not know yet. `key` opens the alert's feed on a server with a
    token.
    """

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
    """What an alert says about one story. `told`: when it was written; `content`: JSON values, `retold.alert/1`."""

    id: int
    told: str
    headline: str
    content: dict[str, Any]


@dataclass(frozen=True, slots=True)
class AlertDelivery:
    """One message on its way to one receiver.

    `state`: "waiting", "sent" or "dead"; `attempts`: how often it was tried; `due`: when it is tried next;
    `tried`, `answer`: of the last attempt.
    """

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
    """How a test message to one receiver went."""

    kind: str
    target: str
    ok: bool
    answer: str


@dataclass(frozen=True, slots=True)
class AlertRun:
    """What one run did, in numbers.

    `told`: stories reported; `delivered`: messages sent; `failed`: attempts that failed; `waiting`, `dead`: deliveries
    in these states after it.
    """

    told: int = 0
    delivered: int = 0
    waiting: int = 0
    dead: int = 0
    failed: int = 0


@dataclass(frozen=True, slots=True)
class StoryMember:
    """An article of a story. `key`: the database's; `id`: the article's own; `added`: when it was kept, RFC 3339."""

    key: int
    id: str
    added: str


@dataclass(frozen=True, slots=True)
class StoryFilter:
    """Conditions on a story.

    It must have all of `entities` and one of `themes` (None: any theme), an article of `publisher`, and an entity of
    type `kind`. "" sets no condition.
    """

    entities: tuple[int, ...] = ()
    themes: tuple[int, ...] | None = None
    publisher: str = ""
    kind: str = ""
