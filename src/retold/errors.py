"""Every error that Retold raises on purpose.

    RetoldError
    ├── SourceError            a source could not be turned into pages
    │   ├── FetchError         the network, the server, or a rule of ours said no
    │   │   └── BlockedAddressError
    │   └── FormatError        bytes that are not what they claim to be
    ├── ExtractionError        a page without an article
    │   ├── PaywallError
    │   └── ChallengeError
    └── SettingsError          a setting that cannot be used

Each message says what was wrong, with which input, and what to do. `source`
names the input, so that a batch can report it and go on.
"""

from __future__ import annotations

SHOWN = 200
"""Code points of a source that a message shows at most."""


class RetoldError(Exception):
    """Base of all. `source` is the input that it is about ("" where none)."""

    def __init__(self, message: str, source: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.source = source

    def __str__(self) -> str:
        shown = self.source if len(self.source) <= SHOWN else self.source[:SHOWN] + "…"
        return f"{shown}: {self.message}" if shown else self.message


class SourceError(RetoldError):
    """A source that cannot be opened or understood."""


class FetchError(SourceError):
    """A URL that could not be fetched."""


class BlockedAddressError(FetchError):
    """A URL that leads to a private, loopback or reserved address."""


class FormatError(SourceError):
    """Content that is not what its name or its header claims."""


class ExtractionError(RetoldError):
    """A page in which no article was found."""


class PaywallError(ExtractionError):
    """Only the stub of an article; the rest is for subscribers."""


class ChallengeError(ExtractionError):
    """A page that asks to prove being human, or for consent, in place of the article."""


class SettingsError(RetoldError):
    """A setting whose value cannot be used."""
