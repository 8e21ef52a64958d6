"""Articles that people add, in a server of its own: short ones do not wait for long ones, and a stop answers all."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError
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
        tasks = Path(f"/proc/{self.process.pid}/task").iterdir()
        return [child for task in tasks for child in (task / "children").read_text().split()]


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
    answers: list[tuple[int, dict[str, object]]] = []
    threads = [threading.Thread(target=lambda: answers.append(server.add(LONG))) for _ in range(3)]
    for thread in threads:
        thread.start()
    _until(lambda: bool(server.workers()))
    server.process.send_signal(signal.SIGTERM)
    for thread in threads:
        thread.join(60)
    assert [status for status, _ in answers] == [503] * 3
    assert all("stopped" in str(answer["detail"]) for _, answer in answers)
    assert server.process.wait(60) == 0
    assert server.process.stderr is not None
    assert "Traceback" not in server.process.stderr.read()


def _until(condition: Callable[[], bool]) -> None:
    ends = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < ends, "nothing happened for a minute"
        time.sleep(0.05)
