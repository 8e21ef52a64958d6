"""Subscriptions to hubs, which send us what is new (WebSub, W3C Recommendation of 23 January 2018)."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from urllib.parse import urlsplit

from retold.errors import RetoldError, SourceError
from retold.feeds import decisions, leases
from retold.memory import Memory
from retold.sources.feeds import formats, websub
from retold.sources.http import client
from retold.sources.urls import normalise_url
from retold.store.subscriptions import Subscription
from retold.timestamps import of_seconds

RETRY = 3600.0
"""Seconds after which a hub that did not answer is asked again."""
DENIED_RETRY = 7 * 86_400.0
"""The same for a hub that refused."""
POLL = 30.0
"""Seconds between two checks which feeds need a subscription."""
HUBS = 5
"""Hubs that are asked in one check, each once."""
RENEW_AT = 0.8
"""The share of a subscription's time after which it is renewed."""


class HubSubscriptions:
    """Subscribes to the hubs that feeds name, and takes what they send.

    `base`: where the internet reaches us, as `https://news.example`. `wake` is called when something new was listed.
    """

    def __init__(
        self, memory: Memory, base: str, wake: Callable[[], None] = lambda: None, clock: Callable[[], float] = time.time
    ) -> None:
        self._storage, self._settings = memory.feed_storage, memory.engine.settings
        self._parse = memory.engine.parse
        self._subscriptions = self._storage.subscriptions
        self._base, self._wake, self._clock = base.rstrip("/"), wake, clock
        self._holder = leases.new_holder()
        self._stopping = threading.Event()

    def stop(self) -> None:
        """Stops it."""
        self._stopping.set()

    def run(self) -> None:
        """Asks hubs until it is stopped."""
        while not self._stopping.is_set():
            with suppress(RetoldError):  # the database is busy, or a hub is broken: the feeds are polled meanwhile
                self.subscribe()
            self._stopping.wait(POLL)

    def subscribe(self) -> int:
        """Asks hubs for subscriptions that are missing or end soon; how many hubs were asked."""
        count, done = 0, set[str]()
        while count < HUBS and (missing := self._subscriptions.due(self._clock(), 1, done)):
            feed, hub, topic = missing[0]
            count += self._ask(feed, hub, topic)
            done.add(hub)  # a busy hub does not keep us from the others, and one that was asked has its pause
        return count

    def _ask(self, feed: int, hub: str, topic: str) -> bool:
        """Asks a hub for a subscription. False if it could not be asked now."""
        now, host = self._clock(), client.host(hub)
        turn = self._storage.hosts.take(host, now, self._holder, now + 2 * self._settings.deadline)
        if not turn.taken:
            return False
        failed, retry_after = True, ""
        try:
            subscription = self._write_asked(feed, hub, topic, now)
            callback = f"{self._base}/websub/{subscription.path}"
            answer = client.post(
                hub, websub.subscription_form(topic, callback, subscription.secret), {}, self._settings
            )
            failed, retry_after = decisions.is_host_failing(answer), answer.retry_after
            if 400 <= answer.status < 500 and answer.status != 429:
                with self._storage.writing():
                    self._subscriptions.set(feed, "denied", 0.0, now + DENIED_RETRY)
        except SourceError:
            return False  # asked again after `RETRY`
        finally:
            update = decisions.host_update(host, turn.failures, self._clock(), decisions.PAUSE, failed, retry_after)
            with self._storage.writing():
                self._storage.hosts.release(update, self._holder)
        return True

    def _write_asked(self, feed: int, hub: str, topic: str, now: float) -> Subscription:
        """Writes down that a hub is asked, before it is: the hub may verify before it answers."""
        known = self._subscriptions.of_feed(feed)
        if known is None:
            path, secret = secrets.token_urlsafe(24), secrets.token_urlsafe(32)
            subscription = Subscription(feed, hub, topic, path, secret, "asked", 0.0, "")
        else:
            subscription = replace(known, hub=hub, topic=topic)
        with self._storage.writing():
            self._subscriptions.ask(subscription, now + RETRY)
            if known is not None and known.hub != hub:
                self._subscriptions.set(feed, "asked", 0.0, now + RETRY)
        return subscription

    def verify(self, path: str, parameters: Mapping[str, str]) -> str | None:
        """Answers a hub that asks whether we wanted a subscription (5.3): its challenge, or None if we did not."""
        subscription = self._subscriptions.at(path)
        if subscription is None or normalise_url(parameters.get("hub.topic", "")) != normalise_url(subscription.topic):
            return None
        now, mode = self._clock(), parameters.get("hub.mode", "")
        if mode == "denied":
            with self._storage.writing():
                self._subscriptions.set(subscription.feed, "denied", 0.0, now + DENIED_RETRY)
            return ""
        if mode != "subscribe" or not parameters.get("hub.challenge"):
            return None  # we never unsubscribe: what was removed is no longer found here
        lease = websub.granted_lease(parameters)
        with self._storage.writing():
            self._subscriptions.set(subscription.feed, "verified", now + lease, now + RENEW_AT * lease)
        return parameters["hub.challenge"][:2000]

    def receive(self, path: str, body: bytes, kind: str, signature: str) -> bool:
        """Takes what a hub sends (7). False if there is no such subscription.

        What is not signed with our secret, or is for a paused feed, is not taken; the hub does not learn that (8).
        """
        subscription = self._subscriptions.at(path)
        if subscription is None:
            return False
        if not subscription.wanted or not websub.is_signed(body, subscription.secret, signature):
            return True
        now = self._clock()
        try:
            data = self._parse(formats.parse, body, kind, subscription.url)
        except SourceError:
            # The body may be no feed, but it tells us that there is something new.
            with self._storage.writing():
                self._storage.feeds.ask_now(subscription.feed, now)
            self._wake()
            return True
        # A hub speaks for the feed that it was asked about, and for addresses that a poll of the feed would show.
        entries = [(entry, client.host(entry.url)) for entry in data.entries if urlsplit(entry.url).hostname]
        with self._storage.writing():
            if self._subscriptions.at(path) is None:
                return False  # its feed was removed meanwhile
            oldest = of_seconds(now - decisions.OLDEST)
            self._storage.entries.take_in(subscription.feed, entries, now, oldest)
            self._subscriptions.count_push(subscription.feed)
        self._wake()
        return True
