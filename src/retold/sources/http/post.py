"""One message to a web address, whose answer is looked at only for whether it was taken."""

from __future__ import annotations

import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import httpcore
import httpx

from retold.config import Settings
from retold.errors import BlockedAddressError, FetchError
from retold.sources.http.client import CheckedTransport

SECONDS, WAIT = 30.0, 15.0
"""Of one exchange in all, and for a receiver to connect or to say its next bytes, at most; less where the settings give a reader less."""
ANSWER = 2_000
"""Bytes of an answer that are looked at."""


@dataclass(frozen=True, slots=True)
class PostResult:
    """What a receiver answered: `text` the beginning of its answer, `retry_after` the seconds that it asks us to wait, None where it does not (RFC 9110, 10.2.3)."""

    status: int
    text: str
    retry_after: float | None = None


def post(url: str, body: bytes, headers: Mapping[str, str], settings: Settings, now: datetime) -> PostResult:
    """Sends `body` to `url` and gives the answer, of whatever status; a redirect is not followed. `now`: against which a date in `Retry-After` is read.

    Raises:
        BlockedAddressError: it leads to a private address.
        FetchError: no answer came; the message says why.
    """
    end = time.monotonic() + min(SECONDS, settings.deadline)
    wait = min(WAIT, settings.timeout)
    sent = {"User-Agent": settings.user_agent, "Accept": "*/*", "Accept-Encoding": "identity", **headers}
    try:
        if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
            raise FetchError("is not a web address", url)
        with (
            httpx.Client(
                transport=CheckedTransport(settings, end), headers=sent, timeout=wait, trust_env=False
            ) as client,
            client.stream("POST", url, content=body) as response,
        ):
            return PostResult(
                response.status_code, _text(response), _wait(response.headers.get("retry-after", ""), now)
            )
    except BlockedAddressError as error:
        raise BlockedAddressError(error.message, url) from error
    except FetchError as error:
        raise FetchError(
            error.message.replace("RETOLD_DEADLINE allows", f"{min(SECONDS, settings.deadline):g} seconds"), url
        ) from error
    except (httpx.TimeoutException, httpcore.TimeoutException) as error:
        raise FetchError(f"the receiver did not answer within {wait:g} seconds", url) from error
    except (httpx.HTTPError, httpx.InvalidURL, httpcore.NetworkError, httpcore.ProtocolError, ssl.SSLError) as error:
        raise FetchError(f"it could not be sent: {error or type(error).__name__}", url) from error
    except (UnicodeError, ValueError) as error:
        raise FetchError(f"is not a URL that can be posted to: {error}", url) from error


def _text(response: httpx.Response) -> str:
    """The beginning of an answer: the rest is not waited for."""
    data = bytearray()
    try:
        for chunk in response.iter_raw():
            data += chunk
            if len(data) >= ANSWER:
                break
    except (httpx.HTTPError, httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException, FetchError):
        pass  # its status says whether it took the message
    return " ".join(bytes(data[:ANSWER]).decode("utf-8", "replace").split())


def _wait(value: str, now: datetime) -> float | None:
    """Seconds of a `Retry-After`, which gives them or a date; None where it gives neither."""
    if value.strip().isascii() and value.strip().isdigit():
        return float(value.strip()[:9])
    try:
        found = parsedate_to_datetime(value)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    at = found if found.tzinfo else found.replace(tzinfo=UTC)
    return max(0.0, (at - now).total_seconds())
