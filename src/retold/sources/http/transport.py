"""A transport for httpx that connects only to checked addresses, and ends at its time limit."""

from __future__ import annotations

import ipaddress
import socket
import ssl
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest
from typing import Any

import certifi
import httpcore
import httpx

from retold.errors import BlockedAddressError, FetchError, UnreachableError

MAX_ADDRESSES = 4
"""Addresses of one host that are tried."""
_EMBEDDING = tuple(
    ipaddress.ip_network(network)
    for network in (
        "::ffff:0:0/96",  # IPv4-mapped (RFC 4291)
        "::ffff:0:0:0/96",  # IPv4-translated (RFC 2765)
        "64:ff9b::/96",  # NAT64 (RFC 6052)
    )
)
"""IPv6 networks whose addresses have an IPv4 address in their last 32 bits."""
_NOT_PUBLIC = tuple(
    ipaddress.ip_network(network)
    for network in (
        "::/96",  # IPv4-compatible, deprecated (RFC 4291), with :: and ::1
        "64:ff9b:1::/48",  # NAT64 for local use (RFC 8215)
        "100::/64",  # discard (RFC 6666)
        "2001::/23",  # IETF protocol assignments (RFC 2928), with Teredo
        "5f00::/16",  # segment routing (RFC 9602)
        "fec0::/10",  # site-local, deprecated (RFC 3879)
        "0.0.0.0/8",  # this network (RFC 791)
        "192.0.0.0/24",  # IETF protocol assignments (RFC 6890)
        "192.88.99.0/24",  # 6to4 relays, deprecated (RFC 7526)
        "168.63.129.16/32",  # the host of a machine in Azure: its agent and its metadata
    )
)
"""Networks that are never asked, whatever `ipaddress` of this version of Python says of them."""


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """When an exchange must end, however steadily its bytes drip."""

    end: float
    """By `time.monotonic()`."""
    name: str
    """The limit as messages name it: "30 seconds"."""

    @classmethod
    def after(cls, seconds: float, setting: str = "") -> TimeLimit:
        """The limit that ends `seconds` from now; `setting` is the variable that can change it."""
        name = f"{seconds:g} seconds"
        return cls(time.monotonic() + seconds, f"{name} ({setting})" if setting else name)

    def left(self) -> float:
        """Seconds until the end; 0 or less when it has passed."""
        return self.end - time.monotonic()


class _LimitedStream(httpcore.NetworkStream):
    """A connection that ends at the time limit."""

    def __init__(self, stream: httpcore.NetworkStream, limit: TimeLimit) -> None:
        self._stream, self._limit = stream, limit

    def _left(self, timeout: float | None) -> float:
        left = self._limit.left()
        if left <= 0:
            raise FetchError(f"the whole exchange took longer than {self._limit.name}")
        return min(left, timeout) if timeout is not None else left

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        try:
            return self._stream.read(max_bytes, self._left(timeout))
        except httpcore.ReadTimeout:
            self._left(timeout)  # raises our own error if the time limit cut the wait short
            raise

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        secure = self._stream.start_tls(ssl_context, server_hostname, self._left(timeout))
        return _LimitedStream(secure, self._limit)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _CheckedBackend(httpcore.SyncBackend):
    """Connects only to the addresses that it checked itself.

    A host that resolves to another address a moment later (DNS rebinding) gains nothing by that.
    """

    def __init__(self, limit: TimeLimit, allow_private: bool) -> None:
        self._limit, self._allow_private = limit, allow_private

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        failure: Exception = httpcore.ConnectError("no address")
        for address in self._addresses(host, port):
            left = self._limit.left()
            if left <= 0:
                raise UnreachableError(f"the server could not be connected to within {self._limit.name}")
            wait = left if timeout is None else min(timeout, left)
            try:
                stream = super().connect_tcp(address, port, wait, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return _LimitedStream(stream, self._limit)
        raise failure

    def _addresses(self, host: str, port: int) -> list[str]:
        """The addresses of a host to try. One private address among them refuses the host."""
        try:
            infos = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise UnreachableError(f"the host {host!r} is not known", host) from error
        addresses = list(dict.fromkeys(str(info[4][0]) for info in infos))
        for address in addresses:
            if not self._allow_private and not is_public(address):
                raise BlockedAddressError(
                    f"leads to the private or reserved address {address}; set RETOLD_ALLOW_PRIVATE=1 to allow it", host
                )
        return interleaved(addresses)


def interleaved(addresses: list[str]) -> list[str]:
    """The first `MAX_ADDRESSES` addresses, IPv6 and IPv4 in turn (RFC 8305, 4).

    A host can have any number of addresses, and one of the two families may not be reachable from here.
    """
    ipv6, ipv4 = [a for a in addresses if ":" in a], [a for a in addresses if ":" not in a]
    first, second = (ipv6, ipv4) if addresses and addresses[0] in ipv6 else (ipv4, ipv6)
    return [a for pair in zip_longest(first, second) for a in pair if a is not None][:MAX_ADDRESSES]


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the open internet. An IPv4 address inside an IPv6 one is checked, too.

    `ipaddress` follows the IANA registries of special addresses, but takes some as global that lead into a network:
    see `_NOT_PUBLIC`.
    """
    ip = ipaddress.ip_address(address.split("%")[0])
    if any(ip in network for network in _NOT_PUBLIC if network.version == ip.version):
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        for network in _EMBEDDING:
            if ip in network:
                return is_public(str(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)))
        if ip.sixtofour is not None:
            return is_public(str(ip.sixtofour))
    return ip.is_global and not ip.is_multicast


class _Body(httpx.SyncByteStream):
    def __init__(self, stream: Iterable[bytes], response: httpcore.Response) -> None:
        self._stream, self._response = stream, response

    def __iter__(self) -> Iterator[bytes]:
        yield from self._stream

    def close(self) -> None:
        self._response.close()


@lru_cache(maxsize=1)
def _ssl_context() -> ssl.SSLContext:
    """Made once: reading the certificates takes longer than most requests."""
    return ssl.create_default_context(cafile=certifi.where())


class CheckedTransport(httpx.BaseTransport):
    """Sends requests of httpx through the checked backend. Raises our own errors and those of httpcore."""

    def __init__(self, limit: TimeLimit, allow_private: bool) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=_ssl_context(), network_backend=_CheckedBackend(limit, allow_private)
        )

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
