"""What the API takes and gives, besides the records of the memory. Class names are names in the OpenAPI document."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import Path, Query
from pydantic import BaseModel, Field

from retold.records.feeds import Feed
from retold.records.memory import Card, Dated, Entity, Hit, Judged, Quoted
from retold.types.relations import RelationType
from retold.web.page_request import MAX_ITEMS

EntityName = Annotated[str, Path(description='An id ("E12") or a name.', max_length=300)]
Limit = Annotated[int, Query(ge=1, le=MAX_ITEMS)]
Date = Annotated[
    str | None, Field(default=None, description="A day, month or year: 2026-02-26, 2026-02 or 2026.", max_length=40)
]
Name = Annotated[str, Field(default="", max_length=300)]
Type = Literal["person", "organization", "place", "event", "work", "product", "topic", "other"]
AlertNumber = Annotated[int, Path(ge=1, lt=2**63, description="The number of an alert.")]
FeedNumber = Annotated[int, Path(ge=1, lt=2**53, description="The number of a feed.")]
Address = Annotated[str, Field(min_length=1, max_length=2000)]


class Part(BaseModel):
    """Which part of a list."""

    after: str | None = Field(
        default=None,
        description="`next` of the previous part; search results and timelines end after 1,000.",
        max_length=100,
    )
    limit: int = Field(default=30, ge=1, le=MAX_ITEMS)


class Period(Part):
    """From the first day of `since` to the last day of `until`."""

    since: Date
    until: Date


class StoryFilter(Period):
    """Stories of a period, on a theme, with an entity (an id or a name), or by a publisher."""

    theme: Name
    entity: Name
    publisher: Name


class SearchQuery(Period):
    """What to search for, how, and the filters."""

    q: str = Field(max_length=500, description='Words that must all appear, "exact phrases", -words to leave out.')
    by: Literal["both", "words", "meaning"] = "both"
    publisher: Name
    theme: Name
    entity: Name
    type: Type | None = None
    relation: RelationType | None = Field(
        default=None,
        description="Only articles that give a relation of this type; with `entity`: between it and another.",
    )


class EntityFilter(Part):
    """Entities with a name, or of a type."""

    name: Name
    type: Type | None = None


class GraphFilter(BaseModel):
    """Links to some types, shared with another entity or theme (`with`), or first seen within the period (`new`)."""

    since: Date
    until: Date
    limit: int = Field(default=30, ge=1, le=MAX_ITEMS)
    type: list[Type] = Field(default=[])
    other: str = Field(default="", alias="with", max_length=300)
    order: Literal["stories", "significance"] = "stories"
    new: bool = False


class Stories(BaseModel):
    """Part of a list of stories."""

    items: list[Card]
    next: str | None


class Hits(BaseModel):
    """Part of the search results."""

    items: list[Hit]
    next: str | None


class Entities(BaseModel):
    """Part of a list of entities."""

    items: list[Entity]
    next: str | None


class Lines(BaseModel):
    """Part of a timeline, the latest first."""

    items: list[Dated]
    next: str | None


class Judgements(BaseModel):
    """Part of the ledger, the latest first."""

    items: list[Judged]
    next: str | None


class Quotations(BaseModel):
    """Quotes by an entity, and quotes about it."""

    by: list[Quoted]
    about: list[Quoted]


class Problem(BaseModel):
    """An error (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str = ""


class NewArticle(BaseModel):
    """A link, or a text with its metadata."""

    url: str = Field(default="", max_length=2000)
    body: str = Field(default="", max_length=1_000_000)
    headline: str = Field(default="", max_length=500)
    publisher: str = Field(default="", max_length=200)
    published: str = Field(default="", max_length=40)


class NewJudgement(BaseModel):
    """Two entities are the same, or different. `a` and `b` are ids or names; `person` is who judges."""

    verdict: Literal["same", "different"]
    a: str = Field(min_length=1, max_length=300)
    b: str = Field(min_length=1, max_length=300)
    person: str = Field(min_length=1, max_length=100)


class Added(BaseModel):
    """The article that was added: its id, its version, and its status ("new", "changed" or "known")."""

    id: str
    version: int
    status: str
    headline: str


class Numbered(BaseModel):
    """The number of a judgement; use it to undo the judgement."""

    id: int


class NewAlert(BaseModel):
    """What an alert looks for, and where it writes to. Give at least one of `entity`, `theme` and `query`; all
    conditions must match."""

    entity: Name
    other: str = Field(default="", alias="with", max_length=300)
    theme: Name
    query: Name
    publisher: Name
    type: Type | None = None
    new_only: bool = False
    backfill: bool = False
    name: str = Field(default="", max_length=200)
    webhooks: list[Address] = Field(default=[], max_length=20)
    emails: list[Address] = Field(default=[], max_length=20)
    digest: Literal["", "hourly", "daily"] = ""


class AlertChannel(BaseModel):
    """A receiver and its state. `secret` of a webhook is only in the answer to the request that makes the alert."""

    id: int
    kind: Literal["webhook", "email"]
    target: str
    digest: str
    gone: bool
    waiting: int
    sent: int
    dead: int
    tried: str | None
    answer: str
    secret: str = ""


class AnAlert(BaseModel):
    """An alert. `asks`: what it looks for. `told`: how many stories it found. `unknown`: names of no known entity."""

    id: int
    name: str
    asks: dict[str, Any]
    made: str
    paused: bool
    told: int
    last: str | None
    channels: list[AlertChannel]
    unknown: list[str]


class AllAlerts(BaseModel):
    """All alerts, the oldest first."""

    items: list[AnAlert]


class ATelling(BaseModel):
    """A message of an alert about a story. `told`: its date. `content`: the message as `retold.alert/1`."""

    id: int
    told: str
    headline: str
    content: dict[str, Any]


class Tellings(BaseModel):
    """Part of an alert's messages, the latest first."""

    items: list[ATelling]
    next: str | None


class State(BaseModel):
    """Whether an alert is paused."""

    paused: bool


class NewFeed(BaseModel):
    """The address of a feed, or of a page that links to one. It must not contain a user name and a password."""

    url: str = Field(min_length=1, max_length=2000)


class NewState(BaseModel):
    """Whether a feed is followed or paused."""

    state: Literal["active", "paused"]


class Totals(BaseModel):
    """The numbers of all feeds together: feeds by state, feeds whose last visit failed, and articles by state."""

    feeds: int
    active: int
    paused: int
    gone: int
    failing: int
    waiting: int
    fetched: int
    kept: int
    skipped: dict[str, int]


class Feeds(BaseModel):
    """All feeds, by title."""

    feeds: list[Feed]
    totals: Totals


class Followed(BaseModel):
    """A feed that was followed. `new`: false if it was already followed. `entries`: how many articles it lists."""

    url: str
    title: str
    new: bool
    entries: int
