"""Kept articles, and what they are together: identity, stories, the intersection graph, search."""

from __future__ import annotations

from retold.memory.graph import LinkQuery
from retold.memory.ingest import Kept, Status
from retold.memory.memory import Memory
from retold.store.filter import Filter

__all__ = ["Filter", "Kept", "LinkQuery", "Memory", "Status"]
