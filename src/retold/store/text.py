"""Text as every database can hold it."""

from __future__ import annotations


def storable(text: str) -> str:
    """Text without what no database can hold: lone surrogates, and the character zero."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8").replace("\0", "")
