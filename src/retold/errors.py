"""Every error that Retold raises on purpose.

    RetoldError
    ├── SourceError            a source could not be turned into pages
    │   ├── FetchError         the network, the server, or a rule of ours said no
    │   │   ├── BlockedAddressError
    │   │   └── UnreachableError
    │   ├── FormatError        bytes that are not what they claim to be
    │   │   └── DamagedError   bytes of an archive that are lost, and no others
    │   └── StorageError       a bucket, an object or a file that cannot be listed, read or written
    │       └── MissingError
    ├── ExtractionError        a page without an article
    │   ├── PaywallError
    │   └── ChallengeError
    │       └── ConsentError
    ├── StoreError             a database that cannot be used as asked
    │   ├── CorruptError       bytes that are no database, or a damaged one
    │   ├── NewerDatabaseError written by a later version
    │   ├── ReadOnlyError
    │   ├── FullError          no room to write
    │   ├── LedgerError        a judgement that cannot be made or taken back as things are
    │   └── BusyError          another process writes and does not end
    ├── UnknownError           nothing of that name or id is kept
    ├── QueryError             a question that cannot be understood: a date, a place in a list
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


class UnreachableError(FetchError):
    """A host that is not known, cannot be connected to, or does not answer in time."""


class FormatError(SourceError):
    """Content that is not what its name or its header claims."""


class DamagedError(FormatError):
    """Bytes of an archive that are lost: `lost` of them, from the offset in `source` on."""

    def __init__(self, message: str, source: str, lost: int) -> None:
        super().__init__(message, source)
        self.lost = lost


class StorageError(SourceError):
    """A bucket, an object or a file that cannot be listed, read or written: the store or the disk failed, not what it holds.

    Where it comes in place of a page, the rest of that file was not seen.
    """


class MissingError(StorageError):
    """There is no such file or object, or it may not be read: what is asked of the store next can be there."""


class ExtractionError(RetoldError):
    """A page in which no article was found."""


class PaywallError(ExtractionError):
    """Only the stub of an article; the rest is for subscribers."""


class ChallengeError(ExtractionError):
    """A page that asks to prove being human, or for consent, in place of the article."""


class ConsentError(ChallengeError):
    """A page that asks for consent to cookies or tracking, and gives no article without."""


class QueryError(RetoldError):
    """A question that cannot be understood as it was written."""


class SettingsError(RetoldError):
    """A setting whose value cannot be used."""


class StoreError(RetoldError):
    """A database that cannot be opened, read or written; what was kept before is as it was."""


class CorruptError(StoreError):
    """A file that is no database of ours, or one that is damaged. It is not written to."""


class NewerDatabaseError(StoreError):
    """A database with a schema that this version does not know. It is not touched."""


class ReadOnlyError(StoreError):
    """A database that may not be written to."""


class FullError(StoreError):
    """A disk or a quota without room; what was being written is not kept."""


class LedgerError(StoreError):
    """A judgement that cannot be made, or taken back, as things are."""


class BusyError(StoreError):
    """A database that another process holds for longer than we wait."""


class UnknownError(RetoldError):
    """A name or an id that the memory does not hold."""
