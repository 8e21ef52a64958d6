"""Which entries of one document are one. Feeds give ids (`guid`), and some give one id to all their entries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from retold.records.feeds import EntryData
from retold.sources.feeds.dates import to_seconds


def with_own_ids(entries: Sequence[EntryData]) -> tuple[EntryData, ...]:
    """The entries of a document, each id once, in their order.

    Entries that share an id, and have other links and headlines, show that the id says nothing: their links become
    their ids. Others that share an id are versions of one entry. The one that changed last is kept; of equally late
    ones the last in the document.
    """
    first: dict[str, EntryData] = {}
    shared = {entry.id for entry in entries if _is_another(first.setdefault(entry.id, entry), entry)}
    kept: dict[str, EntryData] = {}
    for entry in entries:
        own = replace(entry, id=entry.url) if entry.id in shared else entry
        before = kept.get(own.id)
        if before is None or _changed(own) >= _changed(before):
            kept[own.id] = own
    return tuple(kept.values())


def _is_another(one: EntryData, other: EntryData) -> bool:
    return one.url != other.url and one.headline != other.headline


def _changed(entry: EntryData) -> float:
    """When an entry changed, in seconds since 1970; 0 if that is not known."""
    return to_seconds(entry.updated) or to_seconds(entry.published) or 0.0
