"""One attempt to send messages to one channel: by webhook or by e-mail."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from retold.alerts import email, signature, smtp
from retold.config import VERSION, Settings
from retold.errors import RetoldError
from retold.sources.http import post
from retold.store.alerts import ChannelRow


@dataclass(frozen=True, slots=True)
class DeliveryBatch:
    """What goes to one channel at once. `uid`: its id; `messages`: JSON values, `retold.alert/1`."""

    channel: ChannelRow
    uid: str
    alert: int
    name: str
    messages: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class DeliveryResult:
    """How an attempt went.

    `answer`: of the receiver, or what went wrong. `retry_after`: seconds that the receiver asks us to wait. `final`:
    another attempt is useless. `gone`: the receiver wants no more messages at all.
    """

    ok: bool
    answer: str
    retry_after: float | None = None
    final: bool = False
    gone: bool = False


def send(batch: DeliveryBatch, settings: Settings, now: datetime, stopping: threading.Event) -> DeliveryResult:
    """Sends a batch to its channel. Errors are results, too.

    Once `stopping` is set, it waits for slow servers no longer than it must.
    """
    is_webhook = batch.channel.kind == "webhook"
    try:
        return _post_webhook(batch, settings, now) if is_webhook else _send_email(batch, settings, now, stopping)
    except smtp.RefusedError as error:
        return DeliveryResult(False, str(error), final=True)
    except RetoldError as error:
        # The address of a webhook is shown beside the answer; an error of e-mail names the server.
        return DeliveryResult(False, error.message if is_webhook else str(error))
    except Exception as error:  # noqa: BLE001 - a fault of ours in one delivery must not stop the others, nor lose it
        return DeliveryResult(
            False, f"could not be sent. This is a fault of Retold; please report it ({type(error).__name__}: {error})"
        )


def _post_webhook(batch: DeliveryBatch, settings: Settings, now: datetime) -> DeliveryResult:
    (message,) = batch.messages
    kind = "alert.test" if message.get("test") else "alert.told"
    event = {"type": kind, "timestamp": message["told"], "data": message}
    body = json.dumps(event, ensure_ascii=False).encode("utf-8", "replace")
    signed = signature.headers(batch.channel.secret, batch.uid, int(now.timestamp()), body)
    headers = {"Content-Type": "application/json", **signed}
    as_alerts = replace(settings, user_agent=f"Retold/{VERSION} (alerts)")
    answer = post.post(batch.channel.target, body, headers, as_alerts, now)
    if 200 <= answer.status < 300:
        return DeliveryResult(True, f"HTTP {answer.status}")
    if answer.status == 410:
        note = "HTTP 410: the receiver wants no more messages; `retold alert resume` starts them again"
        return DeliveryResult(False, note, final=True, gone=True)
    if 300 <= answer.status < 400:
        note = f"HTTP {answer.status}, a redirect. Retold does not follow it: give the address that it leads to"
        return DeliveryResult(False, note, answer.retry_after)
    return DeliveryResult(False, f"HTTP {answer.status}{': ' + answer.text if answer.text else ''}", answer.retry_after)


def _send_email(batch: DeliveryBatch, settings: Settings, now: datetime, stopping: threading.Event) -> DeliveryResult:
    base = settings.url.rstrip("/")
    envelope = email.Envelope(settings.mail_from, batch.channel.target, batch.uid, batch.alert, batch.name, now)
    letter = email.letter(envelope, batch.messages, f"{base}/alerts/{batch.alert}" if base else "")
    return DeliveryResult(True, smtp.send(letter, settings, stopping))
