"""Articles that people add, in a server of its own: short ones do not wait for long ones, and a stop answers all."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import pytest

SHORT = "Ann Lee opened the bridge in Oslo on Tuesday. The mayor said that it was safe."
LONG = "The harbour of Tolvik was closed on Monday, Mayor Ingrid Solheim of Northlink said. " * 1150
"""A text that takes a worker many seconds."""


@dataclass
class Server:
    process: subprocess.Popen[str]
    url: str

    def add(self, body: str) -> tuple[int, dict[str, object]]:
        """Status and answer, when the article was kept."""
        data = json.dumps({"body": body}).encode()
        request = Request(f"{self.url}api/v1/articles", data, {"Content-Type": "application/json"})
        try:
            with urlopen(request, timeout=120) as answer:
                return answer.status, json.load(answer)
        except HTTPError as error:
            return error.code, json.load(error)

    def workers(self) -> list[str]:
        """The processes that this server has started."""
        children: list[str] = []
        for task in Path(f"/proc/{self.process.pid}/task").iterdir():
            with suppress(FileNotFoundError, ProcessLookupError):  # a thread that has ended since
                children += (task / "children").read_text().split()
        return children


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    command = [sys.executable, "-m", "retold", "serve", "--port", "0", "--db", str(tmp_path / "m.db")]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    line = process.stdout.readline()
    yield Server(process, next(word for word in line.split() if word.startswith("http")))
    process.kill()
    process.wait()


def test_a_short_article_does_not_wait_for_long_ones(server: Server) -> None:
    ended: list[str] = []

    def add(name: str, body: str) -> None:
        if server.add(f"{name}. {body}")[0] == 201:
            ended.append(name)

    threads = [threading.Thread(target=add, args=(f"Long {n}", LONG)) for n in range(3)]
    for thread in threads:
        thread.start()
    _until(lambda: bool(server.workers()))
    add("Short", SHORT)
    assert ended == ["Short"]
    server.process.send_signal(signal.SIGTERM)  # the long ones need not be read to their end
    server.process.wait(60)


def test_a_stop_answers_those_who_wait(server: Server) -> None:
    connections = [HTTPConnection(urlsplit(server.url).netloc, timeout=120) for _ in range(3)]
    for connection in connections:  # all are sent before the first worker is there
        connection.request("POST", "/api/v1/articles", json.dumps({"body": LONG}), {"Content-Type": "application/json"})
    _until(lambda: bool(server.workers()))
    server.process.send_signal(signal.SIGTERM)
    answers = [connection.getresponse() for connection in connections]
    assert [answer.status for answer in answers] == [503] * 3
    assert all("stopped" in str(json.load(answer)["detail"]) for answer in answers)
    assert server.process.wait(60) == 0
    assert server.process.stderr is not None
    assert "Traceback" not in server.process.stderr.read()


def _until(condition: Callable[[], bool]) -> None:
    ends = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < ends, "nothing happened for a minute"
        time.sleep(0.05)
