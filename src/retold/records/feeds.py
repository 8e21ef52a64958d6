"""The records of feeds: what a feed gives, and what became of it.

Times to calculate with are seconds since 1970 (`at`, `due`, `next`); times to show are RFC 3339.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from retold.types import Metadata


@dataclass(frozen=True, slots=True)
class EntryData:
    """What a feed says about one article.

    `id`: the feed's own, else the URL. `content`: HTML of the whole article; "" if the feed gives only a teaser.
    `updated`: RFC 3339, or another text that changes when the article does; "" if there is none.
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
    """How often a feed wants to be asked, and how often it publishes."""

    every: float = 0.0
    """Seconds between two visits, at least (RSS `ttl`, the Syndication module, `Cache-Control`)."""
    skip_hours: frozenset[int] = frozenset()
    """Hours (0..23, UTC) in which it need not be asked (RSS `skipHours`)."""
    skip_days: frozenset[int] = frozenset()
    """Days (0: Monday) on which it need not be asked (RSS `skipDays`)."""
    pace: float = 0.0
    """Median of the seconds between its entries; 0 if it is not known."""
    newest: float = 0.0
    """When its newest entry was published, seconds since 1970; 0 if that is not known."""


@dataclass(frozen=True, slots=True)
class FeedData:
    """One document of a feed.

    `site`: the page that it belongs to. `hub`, `topic`: of WebSub. `parts`: of an index of sitemaps, the documents that
    have its entries.
    """

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
    """By a person."""
    GONE = "gone"
    """Its server says that it no longer exists (410)."""


class EntryState(StrEnum):
    """What became of an article that a feed listed."""

    WAITING = "waiting"
    FETCHED = "fetched"
    """Its page is here, but is not read yet."""
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
    """It was too old when the feed first listed it."""
    ELSEWHERE = "elsewhere"
    """Another feed has it, and it counts there."""
    MISSING = "missing"
    """Its server has no such page."""
    FAILED = "failed"
    """It could not be fetched in any attempt."""
    UNREADABLE = "unreadable"
    """The page has no article that can be read."""
    FAULT = "fault"
    """A fault of ours."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit of a feed.

    `late`: seconds after it was due; `took`: seconds. `found`: new entries. `note`: what went wrong; "" if nothing did.
    """

    at: str
    late: float
    status: int
    took: float
    bytes: int
    found: int
    note: str


@dataclass(frozen=True, slots=True)
class Entry:
    """An article that a feed listed.

    `reason`: why it was skipped; `note`: the same in words. `article`: its id in the memory.
    """

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
    """A feed that is followed, and how it does.

    `last`: when it last answered well. `next`: when it is asked next; None if it is not asked. `failures`: in a row.
    `push`: "" if it names no hub, "offered" if it does; "asked", "verified" or "denied" once we asked the hub (WebSub).
    `skipped`: how many articles for each reason.
    """

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
        """Its title, else its address."""
        return self.title or self.url


@dataclass(frozen=True, slots=True)
class Health:
    """A feed with its latest visits and entries, the latest first."""

    feed: Feed
    visits: tuple[Visit, ...]
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """A feed in a list of feeds (OPML 2.0). `folder`: the titles above it, joined by "/"."""

    url: str
    title: str = ""
    site: str = ""
    folder: str = ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """An entry whose content can be read. `html`: the page, or what the feed gave; `plain`: it is text, not HTML."""

    key: int
    url: str
    metadata: Metadata
    html: str
    plain: bool = False


@dataclass(frozen=True, slots=True)
class Task:
    """The next request to a host: for a feed (`is_feed`), or for the page of an entry.

    `url`: its own address. `at`: where to ask now; another address after a redirect to another host, or for a part of a
    feed. `hops`: redirects from host to host so far. `tries`: its failures in a row.
    """

    host: str
    is_feed: bool
    key: int
    url: str
    at: str
    due: float
    hops: int
    tries: int
    etag: str = ""
    modified: str = ""
    queue: tuple[str, ...] = ()
    """Parts of a feed that are still to be asked for; the first is asked for now."""
    hints: Hints = Hints()
    has_content: bool = False
    """Whether the feed gave the article in full, so that no page is asked for."""
    host_failures: int = 0
    """Failures of the host in a row."""
    moving: bool = False
    """Whether only permanent redirects led from `url` to `at`."""
    pushed: bool = False
    """Whether a hub sends us what is new."""
    listed: float = 0.0
    """When an entry was listed, seconds since 1970."""


@dataclass(frozen=True, slots=True)
class Origin:
    """What is known of an origin (scheme, host and port).

    `robots`: the text of its robots.txt; `closed`: it could not be fetched; `read`: when we last asked for it; `good`:
    when it last answered. `tdm`: its `tdmrep.json`; `tdm_read`: when we last asked for that.
    """

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
    """Whether a host could be claimed.

    `until`: if not, when it may be asked again, as far as that is known (seconds since 1970). `failures`: in a row.
    """

    taken: bool
    until: float = 0.0
    failures: int = 0


@dataclass(frozen=True, slots=True)
class VisitResult:
    """How a visit of a feed went. `took`: seconds; `bytes`: of the answer."""

    at: float
    due: float
    status: int
    took: float
    bytes: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class FeedUpdate:
    """What becomes of a feed after a visit.

    `data`: what it gave; None if nothing is new. `last`: when it answered well; None if it did not now. `visit`: None
    for a step on the way, such as a redirect to another host.
    """

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
    visit: VisitResult | None = None


@dataclass(frozen=True, slots=True)
class EntryUpdate:
    """What becomes of an entry after a visit.

    `content`: its page, compressed; None if the content stays as it is. `at`: where its page is now.
    """

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
