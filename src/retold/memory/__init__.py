"""Articles kept, and what they are together: identity, stories, the intersection graph, search."""

from __future__ import annotations

from retold.memory.graph import Asked
from retold.memory.keeping import Kept, Status
from retold.memory.memory import Memory
from retold.store.filters import Filter

__all__ = ["Asked", "Filter", "Kept", "Memory", "Status"]
