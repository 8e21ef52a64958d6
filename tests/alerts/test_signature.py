"""Signatures and waits, as pure functions."""

from __future__ import annotations

import base64
import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import standardwebhooks
from hypothesis import given
from hypothesis import strategies as st

from retold.alerts import backoff, signature
from retold.errors import SettingsError

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
ROOT = Path(__file__).parents[2]


@given(
    random=st.binary(min_size=24, max_size=64),
    told=st.integers(1, 2**40),
    body=st.dictionaries(st.text(), st.text() | st.integers()),
)
def test_the_specifications_own_library_finds_every_signature_right(
    random: bytes, told: int, body: dict[str, object]
) -> None:
    secret = signature.secret(random)
    data = json.dumps(body).encode()
    uid = signature.message_id(secret, told)
    at = int(datetime.now(UTC).timestamp())
    headers = signature.headers(secret, uid, at, data)
    hook = standardwebhooks.Webhook(secret)
    assert hook.verify(data, headers) == json.loads(data)
    for wrong in (
        {**headers, "webhook-id": uid + "0"},
        {**headers, "webhook-timestamp": str(at - 1)},
        {**headers, "webhook-signature": "v1," + base64.b64encode(b"0" * 32).decode()},
    ):
        with pytest.raises(standardwebhooks.WebhookVerificationError):
            hook.verify(data, wrong)
    with pytest.raises(standardwebhooks.WebhookVerificationError):
        hook.verify(data + b" ", headers)


def test_the_example_of_the_specification() -> None:
    """The vector of the reference implementations."""
    headers = signature.headers(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}'
    )
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_ids_stay_the_same_and_are_nobody_elses() -> None:
    one, other = signature.secret(b"1" * 32), signature.secret(b"2" * 32)
    assert signature.message_id(one, 7) == signature.message_id(one, 7)
    assert len({signature.message_id(one, 7), signature.message_id(one, 8), signature.message_id(other, 7)}) == 3


def test_what_is_no_secret() -> None:
    with pytest.raises(SettingsError, match="not a valid secret"):
        signature.headers("whsec_***", "msg_1", 0, b"")


@given(attempts=st.integers(1, 1000), chance=st.floats(0, 1), asked=st.none() | st.floats(0, 1e9))
def test_waits_grow_are_spread_and_end(attempts: int, chance: float, asked: float | None) -> None:
    wait = backoff.delay(attempts, chance)
    assert backoff.delay(attempts, 0) <= wait <= backoff.delay(attempts, 1) <= backoff.LONGEST_WAIT
    assert backoff.delay(attempts + 1, chance) >= wait
    at = backoff.next_attempt(attempts, NOW, NOW, chance, asked)
    assert at is not None
    assert at - NOW >= timedelta(seconds=min(asked or 0, backoff.LONGEST_WAIT))
    assert at - NOW <= timedelta(seconds=backoff.LONGEST_WAIT)
    assert backoff.next_attempt(attempts, NOW - timedelta(days=3), NOW, chance, asked) is None


def test_digests_end_with_the_hour_and_the_day() -> None:
    late = datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC)
    assert backoff.digest_time("hourly", late) == backoff.digest_time("daily", late) == datetime(2027, 1, 1, tzinfo=UTC)
    assert backoff.digest_time("", late) == late


def test_the_receiver_of_the_documents_checks_signatures() -> None:
    """It is run as it stands there, and takes what is signed, refuses what is not, and drops what it had."""
    text = (ROOT / "docs" / "alerts.md").read_text()
    (code,) = re.findall(r"```python\n(.*?def receive.*?)```", text, re.DOTALL)
    secret, body = signature.secret(b"7" * 32), b'{"type": "alert.told", "data": {"story": {"headline": "On a"}}}'
    at = int(datetime.now(UTC).timestamp())
    own: dict[str, object] = {}
    exec(compile(code.replace('"whsec_…"', repr(secret)), "docs/alerts.md", "exec"), own)
    receive = own["receive"]
    assert callable(receive)
    headers = signature.headers(secret, "msg_1", at, body)
    assert receive(headers, body)["story"]["headline"] == "On a"
    assert receive(headers, body) is None
    stale = signature.headers(secret, "msg_2", at - 3600, body)
    for wrong in (({**headers, "webhook-id": "msg_3"}, body), (headers, body + b" "), (stale, body)):
        with pytest.raises(ValueError, match=r"signature|old"):
            receive(*wrong)
