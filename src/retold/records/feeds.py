"""The records of what is followed: what a feed gives, and what became of it.

Times that are reckoned with are seconds since 1970 (`at`, `due`, `next`); times that are shown are RFC 3339.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from retold.types import Metadata


@dataclass(frozen=True, slots=True)
class EntryData:
    """What a feed says of one article.

    `id` is the feed's own, else the URL. `content`: HTML of the whole article where the feed gives all of it, "" where it
    gives a teaser. `updated`: RFC 3339, or what else changes when the article does; "" where nothing does.
    """

    id: str
    url: str
    headline: str = ""
    byline: tuple[str, ...] = ()
    published: str | None = None
    updated: str = ""
    summary: str = ""
    content: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Hints:
    """How often a feed wants to be asked. `every`: seconds between two visits, at least (RSS `ttl`, the Syndication module, `Cache-Control`);
    hours (0..23, UTC) and days (0: Monday) in which it need not be asked (RSS `skipHours`, `skipDays`)."""

    every: float = 0.0
    skip_hours: frozenset[int] = frozenset()
    skip_days: frozenset[int] = frozenset()
    pace: float = 0.0
    """Median of the seconds between its entries, 0 where it is not known."""
    newest: float = 0.0
    """When its newest entry was published, seconds since 1970; 0 where that is not known."""


@dataclass(frozen=True, slots=True)
class FeedData:
    """One document of a feed. `site`: the page that it belongs to. `hub`, `topic`: of WebSub.
    `parts`: documents that have its entries, of an index of sitemaps."""

    form: str
    """ "rss", "atom", "rdf", "json", "sitemap" or "index"."""
    title: str = ""
    site: str = ""
    language: str = ""
    entries: tuple[EntryData, ...] = ()
    hub: str = ""
    topic: str = ""
    hints: Hints = Hints()
    parts: tuple[str, ...] = ()


class FeedState(StrEnum):
    """Whether a feed is asked."""

    ACTIVE = "active"
    PAUSED = "paused"
    """A person wants it so."""
    GONE = "gone"
    """Its server says that it is no more (410)."""


class EntryState(StrEnum):
    """What became of an article that a feed listed."""

    WAITING = "waiting"
    FETCHED = "fetched"
    """Its page is here, and not read yet."""
    KEPT = "kept"
    SKIPPED = "skipped"


class Reason(StrEnum):
    """Why an article was skipped."""

    ROBOTS = "robots"
    """robots.txt does not allow it."""
    RESERVED = "reserved"
    """Rights to text and data mining are reserved (TDMRep)."""
    PAYWALL = "paywall"
    CHALLENGE = "challenge"
    CONSENT = "consent"
    OLD = "old"
    """Older than what is taken when a feed is first asked."""
    ELSEWHERE = "elsewhere"
    """Another feed has it, and it counts there."""
    MISSING = "missing"
    """Its server has no such page."""
    FAILED = "failed"
    """It could not be fetched, however often it was tried."""
    UNREADABLE = "unreadable"
    """No article was found in it."""
    FAULT = "fault"
    """A fault of ours."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One time that a feed was asked. `late`: seconds after it was due; `took`: seconds. `found`: entries that were new. `note`: what went wrong, "" where nothing did."""

    at: str
    late: float
    status: int
    took: float
    bytes: int
    found: int
    note: str


@dataclass(frozen=True, slots=True)
class Entry:
    """An article that a feed listed, and what became of it. `reason`: why it was skipped; `note`: in words. `article`: its id in the memory."""

    url: str
    headline: str
    published: str | None
    state: EntryState
    reason: str
    note: str
    article: str
    attempts: int
    listed: str


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed that is followed, and how it does. `last`: when it last answered well; `next`: when it is asked next, None where it is not.
    `skipped`: how many articles for each reason. `failures`: in a row. `push`: "" where it names no hub, "offered" where it does,
    "asked" and "verified" where we subscribed (WebSub)."""

    id: int
    url: str
    title: str
    site: str
    folder: str
    state: FeedState
    last: str | None
    next: str | None
    failures: int
    note: str
    hub: str
    push: str
    waiting: int = 0
    fetched: int = 0
    kept: int = 0
    skipped: dict[str, int] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What it is called, or its address."""
        return self.title or self.url


@dataclass(frozen=True, slots=True)
class Health:
    """A feed with its latest visits and entries, the latest first."""

    feed: Feed
    visits: tuple[Visit, ...]
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """A feed as a list of feeds (OPML 2.0) has it; `folder`: the titles above it, joined by "/"."""

    url: str
    title: str = ""
    site: str = ""
    folder: str = ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """An entry whose content is here to be read. `html`: a page, or what the feed gave of it."""

    key: int
    url: str
    metadata: Metadata
    html: str
    plain: bool = False


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be asked of a host next: a feed, or an entry's page (`of_feed`: which).

    `url` is its own address, `at` where to ask now: elsewhere after a redirect to another host, or for a part of a feed.
    `tries`: failures in a row before. `given`: whether the feed gave the article in full, so that no page is asked for.
    """

    host: str
    of_feed: bool
    key: int
    url: str
    at: str
    due: float
    hops: int
    tries: int
    etag: str = ""
    modified: str = ""
    queue: tuple[str, ...] = ()
    hints: Hints = Hints()
    given: bool = False
    troubles: int = 0
    """Failures of the host in a row."""
    moving: bool = False
    """Whether only redirects for good led from `url` to `at`."""
    pushed: bool = False
    """Whether a hub tells us of what is new."""
    listed: float = 0.0
    """When an entry was listed, seconds since 1970."""


@dataclass(frozen=True, slots=True)
class Origin:
    """What a scheme, host and port was found to allow. `robots`: text of its robots.txt; `closed`: that could not be had; `read`, `good`: when it
    was asked for last, and when it last answered; `tdm`: its `tdmrep.json`; `tdm_read`: when."""

    name: str
    robots: str = ""
    closed: bool = False
    read: float = 0.0
    good: float = 0.0
    tdm: str = ""
    tdm_read: float = 0.0


@dataclass(frozen=True, slots=True)
class HostUpdate:
    """When a host may be asked again, and its failures in a row."""

    name: str
    next: float
    failures: int = 0


@dataclass(frozen=True, slots=True)
class Turn:
    """Whether a host could be claimed; where not, `until` when it may not be asked, as far as that is known (seconds since 1970). `troubles`: its failures in a row."""

    taken: bool
    until: float = 0.0
    troubles: int = 0


@dataclass(frozen=True, slots=True)
class Seen:
    """How a visit of a feed went."""

    at: float
    due: float
    status: int
    took: float
    bytes: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class FeedUpdate:
    """What becomes of a feed after a visit. `data`: what it gave, None where nothing new; `last`: when it last answered well, None where it did not now.
    `seen`: None for a step on the way, as a redirect to another host."""

    key: int
    url: str
    host: str
    next: float
    failures: int
    note: str = ""
    state: FeedState = FeedState.ACTIVE
    at: str = ""
    hops: int = 0
    moving: bool = False
    queue: tuple[str, ...] = ()
    last: float | None = None
    etag: str = ""
    modified: str = ""
    data: FeedData | None = None
    hints: Hints = Hints()
    seen: Seen | None = None


@dataclass(frozen=True, slots=True)
class EntryUpdate:
    """What becomes of an entry after a visit. `content`: its page, compressed, None where it stays what it was; `url`: its address now."""

    key: int
    state: EntryState
    host: str
    next: float = 0.0
    attempts: int = 0
    reason: str = ""
    note: str = ""
    at: str = ""
    hops: int = 0
    content: bytes | None = None
    article: str = ""
