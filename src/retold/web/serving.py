"""The app behind a port."""

from __future__ import annotations

import socket
from collections.abc import Callable

import uvicorn

from retold.errors import SettingsError
from retold.memory import Memory
from retold.web.access import Access
from retold.web.app import create

AT_ONCE = 200
"""Connections, at most."""


def serve(memory: Memory, access: Access, host: str, port: int, ready: Callable[[str], None]) -> None:
    """Serves until it is interrupted. `ready` is told the address once it answers there. Raises `SettingsError` where it cannot be had."""
    config = uvicorn.Config(
        create(memory, access), host, port, log_level="warning", access_log=False, server_header=False, proxy_headers=False,
        limit_concurrency=AT_ONCE, timeout_keep_alive=15, timeout_graceful_shutdown=5, lifespan="on", ws="none",
    )  # fmt: skip
    bound = _bound(host, port)
    name = f"[{host}]" if ":" in host else host
    server = _Server(config, lambda: ready(f"http://{name}:{bound.getsockname()[1]}/"))
    server.run(sockets=[bound])


def _bound(host: str, port: int) -> socket.socket:
    try:
        family, _, _, _, address = socket.getaddrinfo(host or "0.0.0.0", port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        found = socket.socket(family)
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind(address)
    except OverflowError as error:
        raise SettingsError("is no port; one is from 0 (any that is free) to 65535", str(port)) from error
    except OSError as error:
        raise SettingsError(f"cannot be listened at: {error.strerror}; name another with --host and --port", f"{host}:{port}") from error
    return found


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()
