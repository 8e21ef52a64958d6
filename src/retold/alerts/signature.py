"""Signatures of webhooks, by the Standard Webhooks specification 1.0 (standardwebhooks.com), symmetric scheme `v1`."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Sequence

from retold.errors import SettingsError

PREFIX = "whsec_"
BYTES = 32
"""Of a secret that is made here; the specification wants 24 to 64."""


def secret(random: bytes) -> str:
    """A secret as it is shown and shared, of `BYTES` random bytes."""
    return PREFIX + base64.b64encode(random).decode("ascii")


def headers(secret: str, uid: str, at: int, body: bytes) -> dict[str, str]:
    """The headers of a message: `uid` stays the same however often it is sent, `at` is when, seconds since 1970.

    What is signed is `uid.at.body`, with HMAC-SHA256. Raises `SettingsError` for a secret that is none.
    """
    signed = hmac.new(
        _key(secret), b".".join((uid.encode("ascii"), str(at).encode("ascii"), body)), hashlib.sha256
    ).digest()
    return {
        "webhook-id": uid,
        "webhook-timestamp": str(at),
        "webhook-signature": "v1," + base64.b64encode(signed).decode("ascii"),
    }


def uid(secret: str, telling: int) -> str:
    """The id of the delivery of a telling to the channel with a secret: always the same, and no other's."""
    return "msg_" + hmac.new(secret.encode(), f"telling {telling}".encode(), hashlib.sha256).hexdigest()[:32]


def joined(uids: Sequence[str]) -> str:
    """The id of what delivers several at once: always the same for the same, another where one more or one less is in it."""
    return uids[0] if len(uids) == 1 else "msg_" + hashlib.sha256("\n".join(sorted(uids)).encode()).hexdigest()[:32]


def _key(secret: str) -> bytes:
    try:
        return base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError) as error:
        raise SettingsError("is no secret of a webhook", "the secret") from error
