"""The records of what is followed are documented."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from retold.cli.feeds import feeds
from retold.records.feeds import Entry, EntryState, Feed, FeedState, Health, Reason, Visit

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("record", [Feed, Health, Visit, Entry])
def test_every_field_is_documented(record: type) -> None:
    text = (DOCS / "follow.md").read_text()
    assert {f.name for f in fields(record) if f"`{f.name}`" not in text} == set()  # type: ignore[arg-type]


def test_every_state_reason_and_command_is_documented() -> None:
    text = (DOCS / "follow.md").read_text()
    assert {s.value for kind in (EntryState, FeedState, Reason) for s in kind if f"`{s.value}`" not in text} == set()
    commands = (DOCS / "cli.md").read_text()
    assert {name for name in feeds.commands if f"`retold feeds {name}" not in commands} == set()
