"""Names of watchers, by which others can see whether a watcher that holds hosts and entries is still alive."""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Iterable
from pathlib import Path


def new_holder() -> str:
    """A name for a watcher of this process: machine, process space, process, its start, and a random part."""
    pid = os.getpid()
    return "/".join((_machine(), _process_space(), str(pid), _start(pid), secrets.token_hex(4)))


def dead(holders: Iterable[str]) -> list[str]:
    """The holders that are surely dead: processes of this machine that are gone.

    Whether a watcher on another machine is alive, only its lease tells.
    """
    here = [_machine(), _process_space()]
    found = []
    for holder in holders:
        parts = holder.split("/")
        if len(parts) == 5 and parts[:2] == here and parts[2].isdigit() and not _is_alive(int(parts[2]), parts[3]):
            found.append(holder)
    return found


def _machine() -> str:
    return socket.gethostname().replace("/", "_")


def _is_alive(pid: int, start: str) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return _start(pid) == start


def _start(pid: int) -> str:
    """When a process began, in ticks since the machine started; "" if the system does not say.

    Process numbers are used again, so the number alone does not name a process.
    """
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[19]
    except (OSError, IndexError):
        return ""


def _process_space() -> str:
    """The namespace in which process numbers count: each container has its own."""
    try:
        return os.readlink("/proc/self/ns/pid")
    except OSError:
        return ""
