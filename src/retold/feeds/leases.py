"""Who holds hosts and entries: a name by which others can see whether a watcher still lives."""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Iterable
from pathlib import Path


def own() -> str:
    """The name of a watcher of this process: machine, process space, process, when that began, and something by chance."""
    return "/".join(
        (socket.gethostname().replace("/", "_"), _space(), str(os.getpid()), _began(os.getpid()), secrets.token_hex(4))
    )


def dead(holders: Iterable[str]) -> list[str]:
    """Those that are surely no more: processes of this machine that are not there. Of other machines only the lease tells."""
    machine, space = socket.gethostname().replace("/", "_"), _space()
    found = []
    for holder in holders:
        parts = holder.split("/")
        if (
            len(parts) == 5
            and parts[:2] == [machine, space]
            and parts[2].isdigit()
            and not _lives(int(parts[2]), parts[3])
        ):
            found.append(holder)
    return found


def _lives(process: int, began: str) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return _began(process) == began


def _began(process: int) -> str:
    """When a process began, in ticks since the machine did; "" where the system does not say."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[19]
    except (OSError, IndexError):
        return ""


def _space() -> str:
    """The space in which process numbers are told apart, as in containers."""
    try:
        return os.readlink("/proc/self/ns/pid")
    except OSError:
        return ""
