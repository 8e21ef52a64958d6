"""One page by URL, with every byte and every address treated as hostile."""

from __future__ import annotations

import ipaddress
import socket
import ssl
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

import certifi
import httpcore
import httpx

from retold.config import Settings
from retold.errors import BlockedAddressError, FetchError, FormatError
from retold.sources.charsets import decode
from retold.types import Content, Metadata, Page

_PAGES = ("text/html", "application/xhtml+xml", "application/xml", "text/xml")
_STATUS = {
    401: "asks for a login",
    402: "asks for payment",
    403: "refuses this reader",
    404: "has no such page",
    410: "has removed this page",
    429: "asks to slow down; try again later",
    451: "withholds this page for legal reasons",
}


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
            raise FetchError(f"the host {host!r} is not known", host) from error
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
        for i, address in enumerate(addresses):
            try:
                stream = super().connect_tcp(address, port, timeout, local_address, socket_options)
                return _TimedStream(stream, self._end)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if i == len(addresses) - 1:
                    raise
        raise httpcore.ConnectError("no address")


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


class _CheckedTransport(httpx.BaseTransport):
    def __init__(self, settings: Settings, end: float) -> None:
        context = ssl.create_default_context(cafile=certifi.where())
        self._pool = httpcore.ConnectionPool(ssl_context=context, network_backend=_CheckedBackend(settings, end))

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


def fetch(url: str, settings: Settings) -> Page:
    """The page at `url`, redirects followed and re-checked.

    Raises:
        BlockedAddressError: it leads to a private address.
        FormatError: it is not a web page, is too large, or is empty.
        FetchError: anything else that went wrong; the message says what.
    """
    end = time.monotonic() + settings.deadline
    headers = {
        "User-Agent": settings.user_agent,
        "Accept": "text/html,application/xhtml+xml;q=0.9,text/plain;q=0.8",
        "Accept-Language": "en;q=0.9,*;q=0.5",
        "Accept-Encoding": "gzip, deflate",
    }
    try:
        with httpx.Client(
            transport=_CheckedTransport(settings, end), headers=headers, timeout=settings.timeout, trust_env=False
        ) as client:
            return _followed(client, url, settings)
    except BlockedAddressError as error:
        raise BlockedAddressError(error.message, url) from error
    except FetchError as error:
        raise FetchError(error.message, url) from error
    except (httpx.TimeoutException, httpcore.TimeoutException) as error:
        raise FetchError(f"the server did not answer within {settings.timeout:g} seconds", url) from error
    except (httpx.HTTPError, httpx.InvalidURL, httpcore.NetworkError, httpcore.ProtocolError, ssl.SSLError) as error:
        raise FetchError(f"the fetch failed: {error or type(error).__name__}", url) from error
    except (UnicodeError, ValueError) as error:
        raise FetchError(f"is not a URL that can be fetched: {error}", url) from error


def _followed(client: httpx.Client, url: str, settings: Settings) -> Page:
    at = url
    for _ in range(settings.max_redirects + 1):
        if urlsplit(at).scheme not in ("http", "https") or not urlsplit(at).hostname:
            raise FetchError(f"redirects to {at!r}, which is not a web address", url)
        with client.stream("GET", at) as response:
            if response.status_code in (301, 302, 303, 307, 308) and "location" in response.headers:
                at = urljoin(at, response.headers["location"])
                continue
            _accepted(response, url)
            data = _read(response, url, settings)
            return _page(data, response, url, at)
    raise FetchError(f"redirects more than {settings.max_redirects} times", url)


def _accepted(response: httpx.Response, url: str) -> None:
    status = response.status_code
    if "cf-mitigated" in response.headers:
        raise FetchError(
            "the site answered with a browser challenge; open it in a browser, save the page, then read the file", url
        )
    if status != 200:
        raise FetchError(f"the server {_STATUS.get(status, 'cannot give the page')} (HTTP {status})", url)
    kind = response.headers.get("content-type", "text/html").split(";")[0].strip().lower()
    if kind not in (*_PAGES, "text/plain"):
        raise FormatError(f"is {kind}, not a web page", url)


def _read(response: httpx.Response, url: str, settings: Settings) -> bytes:
    """The decompressed bytes, counted as they come: a small answer may unpack to gigabytes."""
    data = bytearray()
    for chunk in response.iter_bytes():
        data += chunk
        if len(data) > settings.max_bytes:
            raise FormatError(f"is larger than {settings.max_bytes:,} bytes (RETOLD_MAX_BYTES)", url)
    if not bytes(data).strip():
        raise FormatError("the server sent an empty page", url)
    return bytes(data)


def _page(data: bytes, response: httpx.Response, url: str, final: str) -> Page:
    text = decode(data, response.charset_encoding or "")
    plain = response.headers.get("content-type", "").startswith("text/plain")
    content = Content.TEXT if plain else Content.HTML
    return Page(url, content, text, Metadata(url=final), datetime.now(UTC).replace(microsecond=0))


__all__ = ["fetch", "public"]
