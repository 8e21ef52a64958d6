"""Archives of any size: the stages of one article applied to many files, on one machine or a cluster."""

from __future__ import annotations

from retold.bulk.driver import run
from retold.bulk.jobs import BulkProgress, BulkSummary, Job

__all__ = ["BulkProgress", "BulkSummary", "Job", "run"]
