from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.made import article

import retold.store.vectors
from retold import Engine
from retold.memory import Filter, Memory
from retold.store.vectors import Vectors


@pytest.mark.parametrize("exact", [True, False])
def test_the_nearest_are_found_exactly_and_by_signs(
    tmp_path: Path, engine: Engine, monkeypatch: pytest.MonkeyPatch, exact: bool
) -> None:
    if not exact:
        monkeypatch.setattr(retold.store.vectors, "EXACT", 10)
        monkeypatch.setattr(retold.store.vectors, "CLOSEST", 60)
    monkeypatch.setattr(retold.store.vectors, "BLOCK", 50)
    random = np.random.default_rng(4)
    centre = random.normal(size=384).astype(np.float32)
    near = [centre + 0.4 * random.normal(size=384).astype(np.float32) for _ in range(20)]
    far = [random.normal(size=384).astype(np.float32) for _ in range(160)]
    with Memory(str(tmp_path / "m.db"), engine) as memory:
        memory.keep([article(f"a{i:03}", vector=v / np.linalg.norm(v)) for i, v in enumerate([*near, *far])])
        vectors = Vectors(memory._db)
        unit = centre / np.linalg.norm(centre)
        found = vectors.near(unit, 15)
        wanted = sorted(range(180), key=lambda i: -float(unit @ ([*near, *far][i] / np.linalg.norm([*near, *far][i]))))[
            :15
        ]
        assert {k - 1 for k, _ in found} == set(wanted)
        assert [c for _, c in found] == sorted((c for _, c in found), reverse=True)
        assert vectors.near(unit, 3, Filter(publisher="Paper a007"))[0][0] == 8
        memory.keep([article("late", vector=unit)])
        assert vectors.near(unit, 1)[0][0] == 181


def test_an_empty_memory_has_nothing_near(tmp_path: Path, engine: Engine) -> None:
    with Memory(str(tmp_path / "m.db"), engine) as memory:
        assert Vectors(memory._db).near(np.ones(384, dtype=np.float32), 5) == []
        assert memory.search("anything") == []
        assert memory.stories() == []
        assert memory.counts()["stories"] == 0
        assert memory.problems() == []
