"""The commands of alerts, as they are typed, with a real receiver."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.alerts.receivers import Hook, hook

ROWS = [
    {"id": "n1", "headline": "Northlink closes Marlow ferry", "publisher": "Fjord Times", "published": "2026-03-02", "url": "https://fjord.example/1",
     "body": "Northlink will close its ferry route to Marlow, chief executive Anna Rosendal said on Monday. Mayor Erik Moe of Marlow was angry about the ferry."},
    {"id": "n2", "headline": "Marlow loses its ferry", "publisher": "Island Post", "published": "2026-03-03",
     "body": "Marlow loses its ferry route: Northlink will close it, Anna Rosendal, chief executive, told reporters. Mayor Erik Moe of Marlow is angry about the ferry."},
]  # fmt: skip


@pytest.fixture
def receiver() -> Iterator[Hook]:
    with hook() as found:
        yield found


def retold(db: Path, *args: str, **env: str) -> subprocess.CompletedProcess[str]:
    settings = {
        "RETOLD_DB": str(db),
        "RETOLD_ALLOW_PRIVATE": "1",
        "RETOLD_URL": "https://news.example",
        "RETOLD_TIMEOUT": "2",
    }
    return subprocess.run(
        [sys.executable, "-m", "retold", *args],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | settings | env,
    )


def rows(folder: Path, number: int) -> str:
    path = folder / f"{number}.jsonl"
    path.write_text(json.dumps(ROWS[number]) + "\n")
    return str(path)


def test_an_alert_from_its_making_to_its_end(tmp_path: Path, receiver: Hook) -> None:
    db = tmp_path / "m.db"
    made = retold(db, "alert", "add", "--entity", "Northlink", "--with", "Erik Moe", "--webhook", receiver.url)
    assert made.returncode == 0, made.stderr
    assert "nothing is called 'Northlink' yet" in made.stderr
    secret = made.stdout.split("secret of ")[1].split(": ", 1)[1].strip()
    tested = retold(db, "alert", "test", "1")
    assert (tested.returncode, tested.stdout) == (0, f"ok  webhook {receiver.url}: HTTP 204\n")
    receiver.answers += [(500, {"Retry-After": "3600"})]
    kept = retold(db, "ingest", rows(tmp_path, 0))
    assert kept.returncode == 0, "a receiver that fails does not fail the ingest"
    assert "1 new, 0 delivered, 1 failed, 1 waiting" in kept.stderr
    assert "1 waiting" in retold(db, "alert", "list").stdout
    copy = retold(db, "ingest", rows(tmp_path, 1))
    assert "alerts:" not in copy.stderr
    (delivery,) = json.loads(retold(db, "alert", "deliveries", "--format", "json").stdout)
    assert (delivery["state"], delivery["attempts"], delivery["answer"]) == ("waiting", 1, "HTTP 500")
    assert "HTTP 500" in retold(db, "alert", "deliveries", "--state", "waiting").stdout
    shown = json.loads(retold(db, "alert", "show", "1", "--format", "json").stdout)
    assert shown["tellings"][0]["story"]["url"] == "https://news.example/story/n1"
    assert secret not in json.dumps(shown)
    assert secret in retold(db, "alert", "show", "1", "--secret").stdout
    body = receiver.got[-1].checked(secret)
    assert body["data"] == shown["tellings"][0]
    for action in ("pause", "resume", "remove"):
        assert retold(db, "alert", action, "1").returncode == 0
    assert "No alerts" in retold(db, "alert", "list").stdout


def test_run_says_by_its_status_what_could_not_be_delivered(tmp_path: Path, receiver: Hook) -> None:
    db = tmp_path / "m.db"
    assert retold(db, "ingest", rows(tmp_path, 0)).returncode == 0
    retold(db, "alert", "add", "--query", "ferry", "--backfill", "--webhook", receiver.url)
    receiver.answers += [(410, {})]
    failed = retold(db, "alert", "run")
    assert failed.returncode == 1
    assert "1 dead" in failed.stderr
    again = retold(db, "alert", "deliveries", "--retry", "all")
    assert "1 due again" in again.stderr
    done = retold(db, "alert", "run")
    assert (done.returncode, done.stderr) == (0, "retold: alerts: 0 new, 1 delivered\n")


def test_a_watch_under_cron_tries_again_what_could_not_be_delivered(tmp_path: Path, receiver: Hook) -> None:
    """Also where it keeps nothing new."""
    db = tmp_path / "m.db"
    assert retold(db, "ingest", rows(tmp_path, 0)).returncode == 0
    retold(db, "alert", "add", "--query", "ferry", "--backfill", "--webhook", receiver.url)
    receiver.answers += [(410, {})]
    assert retold(db, "alert", "run").returncode == 1
    retold(db, "alert", "deliveries", "--retry", "all")
    assert retold(db, "watch", "--once").returncode == 0
    assert len(receiver.got) == 2


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("add",), "asks for nothing"),
        (("add", "--query", "x", "--feed", "--webhook", "https://a.example"), "only the feed is used"),
        (("add", "--query", "x", "--digest", "daily"), "--email"),
        (("add", "--query", "x", "--email", "kari@example.org"), "RETOLD_SMTP_URL"),
        (("show", "9"), "no alert has that number"),
        (("deliveries", "--retry", "some"), "takes the number"),
        (("deliveries", "--retry", "9"), "no dead delivery"),
    ],
)
def test_what_cannot_be_done_says_why(tmp_path: Path, args: tuple[str, ...], says: str) -> None:
    db = tmp_path / "m.db"
    retold(db, "alert", "add", "--query", "nothing")
    done = retold(db, "alert", *args)
    assert done.returncode in (1, 2)
    assert says in done.stderr
