"""What a subscriber says to a hub and hears from it (WebSub, W3C Recommendation of 23 January 2018)."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping

LEASE = 7 * 86_400
"""Seconds of a subscription that we ask for."""
_METHODS = {"sha1": hashlib.sha1, "sha256": hashlib.sha256, "sha384": hashlib.sha384, "sha512": hashlib.sha512}


def request(topic: str, callback: str, secret: str) -> dict[str, str]:
    """The form that asks a hub for a subscription, or for its renewal (5.1)."""
    return {
        "hub.mode": "subscribe",
        "hub.topic": topic,
        "hub.callback": callback,
        "hub.secret": secret,
        "hub.lease_seconds": str(LEASE),
    }


def signed(body: bytes, secret: str, header: str) -> bool:
    """Whether `X-Hub-Signature` is that of `body` under our secret (8.2)."""
    method, _, given = header.partition("=")
    known = _METHODS.get(method.strip().lower())
    return known is not None and hmac.compare_digest(
        hmac.new(secret.encode(), body, known).hexdigest().encode(), given.strip().lower().encode()
    )


def lease(given: Mapping[str, str]) -> float:
    """Seconds for which a hub grants a subscription: between an hour and thirty days, whatever it says."""
    said = given.get("hub.lease_seconds", "")
    return (
        min(30 * 86_400.0, max(3600.0, float(said)))
        if said.isascii() and said.isdigit() and len(said) < 12
        else float(LEASE)
    )
