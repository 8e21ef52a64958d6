"""What one call in a worker process may use."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """`seconds` that one call may take, and bytes of `memory` that its process may hold. 0: no limit."""

    seconds: float = 0.0
    memory: int = 0


def limit_memory(size: int) -> None:
    """Lets this process hold `size` bytes of data at most; 0 changes nothing.

    It works where the system counts private memory (Linux). Elsewhere only the time is limited.
    """
    if not size:
        return
    try:
        import resource
    except ImportError:  # Windows
        return
    _, most = resource.getrlimit(resource.RLIMIT_DATA)
    wanted = size if most == resource.RLIM_INFINITY else min(size, most)
    resource.setrlimit(resource.RLIMIT_DATA, (wanted, most))
