"""E-mail by SMTP (RFC 5321), with TLS wherever the server has it."""

from __future__ import annotations

import select
import smtplib
import ssl
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any
from urllib.parse import unquote, urlsplit

import certifi

from retold.config import Settings
from retold.errors import FetchError, SettingsError

WAIT = 20.0
"""Seconds that the server may take for one answer, at most."""
BEGINS, TAKES = 120.0, 600.0
"""Seconds that it may take to let a message begin, and to say that it has it: who waits for less sends messages twice (RFC 5321, 4.5.3.2.6)."""
LOOKS = 0.5
"""Seconds after which it is looked whether all is to end."""


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """A server that sends e-mail. `tls`: from the first byte (RFC 8314)."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    tls: bool = False

    @classmethod
    def parsed(cls, url: str) -> SmtpServer:
        """Of `smtp://user:password@host:587` or `smtps://`, each part percent-encoded. Raises `SettingsError`, without the password."""
        try:
            parts = urlsplit(url)
            if parts.scheme in ("smtp", "smtps") and parts.hostname:
                tls = parts.scheme == "smtps"
                port = parts.port or (465 if tls else 587 if parts.username else 25)
                return cls(parts.hostname, port, unquote(parts.username or ""), unquote(parts.password or ""), tls)
        except ValueError:
            pass
        raise SettingsError(
            "is no address of a server for e-mail; one is smtp://user:password@mail.example.org:587", "RETOLD_SMTP_URL"
        )


class RefusedError(FetchError):
    """The server will never take this message for this address (a 5yz answer to the recipient)."""


def send(message: EmailMessage, settings: Settings, ending: threading.Event | None = None) -> str:
    """Sends a message; what the server answered.

    Where the server offers STARTTLS it is used, and its certificate is verified; without it no password is sent. A server that has
    the whole message is waited for as long as the standard asks, but once `ending` is set no longer than for any answer.

    Raises:
        SettingsError: there is no server, or its address is none.
        RefusedError: the recipient is refused for good.
        FetchError: anything else that went wrong; the message says what.
    """
    if not settings.smtp_url:
        raise SettingsError(
            "is not set: name the server that sends e-mail, as smtp://user:password@mail.example.org:587",
            "RETOLD_SMTP_URL",
        )
    server = SmtpServer.parsed(settings.smtp_url)
    name = f"{server.host}:{server.port}"
    try:
        smtp = _connected(server, min(settings.timeout, WAIT), ending or threading.Event())
        try:
            smtp.send_message(message)
        finally:
            with suppress(
                smtplib.SMTPException, OSError
            ):  # how it says goodbye changes nothing: the message is taken, or it is not
                smtp.quit()
            smtp.close()
        return "taken by " + name
    except smtplib.SMTPRecipientsRefused as error:
        code, said = next(iter(error.recipients.values()))
        kind = RefusedError if 500 <= code < 600 else FetchError
        raise kind(f"the server refuses the recipient: {code} {_said(said)}", name) from error
    except smtplib.SMTPAuthenticationError as error:
        raise FetchError(
            f"the server refuses the user or the password: {error.smtp_code} {_said(error.smtp_error)}", name
        ) from error
    except smtplib.SMTPResponseException as error:
        raise FetchError(f"the server answers {error.smtp_code} {_said(error.smtp_error)}", name) from error
    except ssl.SSLError as error:
        raise FetchError(
            f"the server's certificate cannot be trusted, or its TLS does not work: {error}", name
        ) from error
    except (smtplib.SMTPException, OSError, UnicodeError) as error:
        raise FetchError(f"the server cannot be reached or does not speak SMTP: {error}", name) from error


class _Patient(smtplib.SMTP):
    """Waits longer for the two answers to DATA than for others."""

    ending: threading.Event
    _waits: tuple[float, ...] = ()

    def data(self, msg: Any) -> tuple[int, bytes]:
        self._waits = (BEGINS, TAKES)
        try:
            return super().data(msg)
        finally:
            self._waits = ()

    def getreply(self) -> tuple[int, bytes]:
        if self._waits:
            self._await(self._waits[0])
            self._waits = self._waits[1:]
        return super().getreply()

    def _await(self, seconds: float) -> None:
        """Returns once the server says something, or is not waited for any longer; then the socket's own time begins, as for any answer."""
        assert self.sock is not None
        ends = time.monotonic() + seconds - (self.sock.gettimeout() or 0.0)
        while time.monotonic() < ends and not self.ending.is_set():
            if select.select([self.sock], [], [], LOOKS)[0]:
                return


class _Secured(_Patient, smtplib.SMTP_SSL):
    """The same with TLS from the first byte."""


def _connected(server: SmtpServer, timeout: float, ending: threading.Event) -> smtplib.SMTP:
    context = (
        ssl.create_default_context()
    )  # the system's store, or that of SSL_CERT_FILE: mail servers of a house have certificates of their own
    context.load_verify_locations(certifi.where())
    if server.tls:
        smtp: _Patient = _Secured(server.host, server.port, timeout=timeout, context=context)
    else:
        smtp = _Patient(server.host, server.port, timeout=timeout)
    smtp.ending = ending
    try:
        smtp.ehlo()
        if not server.tls and smtp.has_extn("starttls"):
            smtp.starttls(context=context)
            smtp.ehlo()
        elif not server.tls and server.user:
            raise FetchError(
                "the server offers no TLS, and a password is not sent without it; use smtps://, or a server with STARTTLS",
                f"{server.host}:{server.port}",
            )
        if server.user:
            smtp.login(server.user, server.password)
    except BaseException:
        smtp.close()
        raise
    return smtp


def _said(answer: bytes | str) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return " ".join(text.split())[:300]
