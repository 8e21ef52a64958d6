"""The records of feeds are documented."""

from __future__ import annotations

from dataclasses import fields

import pytest
from tests.field_tables import DOCS, documented

from retold.cli.feeds import feeds
from retold.records.feeds import Entry, EntryState, Feed, FeedState, Health, Reason, Visit


@pytest.mark.parametrize("record", [Feed, Health, Visit, Entry])
def test_every_field_has_a_row(record: type) -> None:
    rows = documented("follow.md", "field", below=f"### {record.__name__}")
    assert rows == [f.name for f in fields(record)]  # type: ignore[arg-type]


def test_every_reason_has_a_row() -> None:
    assert documented("follow.md", "reason") == [reason.value for reason in Reason]


def test_every_state_and_command_is_documented() -> None:
    lines = (DOCS / "follow.md").read_text(encoding="utf-8").splitlines()
    rows = [line for line in lines if line.startswith("| `state` |")]
    for row, states in zip(rows, (FeedState, EntryState), strict=True):
        assert {state.value for state in states if f"`{state.value}`" not in row} == set()
    commands = (DOCS / "cli.md").read_text()
    assert {name for name in feeds.commands if f"`retold feeds {name}" not in commands} == set()
