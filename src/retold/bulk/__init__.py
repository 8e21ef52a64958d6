"""Archives of any size: the same stages over many files, on one machine or a cluster."""

from __future__ import annotations

from retold.bulk.jobs import Job, Progress, Summary
from retold.bulk.running import run

__all__ = ["Job", "Progress", "Summary", "run"]
