"""A large file by URL, straight to disk. A download that breaks off goes on where it stopped."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urljoin

import httpx

from retold.config import Settings
from retold.errors import FetchError
from retold.sources.http.client import REDIRECTS, open_client, require_web_address
from retold.sources.http.transport import TimeLimit

LONGEST = 7 * 24 * 3600.0
"""Seconds that a download may take. Each wait for bytes has the limit of the settings."""
PARTIAL, BEYOND = 206, 416


def download(url: str, path: Path, settings: Settings, on_progress: Callable[[int, int | None], None]) -> None:
    """Fetches what is at `url` into `path`, and goes on from the bytes that are there.

    `on_progress`: gets the bytes that are there, and all, if known; at most a few times a second.

    Raises `FetchError` if the server or the network fails, and `OSError` if the file cannot be written.
    """
    limit = TimeLimit.after(LONGEST)
    headers = {"User-Agent": settings.user_agent_header, "Accept-Encoding": "identity"}
    with open_client(url, headers, settings.timeout, limit, settings.allow_private) as client:
        address = url
        for _ in range(settings.max_redirects + 1):
            require_web_address(address)
            done = path.stat().st_size if path.exists() else 0
            with client.stream("GET", address, headers={"Range": f"bytes={done}-"} if done else {}) as response:
                if response.status_code in REDIRECTS:
                    address = urljoin(address, str(response.extensions.get("location", "")))
                    continue
                if response.status_code == BEYOND:  # all of it is there
                    return
                _write(response, path, done, url, on_progress)
                return
        raise FetchError(f"redirects more than {settings.max_redirects} times", url)


def _write(
    response: httpx.Response, path: Path, done: int, url: str, on_progress: Callable[[int, int | None], None]
) -> None:
    if response.status_code not in (200, PARTIAL):
        raise FetchError(f"HTTP {response.status_code}", url)
    if response.status_code == 200:
        done = 0
    length = response.headers.get("content-length", "")
    size = done + int(length) if length.isdigit() else None
    shown = 0.0
    with path.open("ab" if done else "wb") as file:
        for chunk in response.iter_raw():
            file.write(chunk)
            done += len(chunk)
            if (now := time.monotonic()) - shown > 0.2:
                on_progress(done, size)
                shown = now
    on_progress(done, size)
    if size is not None and done < size:
        raise FetchError("broke off; run the command again to go on", url)
