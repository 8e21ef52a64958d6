"""What a person's name alone tells of the person."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

from retold.types import Gender


@lru_cache(maxsize=1)
def _first_names() -> dict[str, Gender]:
    lines = (files("retold") / "data" / "firstnames.txt").read_text(encoding="utf-8").splitlines()
    return {name: Gender(gender) for name, gender in (line.split() for line in lines)}


def usual_gender(name: str) -> Gender | None:
    """Of a person's name of two words or more, by the first; None where it is not known."""
    first, *rest = name.split()
    return _first_names().get(first.lower()) if rest else None
