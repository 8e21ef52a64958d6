"""Executors of a bulk run: processes of this machine, Daft on this machine, or a Ray cluster. All run the same worker."""

from __future__ import annotations

from retold.bulk.executors.base import Executor


def executor(name: str, workers: int) -> Executor:
    """The executor "local", "native" (Daft) or "ray". `workers` 0: one for each processor.

    Raises `SettingsError` if what it needs is not installed or cannot be reached.
    """
    if name == "native":  # Daft and Ray are optional extras, so each is imported only when it is used
        from retold.bulk.executors.daft import DaftExecutor

        return DaftExecutor(workers)
    if name == "ray":
        from retold.bulk.executors.ray import RayExecutor

        return RayExecutor(workers)
    from retold.bulk.executors.local import LocalExecutor

    return LocalExecutor(workers)
