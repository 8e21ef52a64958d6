"""Daft and Ray, the packages of the extra `bulk`: imported late, and with their telemetry off."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import Any

from retold.errors import SettingsError

QUIET = {
    "DO_NOT_TRACK": "true",
    "DAFT_ANALYTICS_ENABLED": "0",
    "SCARF_NO_ANALYTICS": "true",
    "RAY_USAGE_STATS_ENABLED": "0",
    "DAFT_PROGRESS_BAR": "0",
}
"""Variables that turn telemetry off. Set before either package is imported, and for workers."""


def load_daft(engine: str) -> Any:
    """Daft, on the engine "native" or "ray". A process can use only one of them.

    Raises `SettingsError` if Daft is not installed, already uses the other engine, or there is no Ray cluster.
    """
    os.environ.update(QUIET)
    try:
        import daft
        from daft.runners import get_or_create_runner
    except ImportError as error:
        raise _not_installed(engine) from error
    if engine == "ray":
        join_cluster()
    set_runner = daft.set_runner_ray if engine == "ray" else daft.set_runner_native
    with suppress(Exception):  # fails if a runner exists already, which may be the right one
        set_runner()
    used = str(get_or_create_runner().name)
    if used != engine:
        raise SettingsError(f"Daft already uses the engine {used} in this process; use another process", engine)
    return daft


def load_ray() -> Any:
    """Ray. Raises `SettingsError` if it is not installed."""
    os.environ.update(QUIET)
    try:
        import ray
    except ImportError as error:
        raise _not_installed("ray") from error
    return ray


def join_cluster() -> None:
    """Joins the Ray cluster, unless this process already has.

    It is the one of RAY_ADDRESS, else one that runs on this machine, else a new one. Raises `SettingsError` if no
    cluster answers or Ray is not installed.
    """
    ray = load_ray()
    if ray.is_initialized():
        return
    address = os.environ.get("RAY_ADDRESS") or None
    try:
        ray.init(
            address=address,
            configure_logging=False,
            log_to_driver=False,
            runtime_env={"env_vars": QUIET},
            include_dashboard=False,
        )
    except Exception as error:
        raise SettingsError(
            f"no Ray cluster answers ({error}); start one with `ray start --head`, or set RAY_ADDRESS",
            address or "RAY_ADDRESS",
        ) from error


def _not_installed(engine: str) -> SettingsError:
    return SettingsError(f"--engine {engine} needs an extra: pip install 'retold[bulk]'; --engine local needs none")
