"""What a subscriber sends to a hub and gets from it (WebSub, W3C Recommendation of 23 January 2018)."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping

LEASE = 7 * 86_400
"""Seconds of the subscription that we ask for."""
MIN_LEASE, MAX_LEASE = 3600.0, 30 * 86_400.0
_METHODS = {"sha1": hashlib.sha1, "sha256": hashlib.sha256, "sha384": hashlib.sha384, "sha512": hashlib.sha512}


def subscription_form(topic: str, callback: str, secret: str) -> dict[str, str]:
    """The form that asks a hub to begin or renew a subscription (5.1)."""
    return {
        "hub.mode": "subscribe",
        "hub.topic": topic,
        "hub.callback": callback,
        "hub.secret": secret,
        "hub.lease_seconds": str(LEASE),
    }


def is_signed(body: bytes, secret: str, header: str) -> bool:
    """Whether the header `X-Hub-Signature` is the signature of `body` with our secret (8.2)."""
    name, _, signature = header.partition("=")
    method = _METHODS.get(name.strip().lower())
    if method is None:
        return False
    expected = hmac.new(secret.encode(), body, method).hexdigest()
    return hmac.compare_digest(expected.encode(), signature.strip().lower().encode())


def granted_lease(fields: Mapping[str, str]) -> float:
    """Seconds for which a hub grants a subscription, at least an hour and at most thirty days."""
    seconds = fields.get("hub.lease_seconds", "")
    if not (seconds.isascii() and seconds.isdigit() and len(seconds) < 12):
        return float(LEASE)
    return min(MAX_LEASE, max(MIN_LEASE, float(seconds)))
