from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.llm.replay import HOST, Replay, serve
from tests.llm.test_rewriter import BODY, DEBTS, GOOD
from tests.loopback import Web, served

from retold.cli import main
from retold.config import Settings
from retold.errors import RetoldError


@pytest.fixture
def web() -> Iterator[Web]:
    with served() as web:
        yield web


def retold(tmp_path: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("RETOLD_WRITER")}
    environment |= {"XDG_CACHE_HOME": str(tmp_path / "cache"), "RETOLD_THREADS": "1", **settings}
    command = [sys.executable, "-m", "retold", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)


def settings(web: Web, replay: Replay) -> dict[str, str]:
    given = serve(web, replay)
    return {"RETOLD_WRITER": given.writer, "RETOLD_WRITER_MODEL": given.writer_model}


def article(tmp_path: Path) -> str:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"id": "x", "headline": "Marlow refuses loan", "published": "2026-03-10", "body": BODY}))
    return str(path)


def test_without_a_setting_there_is_none(tmp_path: Path) -> None:
    done = retold(tmp_path, "writer", "status")
    assert done.returncode == 1
    assert "none; set RETOLD_WRITER" in done.stdout
    assert not (tmp_path / "cache").exists()
    assert retold(tmp_path, "writer", "test").returncode == 1


def test_status_names_the_host_and_not_the_key(tmp_path: Path, web: Web) -> None:
    replay = Replay()
    done = retold(tmp_path, "writer", "status", **settings(web, replay), RETOLD_WRITER_KEY="sk-secret")
    assert done.returncode == 0, done.stderr
    assert f"place: {HOST}" in done.stdout
    assert "replay-7b" in done.stdout
    assert "sk-secret" not in done.stdout + done.stderr
    assert replay.asked == []


def test_test_shows_drafts_and_what_comes_of_them(tmp_path: Path, web: Web) -> None:
    done = retold(tmp_path, "writer", "test", **settings(web, Replay()))
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("refused: copied") == 3
    assert HOST in done.stderr


def test_test_says_what_fails(tmp_path: Path) -> None:
    done = retold(tmp_path, "writer", "test", RETOLD_WRITER="http://127.0.0.1:9", RETOLD_WRITER_MODEL="m")
    assert done.returncode == 1
    assert "127.0.0.1: the request failed" in done.stderr
    assert "Traceback" not in done.stderr


def test_read_tells_in_the_words_of_the_model(tmp_path: Path, web: Web) -> None:
    replay, source = Replay(GOOD), article(tmp_path)
    done = retold(tmp_path, "read", source, "--format", "json", **settings(web, replay))
    assert done.returncode == 0, done.stderr
    digest = json.loads(done.stdout)
    claims = [c for p in digest["retelling"] for c in p]
    assert {c["writer"] for c in claims if c["text"] == GOOD[DEBTS]} == {"replay-7b"}
    assert f"replay-7b at {HOST} wrote" in digest["notes"][-1]
    asked = len(replay.asked)
    again = retold(tmp_path, "read", source, "--format", "json", **settings(web, replay))
    assert json.loads(again.stdout)["retelling"] == digest["retelling"]
    assert len(replay.asked) == asked


def test_a_memory_keeps_who_wrote(tmp_path: Path, web: Web) -> None:
    database = str(tmp_path / "m.db")
    done = retold(tmp_path, "ingest", article(tmp_path), "--db", database, **settings(web, Replay(GOOD)))
    assert done.returncode == 0, done.stderr
    shown = retold(tmp_path, "article", "x", "--db", database, "--format", "json")
    assert '"writer": "replay-7b"' in shown.stdout, shown.stderr


def test_without_a_place_for_drafts_it_is_asked_each_time(tmp_path: Path, web: Web) -> None:
    replay, source = Replay(GOOD), article(tmp_path)
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "retold").write_text("a file where the folder should be")
    for _ in range(2):
        asked = len(replay.asked)
        done = retold(tmp_path, "read", source, "--format", "json", **settings(web, replay))
        assert done.returncode == 0, done.stderr
        assert '"replay-7b"' in done.stdout
        assert len(replay.asked) > asked
    with_budget = settings(web, replay) | {"RETOLD_WRITER_TOKENS_A_DAY": "100000"}
    done = retold(tmp_path, "read", source, **with_budget)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("value", "says"),
    [("ollama", "RETOLD_WRITER: must be the address"), ("/nowhere/model.gguf", "is no file"), ("http://h", "_MODEL")],
)
def test_a_setting_that_cannot_be_used_stops_at_once(tmp_path: Path, value: str, says: str) -> None:
    done = retold(tmp_path, "read", article(tmp_path), RETOLD_WRITER=value)
    assert done.returncode == 1
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_bulk_gets_neither_writer_nor_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The settings of a bulk run are sent to all workers, which may be other machines."""
    given: list[Settings] = []

    def run(*arguments: tuple[object, Settings]) -> None:
        given.append(arguments[3][1])
        raise RetoldError("enough")

    monkeypatch.setattr("retold.bulk.run", run)
    monkeypatch.setenv("RETOLD_WRITER", "https://example.org/v1")
    monkeypatch.setenv("RETOLD_WRITER_KEY", "sk-secret")
    done = CliRunner().invoke(main, ["bulk", "read", article(tmp_path), "--out", str(tmp_path / "out")])
    assert "enough" in done.output
    assert (given[0].writer, given[0].writer_key) == ("", "")
