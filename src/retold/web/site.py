"""What all requests share: the memory, access rules, templates, background work and cached answers."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import replace
from hashlib import blake2b
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from retold.alerts import Alerts
from retold.alerts.service import AlertService
from retold.config import VERSION
from retold.errors import QueryError
from retold.export import feeds
from retold.feeds.service import WatchService
from retold.memory import Kept, Memory
from retold.web.access import Access
from retold.web.answer_cache import Answer, AnswerCache
from retold.web.jobs import Jobs, Load, OnStep
from retold.web.negotiation import MEDIA_TYPES, has_any, has_current
from retold.web.outbound import OutboundPool
from retold.web.page_request import PageRequest, parse_page_request
from retold.web.page_templates import Templates
from retold.web.query_pool import QueryPool, Room
from retold.web.view import View, json_text

VERSION_SECONDS = 0.05
"""The memory's version is read again after this many seconds."""
LIGHT, HEAVY = Room(threads=4, waiting=128), Room(threads=2, waiting=16)
"""For questions that are soon answered, such as one story, and for those that search, count or list much."""


class Site:
    """One app on one memory. `watch_service` and `alert_service` run beside it, if they are given."""

    def __init__(
        self,
        memory: Memory,
        access: Access,
        watch_service: WatchService | None = None,
        alert_service: AlertService | None = None,
    ) -> None:
        self.memory, self.access = memory, access
        self.watches_feeds = watch_service is not None
        """Whether this process watches feeds."""
        self.hubs = watch_service.push if watch_service else None
        """Takes what hubs send (WebSub); None if no hub can reach this server."""
        self.wake_watch: Callable[[], None] = watch_service.wake if watch_service else lambda: None
        """Makes the watch look for feeds and entries that are due."""
        self.wake_alerts: Callable[[], None] = alert_service.wake if alert_service else lambda: None
        """Makes the alert service match new stories and retry deliveries. The reader does not wait for it."""
        self.jobs, self.outbound, self.templates = Jobs(self._add), OutboundPool(), Templates()
        settings = memory.engine.settings
        self.alerts = Alerts(memory, replace(settings, url=access.url or settings.url), lambda: memory.engine.now)
        self._cache = AnswerCache()
        seconds = access.limits.query_seconds
        self._light, self._heavy = QueryPool("light", LIGHT, seconds), QueryPool("heavy", HEAVY, seconds)
        self._process = secrets.token_hex(6)  # two memories may have the same version: their entity tags must differ
        self._version, self._version_read = 0, 0.0

    def _add(self, load: Load, on_step: OnStep) -> Kept:
        return self.memory.add(load, on_step)

    async def version(self) -> int:
        """The memory's version, as of a moment ago."""
        now = time.monotonic()
        if now - self._version_read > VERSION_SECONDS:
            self._version, self._version_read = await run_in_threadpool(lambda: self.memory.version), now
        return self._version

    def mark_changed(self) -> None:
        """Call this after writing to the memory: its version is then read again at once."""
        self._version_read = 0.0

    def stop(self) -> None:
        """Begins to end the background work, so that clients who wait for it get an answer."""
        self.jobs.close(self.memory.engine.close)

    def close(self) -> None:
        """Ends the questions that are being answered, and the background work after a moment."""
        self._light.close()
        self._heavy.close()
        self.stop()
        self.outbound.close()

    async def answer(
        self,
        request: Request,
        build: Callable[[PageRequest], View],
        formats: tuple[str, ...],
        heavy: bool = False,
    ) -> Response:
        """The answer to a request: from the cache if the memory has not changed since, else made by `build`.

        `heavy`: it may take long to make. See `QueryPool.run` for what is raised.
        """
        page_request = parse_page_request(request, formats, self.access)
        version = await self.version()
        key = (page_request.format, page_request.base, page_request.path, page_request.query)
        digest = blake2b(repr((VERSION, self._process, key)).encode(), digest_size=8).hexdigest()
        headers = {
            "etag": f'W/"{version:x}-{digest}"',
            "vary": "Accept, Accept-Encoding",
            "cache-control": "no-cache",
        }
        if has_current(request, headers["etag"]):
            return Response(status_code=304, headers=headers)
        answer = self._cache.get(key, version)
        if answer is None:
            pool = self._heavy if heavy else self._light

            def make() -> Answer:
                made = self._make(page_request, build, headers)
                self._cache.put(key, version, made)
                return made

            answer = await pool.run(request, (key, version), make)
        if answer.status == 200 and has_any(request):
            return Response(status_code=304, headers=headers)
        return answer.response(request)

    def page(self, request: Request, template: str, context: dict[str, Any], status: int = 200) -> Response:
        """A page for this request only, which is not cached: a form or an error."""
        text = self.templates.render(template, {"path": request.url.path, "site": self, **context})
        return Response(text, status, {"cache-control": "no-store"}, "text/html; charset=utf-8")

    def error_page(self, status: int, detail: str) -> str:
        """The HTML of a page that says what went wrong."""
        return self.templates.render("error.html", {"path": "", "site": self, "status": status, "detail": detail})

    def _make(self, request: PageRequest, build: Callable[[PageRequest], View], headers: dict[str, str]) -> Answer:
        view = build(request)
        if view.redirect:
            location = RedirectResponse(view.redirect).headers["location"]  # with unsafe characters escaped
            return Answer(302, b"", None, {"location": location, "cache-control": "no-cache", "vary": "Accept"})
        body = self._body(request, view).encode("utf-8", "replace")
        media_type = MEDIA_TYPES[request.format]
        charset = "" if "json" in media_type else "; charset=utf-8"
        return Answer.of_body(body, {**headers, "content-type": media_type + charset})

    def _body(self, request: PageRequest, view: View) -> str:
        if request.format in view.formats:
            return view.formats[request.format]()
        if request.format == "atom" and view.feed is not None:
            return feeds.atom(view.feed)
        if request.format == "feed" and view.feed is not None:
            return json_text(feeds.json_feed(view.feed))
        if request.format == "json":
            return json_text(view.data)
        if request.format != "html":
            raise QueryError("is not a format of this page; use html or json", request.format)
        context = {"request": request, "path": request.path, "site": self, **view.context}
        return self.templates.render(view.template, context)
