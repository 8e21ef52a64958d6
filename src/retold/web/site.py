"""One app: its memory, its templates, and answers that are made once for each state of the memory."""

from __future__ import annotations

import gzip
import json
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from retold.alerts import Alerts
from retold.alerts.service import AlertService as Telling
from retold.config import VERSION
from retold.errors import QueryError
from retold.export import feeds
from retold.feeds.service import WatchService
from retold.memory import Memory
from retold.records.json_values import values
from retold.web.access import Access
from retold.web.jobs import Jobs
from retold.web.negotiation import PageRequest, known, media_type, page_request, takes_gzip
from retold.web.outbound import OutboundPool
from retold.web.page_templates import Templates

HELD, LARGEST = 64_000_000, 1_000_000
"""Bytes of answers that are held, in all and of one at most."""
FRESH = 0.05
"""Seconds for which the memory's version is taken to be what it was."""
SQUEEZED = 500
"""Bytes from which an answer is compressed."""


@dataclass(frozen=True, slots=True)
class View:
    """What a page shows: `template` with `context` for people, `data` (records or JSON values) for programs, and what else it can be
    had as: a feed, or other forms by name. `moved`: another page, to which this one leads."""

    template: str
    context: dict[str, Any]
    data: Any = None
    feed: feeds.Feed | None = None
    others: dict[str, Callable[[], str]] = field(default_factory=dict)
    moved: str = ""


@dataclass(frozen=True, slots=True)
class _Made:
    status: int
    body: bytes
    squeezed: bytes | None
    headers: dict[str, str]

    @property
    def size(self) -> int:
        """Bytes that it holds, about."""
        return len(self.body) + len(self.squeezed or b"") + 1000


class _Answers:
    """Answers by what was asked, with the version of the memory that each was made of; the latest, up to `HELD` bytes."""

    def __init__(self) -> None:
        self._held: OrderedDict[object, tuple[int, _Made]] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def take(self, key: object, version: int) -> _Made | None:
        with self._lock:
            held = self._held.get(key)
            if held is None or held[0] != version:
                return None
            self._held.move_to_end(key)
            return held[1]

    def put(self, key: object, version: int, made: _Made) -> None:
        if made.size > LARGEST:
            return
        with self._lock:
            before = self._held.pop(key, None)
            self._bytes += made.size - (before[1].size if before else 0)
            self._held[key] = (version, made)
            while self._bytes > HELD:
                self._bytes -= self._held.popitem(last=False)[1][1].size


class Site:
    """All that requests share."""

    def __init__(
        self, memory: Memory, access: Access, service: WatchService | None = None, telling: Telling | None = None
    ) -> None:
        self.memory, self.access = memory, access
        self.watched = service is not None
        """Whether this process watches feeds."""
        self.push = service.push if service else None
        self.wake: Callable[[], None] = service.wake if service else lambda: None
        """Has the watch look at what is due."""
        self.jobs, self.asking, self.templates = Jobs(), OutboundPool(), Templates()
        settings = memory.engine.settings
        self.alerts = Alerts(memory, replace(settings, url=access.url or settings.url), lambda: memory.engine.now)
        self.tell: Callable[[], None] = telling.wake if telling else lambda: None
        """Tells alerts of what was kept, and tries again what is due: behind what the reader waits for."""
        self._answers = _Answers()
        self._own = secrets.token_hex(6)  # two memories may have one version: tags of this process are no other's
        self._version, self._looked = 0, 0.0

    async def version(self) -> int:
        """The memory's version, as it was a moment ago."""
        now = time.monotonic()
        if now - self._looked > FRESH:
            self._version, self._looked = await run_in_threadpool(lambda: self.memory.version), now
        return self._version

    def changed(self) -> None:
        """Says that something was written: the version is looked at anew."""
        self._looked = 0.0

    def close(self) -> None:
        """Ends what runs behind, once what has begun is done."""
        self.jobs.close()
        self.asking.close()

    async def answer(
        self, request: Request, build: Callable[[PageRequest], View], forms: tuple[str, ...] = ("html", "json")
    ) -> Response:
        """The answer to a request, made by `build` unless it was made since the memory last changed."""
        ask = page_request(request, forms, self.access.url)
        version = await self.version()
        key = (ask.form, ask.base, ask.path, ask.query)
        tag = f'W/"{version:x}-{blake2b(repr((VERSION, self._own, key)).encode(), digest_size=8).hexdigest()}"'
        if known(request, tag):
            return Response(
                status_code=304, headers={"etag": tag, "vary": "Accept, Accept-Encoding", "cache-control": "no-cache"}
            )
        made = self._answers.take(key, version)
        if made is None:
            made = await run_in_threadpool(self._make, ask, build, tag)
            self._answers.put(key, version, made)
        return _sent(request, made)

    def page(self, request: Request, template: str, context: dict[str, Any], status: int = 200) -> Response:
        """A page of this request alone: with a form, or with an error."""
        text = self.templates.render(template, {"path": request.url.path, "site": self, **context})
        return Response(text, status, {"cache-control": "no-store"}, "text/html; charset=utf-8")

    def failed(self, status: int, detail: str) -> str:
        """A page that says what went wrong."""
        return self.templates.render("error.html", {"path": "", "site": self, "status": status, "detail": detail})

    def _make(self, ask: PageRequest, build: Callable[[PageRequest], View], tag: str) -> _Made:
        view = build(ask)
        headers = {"etag": tag, "vary": "Accept, Accept-Encoding", "cache-control": "no-cache"}
        if view.moved:
            moved = RedirectResponse(view.moved, 302)
            return _Made(
                302, b"", None, {"location": moved.headers["location"], "cache-control": "no-cache", "vary": "Accept"}
            )
        body = self._body(ask, view).encode("utf-8", "replace")
        headers["content-type"] = media_type(ask.form) + ("" if "json" in media_type(ask.form) else "; charset=utf-8")
        squeezed = gzip.compress(body, 6, mtime=0) if len(body) >= SQUEEZED else None
        return _Made(200, body, squeezed, headers)

    def _body(self, ask: PageRequest, view: View) -> str:
        if ask.form in view.others:
            return view.others[ask.form]()
        if ask.form == "atom" and view.feed is not None:
            return feeds.atom(view.feed)
        if ask.form == "feed" and view.feed is not None:
            return dumped(feeds.json_feed(view.feed))
        if ask.form == "json":
            return dumped(view.data)
        if ask.form != "html":
            raise QueryError("is no form of this page; ask for html or json", ask.form)
        return self.templates.render(view.template, {"ask": ask, "path": ask.path, "site": self, **view.context})


def dumped(data: Any) -> str:
    """Records as JSON text."""
    return json.dumps(values(data), ensure_ascii=False, separators=(",", ":"))


def _sent(request: Request, made: _Made) -> Response:
    if made.squeezed is not None and takes_gzip(request):
        return Response(made.squeezed, made.status, {**made.headers, "content-encoding": "gzip"})
    return Response(made.body, made.status, made.headers)
