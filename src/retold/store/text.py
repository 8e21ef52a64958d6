"""Text in a form that every database can store."""

from __future__ import annotations


def storable(text: str) -> str:
    """Text without what no database can store: lone surrogates are escaped, the zero character is removed."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8").replace("\0", "")
