"""Makes the web app: pages, API, errors and guard."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import anyio.to_thread
from fastapi import FastAPI

from retold.alerts.service import AlertService
from retold.config import VERSION
from retold.feeds.service import WatchService
from retold.memory import Memory
from retold.web.access import Access
from retold.web.api.router import DESCRIPTION, api_router
from retold.web.error_answers import ErrorAnswers
from retold.web.guard import Guard
from retold.web.page_routes import add_page_routes
from retold.web.sessions import EndedSessions
from retold.web.site import Site

THREADS = 4
"""Forms and small lookups that are handled at once. Pages are made in the threads of `QueryPool`."""


def create(
    memory: Memory,
    access: Access | None = None,
    watch_service: WatchService | None = None,
    alert_service: AlertService | None = None,
) -> FastAPI:
    """The app on a memory. The caller closes the memory and the services.

    `watch_service` watches feeds. `alert_service` sends alerts; without it, another process must send those on articles
    that are added here.
    """
    access = replace(access or Access(), ended=EndedSessions(memory))
    site = Site(memory, access, watch_service, alert_service)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        anyio.to_thread.current_default_thread_limiter().total_tokens = THREADS
        yield
        site.close()

    app = FastAPI(
        title="Retold",
        version=VERSION,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
        lifespan=lifespan,
        description=DESCRIPTION,
    )
    app.state.site = site
    add_page_routes(app, site)
    app.include_router(api_router(site), prefix="/api/v1")
    ErrorAnswers(site).add_to(app)
    app.add_middleware(Guard, access=site.access, error_page=site.error_page)
    return app
