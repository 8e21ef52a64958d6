"""E-mail by SMTP (RFC 5321), with TLS wherever the server has it."""

from __future__ import annotations

import select
import smtplib
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any
from urllib.parse import unquote, urlsplit

import certifi

from retold.config import Settings
from retold.errors import FetchError, SettingsError

ANSWER_WAIT = 20.0
"""Seconds that the server may take for one answer, at most."""
DATA_WAIT = 120.0
"""Seconds that the server may take to let a message begin (RFC 5321, 4.5.3.2.4)."""
ACCEPT_WAIT = 600.0
"""Seconds that the server may take to accept a message. Who waits less sends it twice (RFC 5321, 4.5.3.2.6)."""
POLL = 0.5
"""Seconds between two checks whether the program stops."""


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
        """The server of `smtp://user:password@host:587` or `smtps://`, each part percent-encoded.

        Raises `SettingsError`, without the password.
        """
        try:
            parts = urlsplit(url)
            if parts.scheme in ("smtp", "smtps") and parts.hostname:
                tls = parts.scheme == "smtps"
                port = parts.port or (465 if tls else 587 if parts.username else 25)
                return cls(parts.hostname, port, unquote(parts.username or ""), unquote(parts.password or ""), tls)
        except ValueError:
            pass
        raise SettingsError(
            "is no address of a mail server; an address looks like smtp://user:password@mail.example.org:587",
            "RETOLD_SMTP_URL",
        )


class RefusedError(FetchError):
    """The server will never take this message for this recipient (it answered 5yz)."""


def send(letter: EmailMessage, settings: Settings, stopping: threading.Event | None = None) -> str:
    """Sends a letter; says which server took it.

    If the server offers STARTTLS, it is used, and the certificate is verified; no password is sent without TLS. A
    server that has the whole message may take as long as the standard allows. Once `stopping` is set, it may take no
    longer than for any answer.

    Raises:
        SettingsError: no server is set, or its address is not valid.
        RefusedError: the recipient is refused for good.
        FetchError: anything else went wrong; the message says what.
    """
    if not settings.smtp_url:
        raise SettingsError(
            "is not set; give the server that sends e-mail, as smtp://user:password@mail.example.org:587",
            "RETOLD_SMTP_URL",
        )
    server = SmtpServer.parsed(settings.smtp_url)
    name = f"{server.host}:{server.port}"
    with _plain_errors(name):
        smtp = _connect(server, min(settings.timeout, ANSWER_WAIT), stopping or threading.Event())
        try:
            smtp.send_message(letter)
        finally:
            # By now the message is taken, or it is not: an error at goodbye changes nothing.
            with suppress(smtplib.SMTPException, OSError):
                smtp.quit()
            smtp.close()
    return "taken by " + name


@contextmanager
def _plain_errors(name: str) -> Iterator[None]:
    """Turns errors of SMTP into ours."""
    try:
        yield
    except smtplib.SMTPRecipientsRefused as error:
        code, answer = next(iter(error.recipients.values()))
        kind = RefusedError if 500 <= code < 600 else FetchError
        raise kind(f"the server refuses the recipient: {code} {_text(answer)}", name) from error
    except smtplib.SMTPAuthenticationError as error:
        raise FetchError(
            f"the server refuses the user or the password: {error.smtp_code} {_text(error.smtp_error)}", name
        ) from error
    except smtplib.SMTPResponseException as error:
        raise FetchError(f"the server answers {error.smtp_code} {_text(error.smtp_error)}", name) from error
    except ssl.SSLError as error:
        raise FetchError(
            f"the server's certificate cannot be trusted, or its TLS does not work: {error}", name
        ) from error
    except (smtplib.SMTPException, OSError, UnicodeError) as error:
        raise FetchError(f"the server cannot be reached or does not speak SMTP: {error}", name) from error


class _PatientSmtp(smtplib.SMTP):
    """Waits longer for the two answers to DATA than for others."""

    stopping: threading.Event
    _waits: tuple[float, ...] = ()
    """Seconds for the next answers; () for the socket's own time."""

    def data(self, msg: Any) -> tuple[int, bytes]:
        self._waits = (DATA_WAIT, ACCEPT_WAIT)
        try:
            return super().data(msg)
        finally:
            self._waits = ()

    def getreply(self) -> tuple[int, bytes]:
        if self._waits:
            self._wait(self._waits[0])
            self._waits = self._waits[1:]
        return super().getreply()

    def _wait(self, seconds: float) -> None:
        """Returns when the server answers, or the wait ends early; then the socket's own time begins."""
        assert self.sock is not None
        ends = time.monotonic() + seconds - (self.sock.gettimeout() or 0.0)
        while time.monotonic() < ends and not self.stopping.is_set():
            if select.select([self.sock], [], [], POLL)[0]:
                return


class _PatientSmtpTls(_PatientSmtp, smtplib.SMTP_SSL):
    """The same with TLS from the first byte."""


def _connect(server: SmtpServer, timeout: float, stopping: threading.Event) -> smtplib.SMTP:
    # The system's store, or that of SSL_CERT_FILE: mail servers of a company often have certificates of their own.
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    smtp: _PatientSmtp
    if server.tls:
        smtp = _PatientSmtpTls(server.host, server.port, timeout=timeout, context=context)
    else:
        smtp = _PatientSmtp(server.host, server.port, timeout=timeout)
    smtp.stopping = stopping
    try:
        smtp.ehlo()
        if not server.tls and smtp.has_extn("starttls"):
            smtp.starttls(context=context)
            smtp.ehlo()
        elif not server.tls and server.user:
            raise FetchError(
                "the server offers no TLS, and Retold sends no password without it; use smtps://, or a server with "
                "STARTTLS",
                f"{server.host}:{server.port}",
            )
        if server.user:
            smtp.login(server.user, server.password)
    except BaseException:
        smtp.close()
        raise
    return smtp


def _text(answer: bytes | str) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return " ".join(text.split())[:300]
