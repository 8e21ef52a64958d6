"""`retold read`, run as a command."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def retold(*args: str, stdin: str | bytes = "", **env: str) -> subprocess.CompletedProcess[str]:
    data = stdin.encode() if isinstance(stdin, str) else stdin
    done = subprocess.run(
        [sys.executable, "-m", "retold", *args],
        input=data,
        capture_output=True,
        cwd=ROOT,
        env=os.environ | env,
        check=False,
    )
    return subprocess.CompletedProcess(args, done.returncode, done.stdout.decode(), done.stderr.decode())


def test_json_lines_in_json_lines_out() -> None:
    rows = [
        '{"id": "z", "body": "Ann Lee met Bo Ek in Paris on Monday."}',
        "oops",
        '{"id": "a", "body": "Rain fell on Marlow."}',
    ]
    done = retold("read", "-", "--format", "jsonl", stdin="\n".join(rows))
    digests = [json.loads(line) for line in done.stdout.splitlines()]
    assert [d["article"]["id"] for d in digests] == ["z", "a"]
    assert digests[0]["article"]["body"] == "Ann Lee met Bo Ek in Paris on Monday."
    assert "-:2" in done.stderr
    assert "2 read, 1 not" in done.stderr
    assert done.returncode == 1


@pytest.mark.parametrize("output_format", ["terminal", "markdown", "html", "json", "jsonl"])
def test_every_format_of_several_articles(output_format: str, tmp_path: Path) -> None:
    output = tmp_path / "out"
    done = retold("read", "examples", "--format", output_format, "--output", str(output))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    text = output.read_text()
    assert "Kari Halvorsen" in text
    assert "Drought cuts wheat forecast" in text
    if output_format == "json":
        assert len(json.loads(text)) == 18
    if output_format == "html":
        assert text.startswith("<!doctype html>")
        assert text.count("<article") == 18
        assert "<script" not in text


def test_the_suffix_of_the_output_gives_the_format(tmp_path: Path) -> None:
    retold("read", "examples/ferry-order.html", "-o", str(tmp_path / "x.json"))
    assert json.loads((tmp_path / "x.json").read_text())["schema"] == "retold.digest/1.1"


def test_a_pipe_gets_no_colour_and_the_width_of_the_environment() -> None:
    done = retold("read", "examples/ferry-order.html", COLUMNS="60")
    assert done.returncode == 0
    assert "\x1b" not in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 60
    assert "Key takeaways" in done.stdout


def test_errors_name_the_source_and_exit_1() -> None:
    done = retold("read", "no-such-file.html", "examples/drama-market.txt", "http://127.0.0.1:9/x")
    assert done.returncode == 1
    assert "no-such-file.html: there is no such file" in done.stderr
    assert "127.0.0.1" in done.stderr
    assert "Lisbon" in done.stdout
    assert "Traceback" not in done.stderr


def test_usage_and_settings() -> None:
    assert retold("read").returncode == 2
    assert retold("read", "x", "--format", "pdf").returncode == 2
    done = retold("read", "examples", RETOLD_THREADS="many")
    assert done.returncode == 1
    assert "RETOLD_THREADS" in done.stderr
    assert retold("--version").stdout.startswith("retold")


def test_an_unwritable_output_says_so(tmp_path: Path) -> None:
    done = retold("read", "examples/ferry-order.html", "-o", str(tmp_path / "no" / "x.json"))
    assert done.returncode == 1
    assert "cannot be written" in done.stderr


def test_a_closed_pipe_is_no_error() -> None:
    command = f"{sys.executable} -m retold read examples examples --format jsonl | head -c 10"
    done = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, check=False)
    assert b"Traceback" not in done.stderr
    assert b"rror" not in done.stderr


def test_hostile_text_does_not_reach_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text(
        json.dumps(
            {
                "headline": "\x1b[31mRed\x07 \ud800",
                "body": "Ann Lee \x1b]0;title\x07 came to Paris on Monday with nine friends.",
            }
        )
    )
    for output_format in ("terminal", "markdown", "html"):
        done = retold("read", str(path), "--format", output_format)
        assert done.returncode == 0, done.stderr
        assert "\x1b" not in done.stdout
        assert "\x07" not in done.stdout
    (line,) = retold("read", str(path), "--format", "jsonl").stdout.splitlines()
    assert json.loads(line)["article"]["headline"] == "\x1b[31mRed\x07 \ud800"


LONG = "The harbour of Tolvik was closed on Monday, Mayor Ingrid Solheim of Northlink said. " * 1150
"""A text that takes many seconds to read."""


@pytest.mark.parametrize("command", ["read", "ingest"])
def test_an_article_that_takes_too_long_is_given_up_and_the_others_are_read(command: str, tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    bodies = {"a": "Ann Lee met Bo Ek in Paris on Monday.", "long": LONG, "b": "Rain fell on Marlow on Tuesday."}
    source.write_text("".join(json.dumps({"id": key, "body": body}) + "\n" for key, body in bodies.items()))
    database = ("--db", str(tmp_path / "m.db")) if command == "ingest" else ()
    limit = {"RETOLD_TIME_LIMIT": "3", "RETOLD_THREADS": "1"}
    done = retold(command, str(source), "--format", "jsonl", *database, **limit)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row.get("id") or row["article"]["id"] for row in rows] == ["a", "b"]
    assert "in.jsonl:2 (id long): took longer than 3 seconds to read, so it was given up" in done.stderr
    assert done.returncode == 1


def test_the_beginning_of_a_text_that_is_too_long_is_read_and_a_note_says_so() -> None:
    row = json.dumps({"id": "a", "body": LONG[:9000]})
    done = retold("read", "-", "--format", "jsonl", stdin=row, RETOLD_MAX_CHARS="1000")
    digest = json.loads(done.stdout)
    body = digest["article"]["body"]
    assert LONG.startswith(body)
    assert 900 <= len(body) <= 1000
    assert body.endswith("said.")
    assert digest["notes"] == [f"The text has 9,000 characters. Only the first {len(body)} were read."]
