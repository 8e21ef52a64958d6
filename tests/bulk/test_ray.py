"""A Ray cluster on loopback: a head that runs no tasks, and two nodes, one of which is killed."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.bulk.material import contents, retold, skipped, table

from retold.bulk.reduce import reduce

ray = pytest.importorskip("ray")
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")
QUICK = {
    "RAY_health_check_period_ms": "500",
    "RAY_health_check_timeout_ms": "1000",
    "RAY_health_check_failure_threshold": "2",
    "RAY_health_check_initial_delay_ms": "0",
}


@dataclass(frozen=True)
class Cluster:
    """The environment for programs that use the cluster, and a mark in the command lines of all its processes."""

    environment: dict[str, str]
    mark: str

    def start(self, *args: str) -> None:
        command = [
            shutil.which("ray") or str(Path(sys.executable).with_name("ray")),
            "start",
            "--disable-usage-stats",
            "--node-ip-address=127.0.0.1",
            "--include-log-monitor=false",
            *args,
        ]
        found = subprocess.run(
            command, capture_output=True, text=True, check=False, timeout=90, env=os.environ | self.environment
        )
        assert found.returncode == 0, found.stdout + found.stderr

    def processes(self, *words: str) -> list[int]:
        """Processes of the cluster whose command line has all of the words."""
        found = []
        for folder in Path("/proc").iterdir():
            try:
                line = (folder / "cmdline").read_bytes().decode(errors="replace") if folder.name.isdigit() else ""
            except OSError:  # it has ended
                continue
            if self.mark in line and all(w in line for w in words) and int(folder.name) != os.getpid():
                found.append(int(folder.name))
        return found

    def kill(self, *words: str) -> int:
        """Kills these processes. Returns how many there were."""
        found = self.processes(*words)
        for process in found:
            os.kill(process, signal.SIGKILL)
        return len(found)


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """A cluster with its own token, so that nothing else can join it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = tempfile.mkdtemp(prefix="rr-")  # short: names of sockets end at 107 bytes
    own = Cluster(
        {
            "RAY_ADDRESS": f"127.0.0.1:{port}",
            "RAY_AUTH_MODE": "token",
            "RAY_AUTH_TOKEN": secrets.token_hex(32),
            "RAY_USAGE_STATS_ENABLED": "0",
            **QUICK,
        },
        folder,
    )
    try:
        own.start("--head", f"--port={port}", "--num-cpus=0", "--include-dashboard=false", f"--temp-dir={folder}")
        for name in ("stays", "doomed"):  # one after another: two that begin at once can take each other's ports
            own.start(
                f"--address=127.0.0.1:{port}",
                "--num-cpus=1",
                f'--resources={{"{name}": 1}}',
                "--object-store-memory=200000000",
            )
        yield own
    finally:
        own.kill()
        shutil.rmtree(folder, ignore_errors=True)


def test_a_node_that_is_killed_loses_nothing(cluster: Cluster, done: Path, inputs: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "retold", "bulk", str(inputs), "--out", "out", "--engine", "ray"]
    driver = subprocess.Popen(
        command,
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=os.environ | cluster.environment,
    )
    manifests = tmp_path / "out" / "manifests"
    until = time.monotonic() + 120
    while not (manifests.is_dir() and list(manifests.glob("*.json"))):
        assert driver.poll() is None, driver.communicate()[0]
        assert time.monotonic() < until
    before = len(list(manifests.glob("*.json")))
    assert cluster.kill("raylet", "doomed") == 1
    assert before < 5
    said, _ = driver.communicate(timeout=150)
    assert driver.returncode == 0, said
    assert "5 shards read" in said
    assert skipped(tmp_path / "out") == skipped(done)
    assert len(set(table(tmp_path / "out", "digests", "row"))) == 11
    assert contents(tmp_path / "out") == contents(done)


def test_the_corpus_is_the_same_to_the_byte(cluster: Cluster, done: Path, tmp_path: Path) -> None:
    for name in ("native", "ray"):
        shutil.copytree(done, tmp_path / name)
    found = retold("bulk", "reduce", tmp_path / "ray", "--engine", "ray", **cluster.environment)
    assert found.returncode == 0, found.stderr
    reduce(str(tmp_path / "native"))
    one, other = (
        {
            k: v
            for k, v in contents(tmp_path / n, ["reduced"]).items()
            if "/steps/" not in k and not k.endswith("manifest.json")
        }
        for n in ("native", "ray")
    )
    assert len(one) > 20
    assert one == other
