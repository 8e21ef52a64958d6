"""Every error that Retold raises on purpose.

    RetoldError                    base of all
    ├── SourceError                a source cannot be turned into pages
    │   ├── FetchError             a URL cannot be fetched
    │   │   ├── BlockedAddressError    it leads to a private address
    │   │   └── UnreachableError       its host cannot be reached, or does not answer in time
    │   ├── FormatError            content is not what it claims to be
    │   │   └── DamagedError           some bytes of an archive are lost
    │   ├── LimitError             it takes more time or memory to read than it may
    │   └── StorageError           a file, object or bucket cannot be listed, read or written
    │       └── MissingError           it is not there, or may not be read
    ├── ExtractionError            a page holds no article
    │   ├── PaywallError           only the beginning is free
    │   └── ChallengeError         the site asks for a proof that the reader is human
    │       └── ConsentError           the site asks for consent to cookies
    ├── StoreError                 a database cannot be used as asked
    │   ├── CorruptError           it is damaged, or no database of ours
    │   ├── NewerDatabaseError     a later version wrote it
    │   ├── ReadOnlyError          it may not be written to
    │   ├── FullError              there is no room to write
    │   ├── BusyError              another process is writing, and does not end
    │   └── LedgerError            a judgement cannot be made or undone
    ├── UnknownError               the memory holds nothing of this name or id
    ├── QueryError                 a question cannot be understood
    ├── DeadlineError              a question takes longer than it may
    ├── SettingsError              a setting cannot be used
    ├── WriterError                a language model gives no draft
    │   ├── WriterRefusedError         it does not take what it is asked; asking again does not help
    │   ├── WriterPausedError          it failed several times, and is not asked for a while
    │   └── BudgetError                it has written as much as it may
    └── StoppedError               the program is being stopped

A message says what is wrong and what to do. `source` names the input, so that a batch can report the error and go on.
"""

from __future__ import annotations

MAX_SOURCE = 200
"""Code points of a source that a message shows."""


class RetoldError(Exception):
    """Base of all errors. It prints as `source: message`.

    `message`: what is wrong, and what to do. `source`: the input that it is about; "" if there is none.
    """

    def __init__(self, message: str, source: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.source = source

    def __str__(self) -> str:
        source = self.source if len(self.source) <= MAX_SOURCE else self.source[:MAX_SOURCE] + "…"
        return f"{source}: {self.message}" if source else self.message


class SourceError(RetoldError):
    """A source cannot be opened or understood."""


class FetchError(SourceError):
    """A URL cannot be fetched: the network or the server failed, or one of our limits was reached."""


class BlockedAddressError(FetchError):
    """A URL leads to a private, loopback or reserved address."""


class UnreachableError(FetchError):
    """A host is not known, cannot be connected to, or does not answer in time."""


class FormatError(SourceError):
    """Content is not what its name or its header claims."""


class DamagedError(FormatError):
    """Bytes of an archive are lost: `lost` of them, from the offset in `source` on. All others can be read."""

    def __init__(self, message: str, source: str, lost: int) -> None:
        super().__init__(message, source)
        self.lost = lost

    def __reduce__(self) -> tuple[type[DamagedError], tuple[str, str, int]]:
        return type(self), (self.message, self.source, self.lost)


class LimitError(SourceError):
    """An input took more time or memory than it may, or ended the process that read it."""


class StorageError(SourceError):
    """A file, object or bucket cannot be listed, read or written, because the disk or the store failed.

    If it comes in place of a page, the rest of that file was not read.
    """


class MissingError(StorageError):
    """A file or object is not there, or may not be read. Other files of the same store may be fine."""


class ExtractionError(RetoldError):
    """No article was found in a page."""


class PaywallError(ExtractionError):
    """A page shows only the beginning of its article; the rest is for subscribers."""


class ChallengeError(ExtractionError):
    """A page asks for a proof that the reader is human, or for consent, and shows no article."""


class ConsentError(ChallengeError):
    """A page asks for consent to cookies or tracking, and shows no article without it."""


class QueryError(RetoldError):
    """A question cannot be understood, such as one with a wrong date or a wrong place in a list."""


class DeadlineError(RetoldError):
    """A question takes longer than it may. Nothing is wrong with the database."""


class SettingsError(RetoldError):
    """The value of a setting cannot be used."""


class WriterError(RetoldError):
    """A language model gives no draft. What it should have written is told in our own sentences."""


class WriterRefusedError(WriterError):
    """The endpoint of a language model does not take what it is asked: its address, key or model is wrong."""


class WriterPausedError(WriterError):
    """The endpoint of a language model failed several times in a row, and is not asked for a while."""


class BudgetError(WriterError):
    """A language model has written as much as it may, for a digest or for a day."""


class StoppedError(RetoldError):
    """Something was given up because the program is being stopped. No input is at fault."""


class StoreError(RetoldError):
    """A database cannot be opened, read or written. What was kept before is unchanged."""


class CorruptError(StoreError):
    """A file is no database of ours, or a damaged one. Nothing is written to it."""


class NewerDatabaseError(StoreError):
    """A database has a schema that this version does not know. It is left as it is."""


class ReadOnlyError(StoreError):
    """A database may not be written to."""


class FullError(StoreError):
    """The disk or the quota has no room. What was being written is not kept."""


class LedgerError(StoreError):
    """A judgement cannot be made or undone in the present state of the ledger."""


class BusyError(StoreError):
    """Another process holds the database for longer than we wait."""


class UnknownError(RetoldError):
    """The memory holds nothing of this name or id."""
