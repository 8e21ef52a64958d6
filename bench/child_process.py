"""Runs a part of a bench in a process of its own, so that its time and memory are its own."""

from __future__ import annotations

import os
import subprocess
import sys


def run_part(module: str, part: str) -> list[float]:
    """The numbers that `python -m MODULE PART` prints."""
    command = [sys.executable, "-m", module, part]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=os.environ)
    return [float(number) for number in done.stdout.split()]
