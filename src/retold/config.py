"""Settings: from environment variables, or given in code."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields

from retold.errors import SettingsError

VERSION = "0.1.0"


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings. The environment variable of a field is `RETOLD_` and its name in capitals."""

    threads: int = 0
    """Articles to read at the same time. 0: one for each processor that this process may use."""
    max_bytes: int = 20_000_000
    """Largest page, file or row that is read, in bytes after decompression."""
    max_chars: int = 100_000
    """Longest text of an article that is read, in characters. The rest of a longer one is left out, and a note says
    so."""
    time_limit: float = 60.0
    """Seconds that one article may take to be read; then it is given up. 0: no limit."""
    memory_limit: int = 2_000_000_000
    """Bytes of memory that a process that reads articles may use (Linux only). 0: no limit."""
    timeout: float = 15.0
    """Seconds to wait for a server to connect, or to send its next bytes."""
    deadline: float = 60.0
    """Seconds that one fetch may take, with all its redirects."""
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
    """The address that e-mail is sent from; "": none."""
    themes: str = ""
    """TOML file with your own themes, besides the IPTC Media Topics."""

    writer: str = ""
    """A language model that writes the sentences anew: the address of an interface like OpenAI's
    (`http://localhost:11434/v1`), or the path of a GGUF file. Empty: none, and no text leaves this machine."""
    writer_model: str = ""
    """The model that the interface is asked for."""
    writer_key: str = field(default="", repr=False)
    """The key that the interface wants. It is sent to no other host, and never logged."""
    writer_timeout: float = 60.0
    """Seconds that one answer of the language model may take."""
    writer_tokens: int = 30_000
    """Tokens that the language model may read and write for one article. 0: no limit."""
    writer_tokens_a_day: int = 0
    """Tokens that it may read and write in a day (UTC), for all articles. 0: no limit."""

    def __post_init__(self) -> None:
        """Raises `SettingsError` for text that no HTTP header can hold."""
        for variable, text in (("RETOLD_USER_AGENT", self.user_agent), ("RETOLD_CONTACT", self.contact)):
            if not (text.isascii() and text.isprintable()):
                raise SettingsError(
                    f"must be plain ASCII, because it is sent in a header, not {text!r}; write a host name as xn--…",
                    variable,
                )

    @property
    def database(self) -> str:
        """The database: `db`, or the file in the user's data folder."""
        if self.db:
            return self.db
        from platformdirs import user_data_path

        return str(user_data_path("retold") / "retold.db")

    @property
    def user_agent_header(self) -> str:
        """The `User-Agent` header: `user_agent`, with `contact` if there is one."""
        if not self.contact:
            return self.user_agent
        is_default = self.user_agent == type(self)().user_agent
        return f"{f'Retold/{VERSION}' if is_default else self.user_agent} (+{self.contact})"

    @property
    def workers(self) -> int:
        """Threads that read articles, at least one."""
        if self.threads:
            return self.threads
        return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """The settings that `RETOLD_*` variables give.

        Raises `SettingsError` with the name of a variable whose value cannot be used.
        """
        values: dict[str, object] = {}
        for setting in fields(cls):
            variable = f"RETOLD_{setting.name.upper()}"
            if variable in environment:
                values[setting.name] = _parse(variable, environment[variable], type(getattr(cls(), setting.name)))
        return cls(**values)  # type: ignore[arg-type]  # each value was parsed to the type of its field


def _parse(variable: str, text: str, field_type: type) -> object:
    if field_type is bool:
        if text.lower() in ("1", "true", "yes", "on"):
            return True
        if text.lower() in ("0", "false", "no", "off", ""):
            return False
        raise SettingsError(f"must be 1 or 0, not {text!r}", variable)
    try:
        value = field_type(text)
    except ValueError as error:
        kind = {int: "a whole number", float: "a number"}.get(field_type, field_type.__name__)
        raise SettingsError(f"must be {kind}, not {text!r}", variable) from error
    if not isinstance(value, str) and value < 0:
        raise SettingsError(f"must not be negative, not {text!r}", variable)
    return value
