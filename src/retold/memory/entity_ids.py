"""Ids of entities and forms, as they are shown: "E12"."""

from __future__ import annotations


def entity_id(number: int) -> str:
    """The id of an entity or form by its number: "E12"."""
    return f"E{number}"


def entity_number(shown: str) -> int:
    """The number of an id that was shown."""
    return int(shown[1:])
