"""A real server on loopback, as `retold serve` runs it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from tests.web.browser import Served

from retold.memory import Memory
from retold.web import Access, create
from retold.web.server import server_config


class _Server(uvicorn.Server):
    """`settled` is set when it answers, or when it could not start."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.settled = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        try:
            await super().startup(sockets)
        finally:
            self.settled.set()


@contextmanager
def served(memory: Memory, access: Access | None = None, host: str = "127.0.0.1") -> Iterator[Served]:
    """Serves a memory on a free port of `host`."""
    access = access or Access.bound_to("127.0.0.1")
    bound = socket.create_server((host, 0))
    app = create(memory, access)
    config = server_config(app, access)
    config.timeout_graceful_shutdown = 2
    server = _Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]}, daemon=True)
    thread.start()
    assert server.settled.wait(30)
    assert server.started
    try:
        yield Served(f"http://127.0.0.1:{bound.getsockname()[1]}", memory, app.state.site)
    finally:
        server.should_exit = True
        thread.join(30)
        bound.close()
