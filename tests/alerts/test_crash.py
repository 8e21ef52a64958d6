"""A run that is killed at any moment loses nothing, and tells nothing twice."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

from tests.alerts.receivers import Hook


def test_a_kill_at_any_call_loses_nothing_and_tells_each_story_once(tmp_path: Path, receiver: Hook) -> None:
    """It is killed before every write and around every call of the receiver; then it is run again an hour later."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.alerts.crash", str(tmp_path), receiver.url],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    runs = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(runs) > 20, "a run takes more steps than that"
    came = Counter((g.path, g.uid) for g in receiver.got)
    for run in runs:
        assert sorted(run["told"]) == ["On a", "On c"], run
        assert (run["left"], run["again"]) == (0, 0), run
        assert [state for _, state in run["deliveries"]] == ["sent"] * 2, run
        assert all(came[run["path"], uid] for uid, _ in run["deliveries"]), run
    assert len(came) == 2 * len(runs), "nothing comes under another id"
    assert any(n > 1 for n in came.values()), "what was taken as it was killed comes again"
