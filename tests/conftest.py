from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from retold import Engine, Settings
from retold.reading.encoder import Encoder, load

ROOT = Path(__file__).parents[1]
THREADS = 1 if "PYTEST_XDIST_WORKER" in os.environ else 2
"""Threads of the network. Tests that run in parallel have one processor each."""
NOW = datetime(2026, 8, 1, 12, tzinfo=UTC)


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    """The shipped model."""
    return load()


@pytest.fixture(scope="session")
def engine(encoder: Encoder) -> Engine:
    return Engine(Settings(threads=THREADS), encoder, lambda: NOW)


@pytest.fixture(scope="session")
def examples() -> Path:
    return ROOT / "examples"


@pytest.fixture(scope="session")
def _postgres_server() -> Iterator[str]:
    """The URL of a PostgreSQL server of this run, on a free port, in a folder that other test runs do not delete."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if on_path := shutil.which("initdb"):
        programs = programs or [Path(on_path)]
    if not programs:
        missing = "PostgreSQL is not installed (Debian: postgresql)"
        pytest.fail(missing) if os.environ.get("CI") else pytest.skip(missing)
    tools, folder = programs[-1].parent, Path(tempfile.mkdtemp(prefix="retold-postgres-"))
    as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.geteuid() == 0 else []
    if as_user:
        shutil.chown(folder, "postgres", "postgres")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    data, log = folder / "data", folder / "log"
    run = partial(subprocess.run, check=True, capture_output=True, cwd="/")
    run([*as_user, str(tools / "initdb"), "-D", str(data), "-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-sync"])
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
    run([*as_user, str(tools / "pg_ctl"), "-D", str(data), "-l", str(log), "-w", "-o", options, "start"])
    yield f"postgresql://postgres@127.0.0.1:{port}"
    run([*as_user, str(tools / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop"])
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgres(_postgres_server: str) -> str:
    """The URL of an empty PostgreSQL database."""
    import psycopg

    name = f"t{uuid.uuid4().hex[:12]}"
    with psycopg.connect(f"{_postgres_server}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    return f"{_postgres_server}/{name}"
