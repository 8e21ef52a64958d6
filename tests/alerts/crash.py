"""Runs alerts in forks that are killed, each one step later than the one before.

A step is a write to the database, or a call of a receiver.

    python -m tests.alerts.crash FOLDER URL

Prints, for each fork, what was told and delivered in the end, as JSON. Each delivers to an address of its own.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import apsw
from tests.made import article, axis

import retold.sources.http.post
from retold import Engine, Memory, Settings
from retold.alerts import AlertQuery, Alerts, Receiver
from retold.types import EntityType

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SETTINGS = Settings(allow_private=True, threads=1)
NORTHLINK = ("Northlink", EntityType.ORGANIZATION)
FERRY, SALMON = ({f"{w}{i}": 1 for i in range(12)} for w in ("ferry", "salmon"))


def opened(path: Path, at: datetime) -> tuple[Memory, Alerts]:
    memory = Memory(str(path), Engine(SETTINGS))
    return memory, Alerts(memory, SETTINGS, lambda: at, lambda: 0.5)


def prepared(path: Path, url: str) -> None:
    """Two stories to be told, one of them in two articles."""
    memory, alerts = opened(path, NOW)
    with memory:
        alerts.add(AlertQuery(entity="Northlink"), [Receiver("webhook", url)])
        memory.keep(
            [
                article("a", [NORTHLINK], FERRY),
                article("b", [NORTHLINK], FERRY),
                article("c", [NORTHLINK], SALMON, axis(2)),
            ]
        )


class Fatal:
    """Counts steps (a write, a call of the receiver, its return) and kills this process before one of them."""

    def __init__(self, at: int) -> None:
        self.count, self.at = 0, at

    def step(self) -> None:
        self.count += 1
        if self.count == self.at:
            os.kill(os.getpid(), signal.SIGKILL)

    def writing(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def called(sql: str, *given: Any) -> Any:
            if sql.startswith(("INSERT", "UPDATE", "DELETE", "COMMIT")):
                self.step()
            return call(sql, *given)

        return called

    def posting(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def called(*given: Any) -> Any:
            self.step()
            found = call(*given)
            self.step()
            return found

        return called


def child(path: Path, at: int) -> int:
    """A run that is killed before its step number `at`; the status of the process, 0 where it had fewer."""
    pid = os.fork()
    if not pid:
        fatal = Fatal(at)
        memory, alerts = opened(path, NOW)
        database: Any = memory._db
        for name in ("one", "run", "many"):
            setattr(database, name, fatal.writing(getattr(database, name)))
        retold.sources.http.post.post = fatal.posting(retold.sources.http.post.post)
        alerts.run()
        os._exit(0)
    return os.waitpid(pid, 0)[1]


def main(folder: Path, url: str) -> None:
    template = folder / "m.db"
    prepared(template, url)
    at, status = 0, 1
    while status:
        at += 1
        path = folder / f"{at}.db"
        shutil.copy(template, path)
        connection = apsw.Connection(str(path))
        connection.execute("UPDATE alert_channel SET target = ?", (f"{url}/{at}",))
        connection.close()
        status = child(path, at)
        if status not in (0, signal.SIGKILL):
            raise SystemExit(f"a run failed: {status}")
        memory, alerts = opened(path, NOW + timedelta(hours=1))
        with memory:
            alerts.run()
            left = alerts.run()
            memory.keep([article("d", [NORTHLINK], FERRY)])
            again = alerts.run()
            told = [t.headline for t in alerts.messages(1)]
            states = [(d.uid, d.state) for d in alerts.deliveries(1)]
        sys.stdout.write(
            json.dumps(
                {
                    "at": at,
                    "path": f"/hook/{at}",
                    "told": told,
                    "deliveries": states,
                    "left": left.waiting,
                    "again": again.told,
                }
            )
            + "\n"
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
