"""Daft and Ray are imported only when they are used, and never without the settings that keep them quiet."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.bulk.material import row, rows

from retold.bulk.executors.packages import QUIET

WATCH = """
import os, sys
from importlib.abc import MetaPathFinder
class Watch(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name in ("daft", "ray"):
            with open(os.environ["WATCHED"], "a") as out:
                out.write(f"{name} {all(os.environ.get(k) == v for k, v in QUIET.items())}\\n")
sys.meta_path.insert(0, Watch())
"""


def imported(folder: Path, *command: str) -> list[str]:
    """The engines that a command imports in any of its processes, and whether they are quiet then."""
    (folder / "sitecustomize.py").write_text(f"QUIET = {dict(QUIET)!r}\n{WATCH}")
    environment = {k: v for k, v in os.environ.items() if k not in QUIET} | {
        "PYTHONPATH": f"{folder}{os.pathsep}{os.environ.get('PYTHONPATH', '')}",
        "WATCHED": str(folder / "watched"),
    }
    found = subprocess.run(
        [sys.executable, *command], capture_output=True, text=True, check=False, timeout=60, env=environment
    )
    assert found.returncode == 0, found.stderr
    return sorted(set((folder / "watched").read_text().splitlines())) if (folder / "watched").exists() else []


def test_what_keeps_them_quiet() -> None:
    assert QUIET["DO_NOT_TRACK"] == "true"
    assert QUIET["RAY_USAGE_STATS_ENABLED"] == "0"


@pytest.mark.parametrize("engine", ["local", "native"])
def test_an_engine_is_imported_where_it_is_wanted_and_quiet(tmp_path: Path, engine: str) -> None:
    source = rows(tmp_path / "a.jsonl", [row(0)])
    found = imported(tmp_path, "-m", "retold", "bulk", str(source), "--out", str(tmp_path / "out"), "--engine", engine)
    assert found == ([] if engine == "local" else ["daft True"])


def test_importing_is_no_reason(tmp_path: Path) -> None:
    assert (
        imported(
            tmp_path,
            "-c",
            "import retold.bulk.ingest, retold.bulk.executors.daft, retold.bulk.executors.ray, retold.bulk.reduce.frames",
        )
        == []
    )
    assert imported(tmp_path, "-c", "import daft") == ["daft False"]  # that the watch sees it
