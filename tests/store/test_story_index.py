"""Stories that are read into memory in parts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from tests.made import article

from retold import Engine
from retold.errors import DeadlineError
from retold.memory import Memory
from retold.store import deadline, story_index
from retold.store.deadline import Deadline
from retold.store.story_index import StoryIndex
from retold.types import EntityType


@pytest.fixture
def memory(tmp_path: Path, engine: Engine) -> Iterator[Memory]:
    """Nine stories."""
    with Memory(str(tmp_path / "m.db"), engine) as found:
        found.keep([article(f"a{n}", [(f"Place {n}", EntityType.PLACE)]) for n in range(9)])
        yield found


def test_reading_goes_on_where_the_time_was_over(memory: Memory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise a memory that takes longer to read than a question may take could never be read."""
    whole = StoryIndex(memory._db).all()
    assert len(whole[0]) == 9
    monkeypatch.setattr(story_index, "PART", 2)
    read, arrays = list[int](), story_index._arrays

    def arrays_of_one_part(rows: list[tuple[object, ...]]) -> story_index.Arrays:
        read.append(len(rows))
        own.end_now()
        return arrays(rows)

    monkeypatch.setattr(story_index, "_arrays", arrays_of_one_part)
    index = StoryIndex(memory._db)
    for _ in range(3):
        own = Deadline(60)
        with deadline.within(own), pytest.raises(DeadlineError):
            index.all()
    assert read == [2, 2, 2]
    memory.keep([article("late", [("Place 10", EntityType.PLACE)])])
    found = index.all()
    assert len(found[0]) == 10
    for mine, theirs in zip(found, StoryIndex(memory._db).all(), strict=True):
        assert np.array_equal(mine, theirs, equal_nan=mine.dtype == np.float64)
