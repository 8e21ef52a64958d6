"""Versions of the articles of a corpus."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

from retold.bulk.load.corpus import Corpus

_COLUMNS = ("row", "article", "versions", "retrieved", "fingerprint")


@dataclass(frozen=True, slots=True)
class Version:
    """A version of an article. `article`: the id that the article was first known by."""

    article: str
    number: int
    current: bool


@dataclass(frozen=True, slots=True, order=True)
class _State:
    """One row of an article, as the order of its versions depends on it: past before current, then by time."""

    current: bool
    retrieved: str
    row: int
    article: str
    fingerprint: bytes


def versions(corpus: Corpus, current: Set[int]) -> dict[int, Version]:
    """The versions of articles that have several, by row, in the order in which they were retrieved.

    `current`: rows of the current versions; each is the last one of its article. Rows with the same fingerprint are
    one version; the row that was retrieved first stands for it.
    """
    states: dict[int, list[_State]] = {}
    for shard in corpus.shards:
        rows = corpus.shard_table(shard, "digests", _COLUMNS)
        columns = (rows[c].to_pylist() for c in _COLUMNS)
        for row, article, group, retrieved, fingerprint in zip(*columns, strict=True):
            states.setdefault(group, []).append(_State(row in current, retrieved or "", row, article, fingerprint))
    found: dict[int, Version] = {}
    for group_states in states.values():
        if len(group_states) > 1:
            found |= _numbered(sorted(group_states))
    return found


def _numbered(ordered: list[_State]) -> dict[int, Version]:
    """The versions of one article by row; none if it has only one version or no current one."""
    current = next((s.fingerprint for s in reversed(ordered) if s.current), None)
    past: dict[bytes, _State] = {}
    for state in ordered:
        if not state.current and state.fingerprint != current:
            past.setdefault(state.fingerprint, state)
    if not past or current is None:
        return {}
    first = next(iter(past.values())).article
    found = {state.row: Version(first, number, False) for number, state in enumerate(past.values(), start=1)}
    return found | {s.row: Version(first, len(past) + 1, True) for s in ordered if s.current}
