"""One answer by URL, with every byte and every address treated as hostile."""

from __future__ import annotations

import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest
from typing import Any
from urllib.parse import urljoin, urlsplit

import certifi
import httpcore
import httpx

from retold.config import Settings
from retold.errors import BlockedAddressError, FetchError, FormatError, UnreachableError
from retold.sources.http.content_coding import ACCEPT, unpacked

MOVED = (301, 302, 303, 307, 308)
"""Statuses that lead elsewhere (RFC 9110, 15.4)."""
FOR_GOOD = (301, 308)
"""Those that do so for good."""

ADDRESSES = 4
"""Addresses of one name that are tried."""
_NAT64 = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052: an IPv4 address in the last 32 bits
_LOCAL_NAT64 = ipaddress.ip_network("64:ff9b:1::/48")  # RFC 8215: local use


class _TimedStream(httpcore.NetworkStream):
    """A connection that ends at the deadline, however steadily its bytes drip."""

    def __init__(self, stream: httpcore.NetworkStream, end: float) -> None:
        self._stream, self._end = stream, end

    def _left(self, timeout: float | None) -> float:
        left = self._end - time.monotonic()
        if left <= 0:
            raise FetchError("took longer in all than RETOLD_DEADLINE allows")
        return min(left, timeout) if timeout is not None else left

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        try:
            return self._stream.read(max_bytes, self._left(timeout))
        except httpcore.ReadTimeout:
            self._left(timeout)  # says so where it was the deadline that cut the wait short
            raise

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        secure = self._stream.start_tls(ssl_context, server_hostname, self._left(timeout))
        return _TimedStream(secure, self._end)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _CheckedBackend(httpcore.SyncBackend):
    """Connects only to addresses that were themselves checked, so that a name that
    resolves to another address a moment later gains nothing (DNS rebinding)."""

    def __init__(self, settings: Settings, end: float) -> None:
        self._allow_private, self._end = settings.allow_private, end

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise UnreachableError(f"the host {host!r} is not known", host) from error
        addresses = list(dict.fromkeys(str(info[4][0]) for info in found))
        if not self._allow_private:
            for address in addresses:
                if not public(address):
                    raise BlockedAddressError(
                        f"leads to the private or reserved address {address}; set RETOLD_ALLOW_PRIVATE=1 to allow that",
                        host,
                    )
        return self._first(addresses, port, timeout, local_address, socket_options)

    def _first(
        self,
        addresses: list[str],
        port: int,
        timeout: float | None,
        local_address: str | None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None,
    ) -> httpcore.NetworkStream:
        failed: Exception = httpcore.ConnectError("no address")
        for address in _tried(addresses):
            left = self._end - time.monotonic()
            if left <= 0:
                raise UnreachableError("the server could not be connected to in the time that RETOLD_DEADLINE allows")
            try:
                stream = super().connect_tcp(
                    address, port, left if timeout is None else min(timeout, left), local_address, socket_options
                )
                return _TimedStream(stream, self._end)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
        raise failed


def _tried(addresses: list[str]) -> list[str]:
    """The addresses of a name that are tried: few, as it may have any number, and of both families, as one may not be had from here (RFC 8305, 4)."""
    newer, older = [a for a in addresses if ":" in a], [a for a in addresses if ":" not in a]
    first, second = (newer, older) if addresses and addresses[0] in newer else (older, newer)
    return [a for pair in zip_longest(first, second) for a in pair if a is not None][:ADDRESSES]


