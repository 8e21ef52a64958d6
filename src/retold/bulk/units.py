"""What is named on the command line, as units: one for each file, and one for so many small files of a folder."""

from __future__ import annotations

from collections.abc import Sequence

from retold.bulk.jobs import Unit
from retold.sources import storage


def units(inputs: Sequence[str]) -> list[Unit]:
    found = {}
    for name in inputs:
        for s in storage.listed(name):
            found[s.name] = Unit(s.name, (s.name,), s.stamp, s.size, 1.7e9)
    return list(found.values())
