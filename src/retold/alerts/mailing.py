"""E-mail by SMTP (RFC 5321), with TLS wherever the server has it."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

import certifi

from retold.config import Settings
from retold.errors import FetchError, SettingsError

WAIT = 20.0
"""Seconds that the server may take for one answer, at most."""


@dataclass(frozen=True, slots=True)
class Server:
    """A server that sends e-mail. `tls`: from the first byte (RFC 8314)."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    tls: bool = False

    @classmethod
    def parsed(cls, url: str) -> Server:
        """Of `smtp://user:password@host:587` or `smtps://`, each part percent-encoded. Raises `SettingsError`, without the password."""
        try:
            parts = urlsplit(url)
            if parts.scheme in ("smtp", "smtps") and parts.hostname:
                tls = parts.scheme == "smtps"
                port = parts.port or (465 if tls else 587 if parts.username else 25)
                return cls(parts.hostname, port, unquote(parts.username or ""), unquote(parts.password or ""), tls)
        except ValueError:
            pass
        raise SettingsError("is no address of a server for e-mail; one is smtp://user:password@mail.example.org:587", "RETOLD_SMTP_URL")


class RefusedError(FetchError):
    """The server will never take this message for this address (a 5yz answer to the recipient)."""


def send(message: EmailMessage, settings: Settings) -> str:
    """Sends a message; what the server answered.

    Where the server offers STARTTLS it is used, and its certificate is verified; without it no password is sent.

    Raises:
        SettingsError: there is no server, or its address is none.
        RefusedError: the recipient is refused for good.
        FetchError: anything else that went wrong; the message says what.
    """
    if not settings.smtp_url:
        raise SettingsError("is not set: name the server that sends e-mail, as smtp://user:password@mail.example.org:587", "RETOLD_SMTP_URL")
    server = Server.parsed(settings.smtp_url)
    name = f"{server.host}:{server.port}"
    try:
        with _connected(server, min(settings.timeout, WAIT)) as smtp:
            smtp.send_message(message)
        return "taken by " + name
    except smtplib.SMTPRecipientsRefused as error:
        code, said = next(iter(error.recipients.values()))
        kind = RefusedError if 500 <= code < 600 else FetchError
        raise kind(f"the server refuses the recipient: {code} {_said(said)}", name) from error
    except smtplib.SMTPAuthenticationError as error:
        raise FetchError(f"the server refuses the user or the password: {error.smtp_code} {_said(error.smtp_error)}", name) from error
    except smtplib.SMTPResponseException as error:
        raise FetchError(f"the server answers {error.smtp_code} {_said(error.smtp_error)}", name) from error
    except ssl.SSLError as error:
        raise FetchError(f"the server's certificate cannot be trusted, or its TLS does not work: {error}", name) from error
    except (smtplib.SMTPException, OSError, UnicodeError) as error:
        raise FetchError(f"the server cannot be reached or does not speak SMTP: {error}", name) from error


def _connected(server: Server, timeout: float) -> smtplib.SMTP:
    context = ssl.create_default_context()  # the system's store, or that of SSL_CERT_FILE: mail servers of a house have certificates of their own
    context.load_verify_locations(certifi.where())
    if server.tls:
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=timeout, context=context)
    else:
        smtp = smtplib.SMTP(server.host, server.port, timeout=timeout)
    try:
        smtp.ehlo()
        if not server.tls and smtp.has_extn("starttls"):
            smtp.starttls(context=context)
            smtp.ehlo()
        elif not server.tls and server.user:
            raise FetchError("the server offers no TLS, and a password is not sent without it; use smtps://, or a server with STARTTLS", f"{server.host}:{server.port}")
        if server.user:
            smtp.login(server.user, server.password)
    except BaseException:
        smtp.close()
        raise
    return smtp


def _said(answer: bytes | str) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return " ".join(text.split())[:300]
