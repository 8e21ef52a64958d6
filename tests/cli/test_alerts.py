"""`retold alert`, run as a command, with a real receiver."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.alerts.receivers import Hook, hook
from tests.cli.articles import ROWS


@pytest.fixture
def receiver() -> Iterator[Hook]:
    with hook() as webhook:
        yield webhook


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


def test_an_alert_is_added_sends_messages_and_is_removed(tmp_path: Path, receiver: Hook) -> None:
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


def test_the_exit_status_of_run_says_whether_a_delivery_failed(tmp_path: Path, receiver: Hook) -> None:
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


def test_watch_once_retries_failed_deliveries_even_without_new_articles(tmp_path: Path, receiver: Hook) -> None:
    db = tmp_path / "m.db"
    assert retold(db, "ingest", rows(tmp_path, 0)).returncode == 0
    retold(db, "alert", "add", "--query", "ferry", "--backfill", "--webhook", receiver.url)
    receiver.answers += [(410, {})]
    assert retold(db, "alert", "run").returncode == 1
    retold(db, "alert", "deliveries", "--retry", "all")
    assert retold(db, "watch", "--once").returncode == 0
    assert len(receiver.got) == 2


@pytest.mark.parametrize(
    ("args", "message"),
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
def test_an_error_says_why(tmp_path: Path, args: tuple[str, ...], message: str) -> None:
    db = tmp_path / "m.db"
    retold(db, "alert", "add", "--query", "nothing")
    done = retold(db, "alert", *args)
    assert done.returncode in (1, 2)
    assert message in done.stderr
