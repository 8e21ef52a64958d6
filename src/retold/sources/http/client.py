"""One answer by URL. Every byte of it and every address on the way is treated as hostile."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import httpx

from retold.config import Settings
from retold.errors import FetchError
from retold.sources.http.content_coding import ACCEPT, decompress
from retold.sources.http.exceptions import mapped_exceptions
from retold.sources.http.transport import CheckedTransport, TimeLimit

REDIRECTS = (301, 302, 303, 307, 308)
"""Statuses of redirects (RFC 9110, 15.4)."""
PERMANENT_REDIRECTS = (301, 308)


@dataclass(frozen=True, slots=True)
class Response:
    """What a server answered."""

    status: int
    headers: Mapping[str, str]
    """By their names in lower case."""
    data: bytes
    """The body, decompressed."""
    url: str
    """The address that answered."""
    moved_to: str = ""
    """The new address of the page, if it moved for good: the last one that only permanent redirects led to."""

    @property
    def redirect_target(self) -> str:
        """The address that a redirect leads to; "" if this is no redirect."""
        location = self.headers.get("location", "")
        return urljoin(self.url, location) if self.status in REDIRECTS and location else ""

    @property
    def retry_after(self) -> str:
        """The `Retry-After` header; "" if there is none."""
        return self.headers.get("retry-after", "")

    @property
    def media_type(self) -> str:
        """The media type in lower case, without its parameters."""
        return self.headers.get("content-type", "").split(";")[0].strip().lower()

    @property
    def charset(self) -> str:
        """The charset that the header declares; "" if it declares none."""
        _, _, parameters = self.headers.get("content-type", "").partition(";")
        values = dict(p.strip().lower().split("=", 1) for p in parameters.split(";") if "=" in p)
        return values.get("charset", "").strip("'\" ")


Follows = Callable[[str, str], bool]
"""Whether to follow a redirect from the first address to the second."""


def get(url: str, headers: Mapping[str, str], settings: Settings, follows: Follows = lambda _, __: True) -> Response:
    """The answer at `url`, of any status. Redirects are followed, and each address is checked.

    A redirect that `follows` refuses is returned as the answer, so that the caller can decide what to do with it.

    Raises:
        BlockedAddressError: it leads to a private address.
        FormatError: it is larger than RETOLD_MAX_BYTES when decompressed.
        UnreachableError: the host cannot be reached, or does not answer in time.
        FetchError: anything else that went wrong; the message says what.
    """
    with _fetch_client(url, headers, settings) as client:
        return _follow_redirects(client, url, settings, follows)


def post(url: str, form: Mapping[str, str], headers: Mapping[str, str], settings: Settings) -> Response:
    """The answer to a form sent to `url`. A redirect is returned as it is. Raises what `get` raises."""
    with _fetch_client(url, headers, settings) as client:
        require_web_address(url)
        with client.stream("POST", url, data=dict(form)) as response:
            return Response(response.status_code, _headers(response), _read(response, settings), url)


def post_json(url: str, body: bytes, headers: Mapping[str, str], timeout: float, settings: Settings) -> Response:
    """The answer of an interface that takes JSON. A redirect is returned as it is: what is sent goes to `url` alone.

    `timeout`: seconds that the whole exchange may take. The address may be a private one, because a person named it.

    Raises what `get` raises, but for `BlockedAddressError`.
    """
    sent = {"User-Agent": settings.user_agent_header, "Accept-Encoding": ACCEPT, "Content-Type": "application/json"}
    limit = TimeLimit.after(timeout, "RETOLD_WRITER_TIMEOUT")
    with open_client(url, {**sent, **headers}, timeout, limit, allow_private=True) as client:
        require_web_address(url)
        with client.stream("POST", url, content=body) as response:
            return Response(response.status_code, _headers(response), _read(response, settings), url)


def host(url: str) -> str:
    """The host of a URL in lower case; "" if it has none."""
    try:
        return (urlsplit(url).hostname or "").lower().rstrip(".")
    except ValueError:
        return ""


def origin(url: str) -> str:
    """Scheme, host and port of a URL (RFC 6454). The port is left out if it is the scheme's default."""
    parts = urlsplit(url)
    default_port = {"http": 80, "https": 443}.get(parts.scheme)
    name = f"[{host(url)}]" if ":" in host(url) else host(url)
    return f"{parts.scheme}://{name}" + (f":{parts.port}" if parts.port not in (None, default_port) else "")


@contextmanager
def open_client(
    url: str, headers: Mapping[str, str], timeout: float, limit: TimeLimit, allow_private: bool
) -> Iterator[httpx.Client]:
    """A client for one exchange with `url`. Whatever goes wrong in the block is raised as a `FetchError` about `url`.

    `timeout`: seconds to wait for the server to connect, or to send its next bytes.
    """
    with (
        mapped_exceptions(url, timeout),
        httpx.Client(
            transport=CheckedTransport(limit, allow_private),
            headers=headers,
            timeout=timeout,
            trust_env=False,
            event_hooks={"response": [_hide_location]},
        ) as client,
    ):
        yield client


def require_web_address(url: str) -> None:
    """Raises `FetchError` if `url` is not an http or https address with a host."""
    if not _is_web_address(url):
        raise FetchError("is not a web address", url)


@contextmanager
def _fetch_client(url: str, headers: Mapping[str, str], settings: Settings) -> Iterator[httpx.Client]:
    limit = TimeLimit.after(settings.deadline, "RETOLD_DEADLINE")
    sent = {"User-Agent": settings.user_agent_header, "Accept-Encoding": ACCEPT, **headers}
    with open_client(url, sent, settings.timeout, limit, settings.allow_private) as client:
        yield client


def _follow_redirects(client: httpx.Client, url: str, settings: Settings, follows: Follows) -> Response:
    require_web_address(url)
    address, moved_to, is_permanent = url, "", True
    for _ in range(settings.max_redirects + 1):
        with client.stream("GET", address) as response:
            headers = _headers(response)
            answer = Response(response.status_code, headers, b"", address, moved_to)
            target = answer.redirect_target
            if not target:
                return Response(answer.status, headers, _read(response, settings), address, moved_to)
            if not follows(address, target):
                return answer
        is_permanent = is_permanent and answer.status in PERMANENT_REDIRECTS
        address = target
        moved_to = address if is_permanent else moved_to
        if not _is_web_address(address):
            raise FetchError(f"redirects to {address!r}, which is not a web address", url)
    raise FetchError(f"redirects more than {settings.max_redirects} times", url)


def _is_web_address(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def _hide_location(response: httpx.Response) -> None:
    """Moves the address of a redirect out of the headers.

    httpx prepares the next request at once, even if it does not follow redirects, and fails if the address is none.
    """
    if "location" in response.headers:
        response.extensions["location"] = response.headers.pop("location")


def _headers(response: httpx.Response) -> dict[str, str]:
    headers = {name.lower(): value for name, value in response.headers.items()}
    return headers | ({"location": response.extensions["location"]} if "location" in response.extensions else {})


def _read(response: httpx.Response, settings: Settings) -> bytes:
    return decompress(response.iter_raw(), response.headers.get("content-encoding", ""), settings.max_bytes)


__all__ = ["Response", "get", "host", "origin", "post", "post_json"]
