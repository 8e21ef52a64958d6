"""Checks of a new alert: its query and its receivers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from retold.alerts import email
from retold.config import Settings
from retold.errors import QueryError, SettingsError
from retold.records.alerts import AlertQuery, Receiver
from retold.store.full_text import Query
from retold.store.text import storable
from retold.types import EntityType

CONDITION_LENGTH = 300
"""Code points of each condition of a query, at most."""
URL_LENGTH = 2_000
"""Code points of a webhook's address, at most."""
RECEIVERS = 20
"""Receivers of one alert, at most."""
DIGESTS = ("", "hourly", "daily")


def check_query(query: AlertQuery) -> AlertQuery:
    """The query, tidied. Raises `QueryError` that says what is missing or wrong."""
    conditions = {
        name: " ".join(storable(getattr(query, name)).split())
        for name in ("entity", "other", "theme", "query", "publisher", "kind")
    }
    for name, text in conditions.items():
        if len(text) > CONDITION_LENGTH:
            raise QueryError(f"is longer than {CONDITION_LENGTH} characters", "with" if name == "other" else name)
    tidy = AlertQuery(**conditions, new_only=query.new_only)
    if tidy.other and not tidy.entity:
        raise QueryError("also needs an entity; name the entity, too", "with")
    if tidy.query and not Query.parsed(tidy.query).terms:
        raise QueryError("has no word that a story must have; -words alone fit nearly all stories", "query")
    if not (tidy.entity or tidy.theme or tidy.query):
        raise QueryError("asks for nothing; give an entity, a theme or words", "the alert")
    if tidy.kind and tidy.kind not in [kind.value for kind in EntityType]:
        raise QueryError(f"must be one of {', '.join(EntityType)}", "type")
    return tidy


def check_receivers(receivers: Sequence[Receiver], settings: Settings) -> list[Receiver]:
    """The receivers, each once. Raises `SettingsError` for an address that is not valid, or if e-mail is not set up."""
    checked = list(dict.fromkeys(_receiver(receiver, settings) for receiver in receivers))
    if len(checked) > RECEIVERS:
        raise SettingsError(f"has more than {RECEIVERS} receivers", "the alert")
    return checked


def _receiver(receiver: Receiver, settings: Settings) -> Receiver:
    if receiver.digest not in DIGESTS or (receiver.digest and receiver.kind != "email"):
        raise SettingsError("must be hourly or daily, and is for e-mail only", "digest")
    if receiver.kind == "email":
        for name, value in (("RETOLD_SMTP_URL", settings.smtp_url), ("RETOLD_MAIL_FROM", settings.mail_from)):
            if not value:
                raise SettingsError(
                    "is not set; e-mail needs RETOLD_SMTP_URL (smtp://user:password@mail.example.org:587) and "
                    "RETOLD_MAIL_FROM",
                    name,
                )
        email.parse_address(settings.mail_from)
        return replace(receiver, target=str(email.parse_address(receiver.target)))
    if receiver.kind != "webhook":
        raise SettingsError("must be webhook or email", receiver.kind)
    if not _is_web_address(receiver.target.strip()):
        raise SettingsError("is no web address; one begins with https://", receiver.target)
    return replace(receiver, target=receiver.target.strip())


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        is_web = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        return False
    return is_web and url.isprintable() and len(url) <= URL_LENGTH and url == storable(url) and " " not in url
