"""`retold follow`, `feeds` and `watch`, run as commands."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.loopback import Reply, Web, newspaper, served


@pytest.fixture
def web() -> Iterator[Web]:
    with served() as web:
        yield web


def retold(*args: str, **env: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"RETOLD_ALLOW_PRIVATE": "1", "RETOLD_TIMEOUT": "3", "COLUMNS": "80"} | env
    return subprocess.run(
        [sys.executable, "-m", "retold", *args],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
        timeout=120,
    )


def test_from_a_site_to_its_articles(web: Web, tmp_path: Path) -> None:
    db = ("--db", str(tmp_path / "m.db"))
    newspaper(web, "127.0.0.2", range(2))
    web.put("127.0.0.2", "/", '<link rel="alternate" type="application/rss+xml" href="/feed">')
    done = retold("follow", web.url("127.0.0.2"), web.url("127.0.0.3"), *db)
    assert done.returncode == 1
    assert "/feed: followed, Paper 127.0.0.2, 2 articles" in done.stdout
    assert "127.0.0.3" in done.stderr
    watched = retold("watch", "--once", *db)
    assert watched.returncode == 0, watched.stderr
    assert "RETOLD_CONTACT" in watched.stderr
    assert "2 kept" in watched.stderr
    assert "RETOLD_CONTACT" not in retold("watch", "--once", *db, RETOLD_CONTACT="desk@news.example").stderr
    listed = retold("feeds", *db).stdout
    assert "Paper 127.0.0.2" in listed
    assert max(map(len, listed.splitlines())) <= 80
    (feed,) = json.loads(retold("feeds", "--format", "json", *db).stdout)
    assert (feed["kept"], feed["state"]) == (2, "active")
    health = json.loads(retold("feeds", "health", "127.0.0.2", "--format", "json", *db).stdout)
    assert [e["state"] for e in health["entries"]] == ["kept", "kept"]
    assert "kept" in retold("feeds", *db, "health", "1").stdout
    assert "is paused" in retold("feeds", "pause", "1", *db).stdout
    assert "paused" in retold("feeds", *db).stdout
    assert "xmlUrl" in retold("feeds", "opml", *db).stdout
    assert "no longer" in retold("feeds", "remove", "1", *db).stdout
    assert "No feed is followed" in retold("feeds", *db).stdout
    assert "no feed of that" in retold("feeds", "health", "1", *db).stderr


def test_the_exit_status_is_1_if_every_feed_fails(web: Web, tmp_path: Path) -> None:
    opml = tmp_path / "x.opml"
    opml.write_text(
        f'<opml><body><outline xmlUrl="{web.put("127.0.0.2", "/feed", Reply("no", status=404))}"/></body></opml>'
    )
    db = ("--db", str(tmp_path / "m.db"))
    assert retold("follow", str(opml), *db).returncode == 0
    done = retold("watch", "--once", "--quiet", *db)
    assert done.returncode == 1
    assert "1 visits failed" in done.stderr
    assert "has no such page" in retold("feeds", *db).stdout


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_watch_cleanly(web: Web, tmp_path: Path, number: signal.Signals) -> None:
    db = ("--db", str(tmp_path / "m.db"))
    retold("follow", newspaper(web, "127.0.0.2", range(1)), *db)
    environment = os.environ | {"RETOLD_ALLOW_PRIVATE": "1", "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        [sys.executable, "-m", "retold", "watch", *db],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    )
    assert process.stdout is not None
    assert process.stdout.readline().startswith("new: ")
    process.send_signal(number)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 0, errors
    assert "1 kept" in errors
    assert "Traceback" not in errors