def public(address: str) -> bool:
    """Whether an IP address is one of the open internet, also inside IPv6 mappings."""
    ip = ipaddress.ip_address(address.split("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        if ip in _LOCAL_NAT64:
            return False
        if ip in _NAT64:
            return public(str(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)))
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is not None:
            return inner.is_global and not inner.is_multicast
    return ip.is_global and not ip.is_multicast


class _Body(httpx.SyncByteStream):
    def __init__(self, stream: Iterable[bytes], response: httpcore.Response) -> None:
        self._stream, self._response = stream, response

    def __iter__(self) -> Iterator[bytes]:
        yield from self._stream

    def close(self) -> None:
        self._response.close()


@lru_cache(maxsize=1)
def _context() -> ssl.SSLContext:
    """Made once: to read the certificates takes longer than most fetches."""
    return ssl.create_default_context(cafile=certifi.where())


class CheckedTransport(httpx.BaseTransport):
    def __init__(self, settings: Settings, end: float) -> None:
        self._pool = httpcore.ConnectionPool(ssl_context=_context(), network_backend=_CheckedBackend(settings, end))

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        response = self._pool.handle_request(
            httpcore.Request(
                request.method,
                httpcore.URL(
                    scheme=request.url.raw_scheme,
                    host=request.url.raw_host,
                    port=request.url.port,
                    target=request.url.raw_path,
                ),
                headers=request.headers.raw,
                content=request.read(),
                extensions=request.extensions,
            )
        )
        assert isinstance(response.stream, Iterable)
        body = _Body(response.stream, response)
        return httpx.Response(response.status, headers=response.headers, stream=body, extensions=response.extensions)

    def close(self) -> None:
        self._pool.close()


@dataclass(frozen=True, slots=True)
class Response:
    """What a server answered. `headers` by their names in lower case; `data` decompressed; `url` is the address that answered."""

    status: int
    headers: Mapping[str, str]
    data: bytes
    url: str
    moved: str = ""
    """Where the page is for good, "" where it is where it was: the last address to which only permanent redirects led."""

    @property
    def leads(self) -> str:
        """Where an answer that is a redirect leads, "" where it is none."""
        location = self.headers.get("location", "")
        return urljoin(self.url, location) if self.status in MOVED and location else ""

    @property
    def wait(self) -> str:
        """The `Retry-After` header, "" where there is none."""
        return self.headers.get("retry-after", "")

    @property
    def kind(self) -> str:
        """The media type, in lower case, without its parameters."""
        return self.headers.get("content-type", "").split(";")[0].strip().lower()

    @property
    def charset(self) -> str:
        """The charset that the header declares, "" where it declares none."""
        _, _, parameters = self.headers.get("content-type", "").partition(";")
        named = dict(p.strip().lower().split("=", 1) for p in parameters.split(";") if "=" in p)
        return named.get("charset", "").strip("'\" ")


Follows = Callable[[str, str], bool]
"""Whether a redirect from one address to another is followed."""


def get(url: str, headers: Mapping[str, str], settings: Settings, follows: Follows = lambda _, __: True) -> Response:
    """The answer at `url`, of whatever status, redirects followed and each address checked anew.

    A redirect that `follows` does not want is given as the answer, so that the caller can ask there in its turn, or not at all.

    Raises:
        BlockedAddressError: it leads to a private address.
        FormatError: it is larger than RETOLD_MAX_BYTES when decompressed.
        UnreachableError: the host cannot be reached, or does not answer in time.
        FetchError: anything else that went wrong; the message says what.
    """
    with _client(url, headers, settings) as client:
        return _followed(client, url, settings, follows)


def post(url: str, form: Mapping[str, str], headers: Mapping[str, str], settings: Settings) -> Response:
    """The answer to a form that is sent to `url`; a redirect is given as it is. Raises what `get` raises."""
    with _client(url, headers, settings) as client:
        _webby(url, url)
        with client.stream("POST", url, data=dict(form)) as response:
            return Response(response.status_code, _headers(response), _read(response, url, settings), url)


def host(url: str) -> str:
    """The host of a URL in lower case, "" where it has none."""
    try:
        return (urlsplit(url).hostname or "").lower().rstrip(".")
    except ValueError:
        return ""


def origin(url: str) -> str:
    """Scheme, host and port of a URL (RFC 6454), the port where it is not the scheme's own."""
    parts = urlsplit(url)
    own = {"http": 80, "https": 443}.get(parts.scheme)
    name = f"[{host(url)}]" if ":" in host(url) else host(url)
    return f"{parts.scheme}://{name}" + (f":{parts.port}" if parts.port not in (None, own) else "")


@contextmanager
def _client(url: str, headers: Mapping[str, str], settings: Settings) -> Iterator[httpx.Client]:
    """A client for one fetch; what goes wrong in it becomes an error of ours."""
    end = time.monotonic() + settings.deadline
    sent = {"User-Agent": settings.agent, "Accept-Encoding": ACCEPT, **headers}
    try:
        transport = CheckedTransport(settings, end)
        with httpx.Client(
            transport=transport,
            headers=sent,
            timeout=settings.timeout,
            trust_env=False,
            event_hooks={"response": [_set_aside]},
        ) as client:
            yield client
    except BlockedAddressError as error:
        raise BlockedAddressError(error.message, url) from error
    except UnreachableError as error:
        raise UnreachableError(error.message, url) from error
    except FetchError as error:
        raise FetchError(error.message, url) from error
    except (httpcore.ConnectError, httpcore.ReadError) as error:
        raise UnreachableError(f"the fetch failed: {error or type(error).__name__}", url) from error
    except (httpx.TimeoutException, httpcore.TimeoutException) as error:
        raise UnreachableError(f"the server did not answer within {settings.timeout:g} seconds", url) from error
    except (httpx.HTTPError, httpx.InvalidURL, httpcore.NetworkError, httpcore.ProtocolError, ssl.SSLError) as error:
        raise FetchError(f"the fetch failed: {error or type(error).__name__}", url) from error
    except (UnicodeError, ValueError) as error:
        raise FetchError(f"is not a URL that can be fetched: {error}", url) from error


def _followed(client: httpx.Client, url: str, settings: Settings, follows: Follows) -> Response:
    at, moved, for_good = url, "", True
    for _ in range(settings.max_redirects + 1):
        _webby(at, url)
        with client.stream("GET", at) as response:
            found = Response(response.status_code, _headers(response), b"", at, moved)
            if not found.leads or not follows(at, found.leads):
                return Response(
                    found.status, found.headers, b"" if found.leads else _read(response, url, settings), at, moved
                )
            for_good = for_good and found.status in FOR_GOOD
            at = found.leads
            moved = at if for_good else moved
    raise FetchError(f"redirects more than {settings.max_redirects} times", url)


def _webby(at: str, url: str) -> None:
    if urlsplit(at).scheme not in ("http", "https") or not urlsplit(at).hostname:
        raise FetchError(
            f"redirects to {at!r}, which is not a web address" if at != url else "is not a web address", url
        )


def _set_aside(response: httpx.Response) -> None:
    """Hides where a redirect leads: the client makes the next request of it at once, also where it follows none, and fails where it leads to what is none."""
    if "location" in response.headers:
        response.extensions["location"] = response.headers.pop("location")


def _headers(response: httpx.Response) -> dict[str, str]:
    own = {name.lower(): value for name, value in response.headers.items()}
    return own | ({"location": response.extensions["location"]} if "location" in response.extensions else {})


def _read(response: httpx.Response, url: str, settings: Settings) -> bytes:
    try:
        return unpacked(response.iter_raw(), response.headers.get("content-encoding", ""), settings.max_bytes)
    except FormatError as error:
        raise FormatError(error.message, url) from error


__all__ = ["Response", "get", "host", "origin", "post", "public"]
