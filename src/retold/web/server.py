"""The app behind a port."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.request import ProxyHandler, build_opener

import uvicorn

from retold.alerts.service import AlertService as Telling
from retold.errors import SettingsError
from retold.feeds.service import WatchService
from retold.memory import Memory
from retold.web.access import Access
from retold.web.app import create

AT_ONCE = 200
"""Connections, at most."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where to listen. `once`: the front page is asked for, and that is all."""

    host: str
    port: int
    once: bool = False


def serve(
    memory: Memory,
    access: Access,
    address: Address,
    ready: Callable[[str], None],
    service: WatchService | None = None,
    telling: Telling | None = None,
) -> None:
    """Serves until it is interrupted. `ready` is told the address once it answers there; `service` watches feeds meanwhile, `telling` tells alerts.

    Raises `SettingsError` where the address cannot be had, and, asked `once`, where the front page does not answer.
    """
    config = uvicorn.Config(
        create(memory, access, service, telling), address.host, address.port, log_level="warning", access_log=False, server_header=False,
        proxy_headers=bool(access.url), forwarded_allow_ips="127.0.0.1",
        limit_concurrency=AT_ONCE, timeout_keep_alive=15, timeout_graceful_shutdown=5, lifespan="on", ws="none",
    )  # fmt: skip
    bound = _bound(address.host, address.port)
    host = f"[{address.host}]" if ":" in address.host else address.host
    url = f"http://{host}:{bound.getsockname()[1]}/"
    server = _Server(config, lambda: ready(url))
    if not address.once:
        server.run(sockets=[bound])
        return
    with ThreadPoolExecutor(1) as pool:
        visit = pool.submit(_visited, url, server)
        server.run(sockets=[bound])
    if fault := visit.result():
        raise SettingsError(f"does not answer: {fault}", url)


def _visited(url: str, server: uvicorn.Server) -> str:
    """What is wrong with the front page, "" where nothing is; then ends the server."""
    try:
        ends = time.monotonic() + 60
        while not server.started and time.monotonic() < ends:
            time.sleep(0.02)
        with build_opener(ProxyHandler({})).open(url, timeout=30) as answer:
            return "" if b"<h1" in answer.read() else "there is no page"
    except OSError as error:
        return str(error)
    finally:
        server.should_exit = True


def _bound(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host or "0.0.0.0", port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        found = socket.socket(
            family, kind, protocol
        )  # by its protocol asyncio knows that it may send small packets at once
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind(address)
    except OverflowError as error:
        raise SettingsError("is no port; one is from 0 (any that is free) to 65535", str(port)) from error
    except OSError as error:
        raise SettingsError(
            f"cannot be listened at: {error.strerror}; name another with --host and --port", f"{host}:{port}"
        ) from error
    return found


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()
