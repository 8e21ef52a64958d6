"""One message to a web address. Only the beginning of the answer is read: it says whether the message was accepted."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

import httpx

from retold.config import Settings
from retold.errors import FetchError
from retold.sources.http import retry_after
from retold.sources.http.client import open_client, require_web_address
from retold.sources.http.exceptions import mapped_exceptions
from retold.sources.http.transport import TimeLimit

MAX_SECONDS = 30.0
"""Longest time of one exchange; less if `Settings.deadline` is less."""
MAX_TIMEOUT = 15.0
"""Longest wait for a receiver to connect or to send its next bytes; less if `Settings.timeout` is less."""
MAX_ANSWER = 2_000
"""Bytes of an answer that are read."""


@dataclass(frozen=True, slots=True)
class PostResult:
    """What a receiver answered."""

    status: int
    text: str
    """The beginning of the answer, in one line."""
    retry_after: float | None = None
    """Seconds that the receiver asks us to wait; None if it does not ask (RFC 9110, 10.2.3)."""


def post(url: str, body: bytes, headers: Mapping[str, str], settings: Settings, now: datetime) -> PostResult:
    """Sends `body` to `url` and returns the answer, of any status. A redirect is not followed.

    `now`: the time that a date in `Retry-After` is compared with.

    Raises:
        BlockedAddressError: it leads to a private address.
        FetchError: no answer came; the message says why.
    """
    limit = TimeLimit.after(min(MAX_SECONDS, settings.deadline))
    timeout = min(MAX_TIMEOUT, settings.timeout)
    sent = {"User-Agent": settings.user_agent, "Accept": "*/*", "Accept-Encoding": "identity", **headers}
    with open_client(url, sent, timeout, limit, settings.allow_private) as client:
        require_web_address(url)
        with client.stream("POST", url, content=body) as response:
            wait = retry_after.parse(response.headers.get("retry-after", ""), now.timestamp())
            return PostResult(response.status_code, _beginning(response, url, timeout), wait)


def _beginning(response: httpx.Response, url: str, timeout: float) -> str:
    """The beginning of the answer. If the rest breaks off, the status still says whether the message was accepted."""
    data = bytearray()
    with suppress(FetchError), mapped_exceptions(url, timeout):
        for chunk in response.iter_raw():
            data += chunk
            if len(data) >= MAX_ANSWER:
                break
    return " ".join(bytes(data[:MAX_ANSWER]).decode("utf-8", "replace").split())
