"""Subscriptions to hubs, so that what is new comes to us (WebSub, W3C Recommendation of 23 January 2018)."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from urllib.parse import urlsplit

from retold.errors import FormatError, RetoldError, SourceError
from retold.feeds import decisions, leases
from retold.feeds.watch import OLDEST
from retold.memory import Memory
from retold.sources.feeds import formats, websub
from retold.sources.http import client
from retold.sources.urls import normalise_url
from retold.store.entries import Entries
from retold.store.feeds import Feeds
from retold.store.hosts import Hosts
from retold.store.subscriptions import Subscription, Subscriptions
from retold.timestamps import of_seconds

AGAIN = 3600.0
"""Seconds after which a hub that did not answer is asked again."""
DENIED = 7 * 86_400.0
"""The same where it refused."""
POLL, AT_ONCE = 30.0, 5
"""Seconds between two looks at who wants a subscription, and how many hubs are asked in one, each once."""
RENEWED = 0.8
"""The share of a lease after which it is renewed."""


class HubSubscriptions:
    """Subscribes to the hubs that feeds name, and takes what they send. `base`: where the world reaches us, as `https://news.example`.

    `wake` is called when something new was listed.
    """

    def __init__(
        self, memory: Memory, base: str, wake: Callable[[], None] = lambda: None, clock: Callable[[], float] = time.time
    ) -> None:
        self._db, self._settings = memory.database, memory.engine.settings
        self._subscriptions, self._hosts = Subscriptions(self._db), Hosts(self._db)
        self._feeds, self._entries = Feeds(self._db), Entries(self._db)
        self._base, self._wake, self._clock = base.rstrip("/"), wake, clock
        self._holder = leases.own()
        self._stopping = threading.Event()

    def stop(self) -> None:
        """Ends it."""
        self._stopping.set()

    def run(self) -> None:
        """Asks hubs until it is stopped."""
        while not self._stopping.is_set():
            with suppress(RetoldError):  # the database is busy or a hub is strange: feeds are polled meanwhile
                self.subscribe()
            self._stopping.wait(POLL)

    def subscribe(self) -> int:
        """Asks hubs for what is not subscribed to, or not for long; how many were asked."""
        asked, done = 0, set[str]()
        while asked < AT_ONCE and (wanting := self._subscriptions.due(self._clock(), 1, done)):
            feed, hub, topic = wanting[0]
            asked += self._ask(feed, hub, topic)
            done.add(hub)  # one that is busy keeps nobody from the others; one that was asked has its pause
        return asked

    def _ask(self, feed: int, hub: str, topic: str) -> bool:
        now, host = self._clock(), client.host(hub)
        turn = self._hosts.take(host, now, self._holder, now + 2 * self._settings.deadline)
        if not turn.taken:
            return False  # somebody asks it; next time
        failed, wait = True, ""
        try:
            known = self._subscriptions.of_feed(feed)
            fresh = known is None or known.hub != hub
            own = (
                Subscription(feed, hub, topic, secrets.token_urlsafe(24), secrets.token_urlsafe(32), "asked", 0.0, "")
                if known is None
                else replace(known, hub=hub, topic=topic)
            )
            with self._db.writing():  # first, as the hub may verify before it answers
                self._subscriptions.ask(own, now + AGAIN)
                if fresh and known is not None:
                    self._subscriptions.set(feed, "asked", 0.0, now + AGAIN)
            answer = client.post(
                hub, websub.subscription_form(topic, f"{self._base}/websub/{own.path}", own.secret), {}, self._settings
            )
            failed, wait = decisions.troubled(answer), answer.retry_after
            if 400 <= answer.status < 500 and answer.status != 429:
                with self._db.writing():
                    self._subscriptions.set(feed, "denied", 0.0, now + DENIED)
        except SourceError:
            return False  # asked again after `AGAIN`
        finally:
            with self._db.writing():
                self._hosts.release(
                    decisions.host_after(host, turn.troubles, self._clock(), decisions.PAUSE, failed, wait),
                    self._holder,
                )
        return True

    def verified(self, path: str, given: Mapping[str, str]) -> str | None:
        """Answers a hub that asks whether we meant it (5.3): its challenge, or None where we did not."""
        found = self._subscriptions.at(path)
        if found is None or normalise_url(given.get("hub.topic", "")) != normalise_url(found.topic):
            return None
        now, mode = self._clock(), given.get("hub.mode", "")
        if mode == "denied":
            with self._db.writing():
                self._subscriptions.set(found.feed, "denied", 0.0, now + DENIED)
            return ""
        if mode != "subscribe" or not given.get("hub.challenge"):
            return None  # we end no subscription: what is removed is no longer found here
        lease = websub.granted_lease(given)
        with self._db.writing():
            self._subscriptions.set(found.feed, "verified", now + lease, now + RENEWED * lease)
        return given["hub.challenge"][:2000]

    def received(self, path: str, body: bytes, kind: str, signature: str) -> bool:
        """Takes what a hub sends (7); whether there is such a subscription. What is not signed with our secret, or for a feed that is paused,
        is not taken, and the hub does not learn that (8)."""
        found = self._subscriptions.at(path)
        if found is None:
            return False
        if not found.wanted or not websub.is_signed(body, found.secret, signature):
            return True
        now = self._clock()
        try:
            data = formats.parse(body, kind, found.url)
        except FormatError:
            with self._db.writing():
                self._feeds.ask_now(
                    found.feed, now
                )  # it may be no feed that was sent, but the word that there is something new
            self._wake()
            return True
        # A hub speaks for the feed it was asked of, and for addresses that a poll of it would have shown.
        listed = [(e, client.host(e.url)) for e in data.entries if urlsplit(e.url).hostname]
        with self._db.writing():
            if self._subscriptions.at(path) is None:
                return False  # its feed was removed meanwhile
            self._entries.take_in(found.feed, listed, now, of_seconds(now - OLDEST))
            self._subscriptions.count_push(found.feed)
        self._wake()
        return True
