"""Progress on standard error: a bar at a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

from retold.cli.output import echo_status

if TYPE_CHECKING:
    from rich.progress import Progress, ProgressColumn


class ProgressLog:
    """Progress for a log file: one line every half minute."""

    INTERVAL = 30.0

    def __init__(self) -> None:
        self._started = self._last = time.monotonic()

    def update(self, count: int, text: str) -> None:
        """Prints `text` and the rate of `count`, if the last line is old enough."""
        now = time.monotonic()
        if now - self._last > self.INTERVAL:
            self._last = now
            echo_status(f"{text}, {count / (now - self._started):.1f} a second")


def is_watched(output_on_terminal: bool) -> bool:
    """Whether a bar can be shown: standard error is a terminal, and the results do not go there too."""
    return sys.stderr.isatty() and not (output_on_terminal and sys.stdout.isatty())


def progress_bar(*columns: ProgressColumn) -> Progress:
    """A bar on standard error that disappears at the end."""
    from rich.console import Console
    from rich.progress import Progress

    return Progress(*columns, console=Console(stderr=True), transient=True)
