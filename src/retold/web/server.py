"""Runs the app on a host and a port."""

from __future__ import annotations

import math
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from types import FrameType
from urllib.request import ProxyHandler, build_opener

import uvicorn
from fastapi import FastAPI

from retold.alerts.service import AlertService
from retold.errors import SettingsError
from retold.feeds.service import WatchService
from retold.memory import Memory
from retold.web.access import Access
from retold.web.app import create
from retold.web.connections import ConnectionLimits
from retold.web.http_connection import ConnectionRegister

SPARE_FILES = 200
"""Open files besides connections: databases, libraries, other sites."""
START_SECONDS, CHECK_SECONDS = 60, 30
"""For a check: seconds in which the server must start, and then answer."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where to listen. `once`: only check that the front page answers, then stop."""

    host: str
    port: int
    once: bool = False


def serve(
    memory: Memory,
    access: Access,
    address: Address,
    ready: Callable[[str], None],
    watch_service: WatchService | None = None,
    alert_service: AlertService | None = None,
) -> None:
    """Serves until it is interrupted. Calls `ready` with the URL as soon as the server answers there.

    Raises `SettingsError` if it cannot listen at the address, and, with `once`, if the front page does not answer.
    """
    listener = _listen(address.host, address.port)
    host = f"[{address.host}]" if ":" in address.host else address.host
    url = f"http://{host}:{listener.getsockname()[1]}/"
    app = create(memory, access, watch_service, alert_service)

    def on_stop() -> None:
        if watch_service is not None:
            watch_service.stop()
        app.state.site.stop()

    server = _Server(server_config(app, access), lambda: ready(url), on_stop)
    # After it has stopped, uvicorn raises the signal again. That must not end the process before the watch and the
    # database are closed in good order.
    signal.signal(signal.SIGTERM, lambda *_: None)
    if not address.once:
        server.run(sockets=[listener])
        return
    with ThreadPoolExecutor(1) as pool:
        check = pool.submit(_check, url, server)
        server.run(sockets=[listener])
    if fault := check.result():
        raise SettingsError(f"does not answer: {fault}", url)


def server_config(app: FastAPI, access: Access) -> uvicorn.Config:
    """How uvicorn serves an app under access rules."""
    limits = _limits_within_files(access.limits.connections)
    register = ConnectionRegister(limits, exempt_loopback=bool(access.url))
    return uvicorn.Config(
        app,
        http=register.protocol(),
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=bool(access.url),
        forwarded_allow_ips="127.0.0.0/8,::1,::ffff:127.0.0.0/104",
        timeout_keep_alive=math.ceil(limits.idle),
        timeout_graceful_shutdown=3,
        lifespan="on",
        ws="none",
    )


def _limits_within_files(limits: ConnectionLimits) -> ConnectionLimits:
    """The limits of connections, lower if this process may not open so many files. Raises the limit of files first."""
    if sys.platform == "win32":
        return limits
    import resource

    needed = limits.total + SPARE_FILES
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < needed:
        soft = needed if hard == resource.RLIM_INFINITY else min(needed, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        return replace(limits, total=min(limits.total, max(soft - SPARE_FILES, soft // 2)))
    return limits


def _check(url: str, server: uvicorn.Server) -> str:
    """Asks for the front page, then stops the server. Gives what is wrong, "" if nothing is."""
    try:
        deadline = time.monotonic() + START_SECONDS
        while not server.started and time.monotonic() < deadline:
            time.sleep(0.02)
        with build_opener(ProxyHandler({})).open(url, timeout=CHECK_SECONDS) as response:
            return "" if b"<h1" in response.read() else "the front page has no heading"
    except OSError as error:
        return str(error)
    finally:
        server.should_exit = True


def _listen(host: str, port: int) -> socket.socket:
    """A socket that is bound to an address. Raises `SettingsError` if that fails."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host or "0.0.0.0", port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        # The protocol must be given: by it asyncio knows that it may turn off Nagle's algorithm.
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
    except OverflowError as error:
        raise SettingsError("is not a port; use 0 (any free port) to 65535", str(port)) from error
    except OSError as error:
        detail = f"cannot listen here: {error.strerror}; choose another address with --host and --port"
        raise SettingsError(detail, f"{host}:{port}") from error
    return listener


class _Server(uvicorn.Server):
    """Calls `ready` once it has started, and `stopping`, in a thread, as soon as it is told to stop."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None], stopping: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready, self._stopping = ready, stopping

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        # In a thread: the signal may have interrupted code that holds a lock that is needed now.
        threading.Thread(target=self._stopping, daemon=True).start()
        super().handle_exit(sig, frame)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()
