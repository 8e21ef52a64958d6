"""What can be asked of an alert, and whom it can tell."""

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

LONGEST = 300
"""Code points of what is asked for, each part."""
URL, RECEIVERS = 2_000, 20
"""Code points of a webhook's address, and receivers of one alert, at most."""
DIGESTS = ("", "hourly", "daily")


def wanted(given: AlertQuery) -> AlertQuery:
    """What is asked for, tidied. Raises `QueryError` that says what is missing or wrong."""
    told = {
        name: " ".join(storable(getattr(given, name)).split())
        for name in ("entity", "other", "theme", "query", "publisher", "kind")
    }
    for name, value in told.items():
        if len(value) > LONGEST:
            raise QueryError(f"is longer than {LONGEST} characters", "with" if name == "other" else name)
    found = AlertQuery(**told, new_only=given.new_only)
    if found.other and not found.entity:
        raise QueryError("is whom the entity must share stories with; name the entity, too", "with")
    if found.query and not Query.parsed(found.query).terms:
        raise QueryError("has no word that a story must have; -words alone fit nearly all", "query")
    if not (found.entity or found.theme or found.query):
        raise QueryError("asks for nothing: name an entity, a theme or words", "the alert")
    if found.kind and found.kind not in [t.value for t in EntityType]:
        raise QueryError(f"must be one of {', '.join(EntityType)}", "type")
    return found


def receivers(given: Sequence[Receiver], settings: Settings) -> list[Receiver]:
    """Whom an alert is to tell, each once. Raises `SettingsError` for an address that is none, and where e-mail cannot be sent."""
    found = list(dict.fromkeys(_receiver(r, settings) for r in given))
    if len(found) > RECEIVERS:
        raise SettingsError(f"has more than {RECEIVERS} receivers", "the alert")
    return found


def _receiver(given: Receiver, settings: Settings) -> Receiver:
    if given.digest not in DIGESTS or (given.digest and given.kind != "email"):
        raise SettingsError("must be hourly or daily, and is for e-mail", "digest")
    if given.kind == "email":
        for name, value in (("RETOLD_SMTP_URL", settings.smtp_url), ("RETOLD_MAIL_FROM", settings.mail_from)):
            if not value:
                raise SettingsError(
                    "is not set; e-mail needs RETOLD_SMTP_URL (smtp://user:password@mail.example.org:587) and RETOLD_MAIL_FROM",
                    name,
                )
        email.address(settings.mail_from)
        return replace(given, target=str(email.address(given.target)))
    if given.kind != "webhook":
        raise SettingsError("must be webhook or email", given.kind)
    if not _webby(given.target.strip()):
        raise SettingsError("is no web address that can be told; one begins with https://", given.target)
    return replace(given, target=given.target.strip())


def _webby(url: str) -> bool:
    try:
        parts = urlsplit(url)
        fits = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        return False
    return fits and url.isprintable() and len(url) <= URL and url == storable(url) and " " not in url
