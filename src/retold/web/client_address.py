"""Addresses of clients: what they are counted by, and whether they are on this machine."""

from __future__ import annotations

import ipaddress


def client_key(address: str) -> str:
    """What a client is counted by: its address. For IPv6 its /64 network, because one reader may have all of it."""
    ip = parsed(address)
    if ip is None:
        return address
    return str(ipaddress.ip_network((ip, 64), strict=False)) if ip.version == 6 else str(ip)


def is_loopback(address: str) -> bool:
    """Whether an address is on this machine. False for what is no address."""
    ip = parsed(address)
    return ip is not None and ip.is_loopback


def parsed(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """An address, None for what is none. A socket for both versions shows IPv4 clients as IPv6 (`::ffff:192.0.2.1`);
    they would all be in one network."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return None
    return ip.ipv4_mapped or ip if isinstance(ip, ipaddress.IPv6Address) else ip
