"""Settings, from the environment or given in code."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields

from retold.errors import SettingsError

VERSION = "0.1.0"


@dataclass(frozen=True, slots=True)
class Settings:
    """Each field can be set by an environment variable: `RETOLD_` and its name in capitals."""

    threads: int = 0
    """Articles to read at the same time. 0: one for each processor that this process may use."""
    max_bytes: int = 20_000_000
    """Largest page, file or row that is read, in bytes after decompression."""
    timeout: float = 15.0
    """Seconds to wait for a server to connect, or to send its next bytes."""
    deadline: float = 60.0
    """Seconds that one fetch may take in all, redirects included."""
    max_redirects: int = 8
    """Redirects to follow."""
    allow_private: bool = False
    """1: URLs may lead to private and loopback addresses."""
    user_agent: str = f"Retold/{VERSION} (news reader)"
    """How Retold presents itself to servers, in plain ASCII."""
    contact: str = ""
    """An e-mail or web address where you can be reached, in plain ASCII. It is added to the user agent as
    `Retold/VERSION (+contact)`. Set it when you follow feeds."""

    db: str = ""
    """The database: a file, or the URL of a PostgreSQL database. Empty: `retold.db` in your data folder."""
    url: str = ""
    """Public address of the web app, such as `https://news.example`, for links in alerts. Empty: no links."""
    smtp_url: str = ""
    """Server that sends e-mail: `smtp://user:password@host:587`, or `smtps://`. Each part is percent-encoded."""
    mail_from: str = ""
    """Address that e-mail comes from."""
    themes: str = ""
    """TOML file with your own themes, besides the IPTC Media Topics."""

    def __post_init__(self) -> None:
        """Raises `SettingsError` for what no request could carry."""
        for name, text in (("RETOLD_USER_AGENT", self.user_agent), ("RETOLD_CONTACT", self.contact)):
            if not (text.isascii() and text.isprintable()):
                raise SettingsError(
                    f"must be of plain ASCII letters and signs, as headers are, not {text!r}; write the name of a host as xn--…",
                    name,
                )

    @property
    def database(self) -> str:
        """Where the database is."""
        if self.db:
            return self.db
        from platformdirs import user_data_path

        return str(user_data_path("retold") / "retold.db")

    @property
    def agent(self) -> str:
        """The `User-Agent` that is sent: with the contact, where there is one."""
        if not self.contact:
            return self.user_agent
        return (
            f"Retold/{VERSION} (+{self.contact})"
            if self.user_agent == type(self)().user_agent
            else f"{self.user_agent} (+{self.contact})"
        )

    @property
    def workers(self) -> int:
        """Threads to read with, at least one."""
        if self.threads:
            return self.threads
        return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """Settings from `RETOLD_*` variables.

        Raises `SettingsError` naming the variable whose value does not fit.
        """
        values: dict[str, object] = {}
        for field in fields(cls):
            name = f"RETOLD_{field.name.upper()}"
            if name in environment:
                values[field.name] = _parsed(name, environment[name], type(getattr(cls(), field.name)))
        return cls(**values)  # type: ignore[arg-type]  # each value was parsed to its field's own type


def _parsed(name: str, text: str, kind: type) -> object:
    if kind is bool:
        if text.lower() in ("1", "true", "yes", "on"):
            return True
        if text.lower() in ("0", "false", "no", "off", ""):
            return False
        raise SettingsError(f"must be 1 or 0, not {text!r}", name)
    try:
        value = kind(text)
    except ValueError as error:
        raise SettingsError(f"must be of type {kind.__name__}, not {text!r}", name) from error
    if not isinstance(value, str) and value < 0:
        raise SettingsError(f"must not be negative, not {text!r}", name)
    return value
