"""A real server with the S3 interface (moto's) on loopback, with one empty bucket."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

BUCKET = "s3://news"


@contextmanager
def server() -> Iterator[dict[str, str]]:
    """Runs the server on a free port, and gives the environment variables that clients need to reach it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    endpoint = f"http://127.0.0.1:{port}"
    process = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + 60
        while not _is_up(endpoint):
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("the S3 server did not start within 60 seconds")
            time.sleep(0.05)
        environment = {
            "AWS_ENDPOINT_URL": endpoint,
            "AWS_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
        }
        empty(environment)
        yield environment
    finally:
        process.terminate()
        process.wait()


def empty(environment: dict[str, str]) -> None:
    """Deletes all data of the server and creates the bucket again."""
    import boto3

    endpoint = environment["AWS_ENDPOINT_URL"]
    urllib.request.urlopen(urllib.request.Request(f"{endpoint}/moto-api/reset", method="POST")).close()
    client = boto3.client(
        "s3",
        endpoint_url=endpoint,
        region_name=environment["AWS_REGION"],
        aws_access_key_id=environment["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=environment["AWS_SECRET_ACCESS_KEY"],
    )
    client.create_bucket(Bucket=BUCKET.removeprefix("s3://"))


def _is_up(endpoint: str) -> bool:
    try:
        urllib.request.urlopen(f"{endpoint}/moto-api/", timeout=2).close()
    except OSError:
        return False
    return True
