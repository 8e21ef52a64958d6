"""One map from the exceptions of the HTTP libraries to ours."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager

import httpcore
import httpx

from retold.errors import FetchError, FormatError, UnreachableError

_FAILED = "the request failed: {reason}"
_MAP: tuple[tuple[tuple[type[Exception], ...], type[FetchError], str], ...] = (
    ((httpcore.ConnectError, httpcore.ReadError), UnreachableError, _FAILED),
    (
        (httpx.TimeoutException, httpcore.TimeoutException),
        UnreachableError,
        "the server did not answer within {timeout:g} seconds",
    ),
    (
        (httpx.HTTPError, httpx.InvalidURL, httpcore.NetworkError, httpcore.ProtocolError, ssl.SSLError),
        FetchError,
        _FAILED,
    ),
    ((ValueError,), FetchError, "is not a URL that can be requested: {reason}"),
)
"""Foreign types, our type, and the message. The first row that fits is used: special types stand above general ones."""


@contextmanager
def mapped_exceptions(url: str, timeout: float) -> Iterator[None]:
    """Turns every exception of an HTTP library into a `FetchError` about `url`.

    Our own errors pass, and get `url` as their source. `timeout`: the seconds that were waited for each answer.
    """
    try:
        yield
    except (FetchError, FormatError) as error:
        error.source = url
        raise
    except Exception as error:
        for foreign, ours, message in _MAP:
            if isinstance(error, foreign):
                reason = str(error) or type(error).__name__
                raise ours(message.format(reason=reason, timeout=timeout), url) from error
        raise
