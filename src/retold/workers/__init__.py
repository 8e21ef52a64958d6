"""Worker processes: hostile input is read outside the process that serves, within limits of time and memory.

A pattern that never ends, a parser that crashes or a page that fills the memory ends only a worker. The process that
started it knows the input, says what happened, and goes on.
"""

from retold.workers.limits import Limits
from retold.workers.pool import Urgency, WorkerPool
from retold.workers.process import WorkerProcess, in_worker

__all__ = ["Limits", "Urgency", "WorkerPool", "WorkerProcess", "in_worker"]
