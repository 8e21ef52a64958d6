"""Signatures of webhooks, by the Standard Webhooks specification 1.0 (standardwebhooks.com), symmetric scheme `v1`."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Sequence

from retold.errors import SettingsError

PREFIX = "whsec_"
SECRET_BYTES = 32
"""The specification wants 24 to 64."""


def secret(random: bytes) -> str:
    """A secret as it is shown and shared, of `SECRET_BYTES` random bytes."""
    return PREFIX + base64.b64encode(random).decode("ascii")


def headers(secret: str, uid: str, at: int, body: bytes) -> dict[str, str]:
    """The headers of a message. `uid` is the same at each attempt; `at`: when it is sent, in seconds since 1970.

    They sign `uid.at.body` with HMAC-SHA256. Raises `SettingsError` if the secret is not valid.
    """
    signed = b".".join((uid.encode("ascii"), str(at).encode("ascii"), body))
    digest = hmac.new(_key(secret), signed, hashlib.sha256).digest()
    return {
        "webhook-id": uid,
        "webhook-timestamp": str(at),
        "webhook-signature": "v1," + base64.b64encode(digest).decode("ascii"),
    }


def message_id(secret: str, message: int) -> str:
    """The id of the delivery of a message to the channel with this secret: always the same, and unique."""
    return "msg_" + hmac.new(secret.encode(), f"telling {message}".encode(), hashlib.sha256).hexdigest()[:32]


def batch_id(uids: Sequence[str]) -> str:
    """The id of several deliveries that are sent as one: always the same for the same deliveries."""
    return uids[0] if len(uids) == 1 else "msg_" + hashlib.sha256("\n".join(sorted(uids)).encode()).hexdigest()[:32]


def _key(secret: str) -> bytes:
    try:
        return base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError) as error:
        raise SettingsError("is not a valid secret of a webhook", "the secret") from error
