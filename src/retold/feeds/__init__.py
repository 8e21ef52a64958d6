"""Feeds that are followed: what is asked when, what became of it, and the watch that does it."""

from __future__ import annotations

from retold.feeds.registry import FeedRegistry
from retold.feeds.schedule import Bounds
from retold.feeds.watch import Watch, WatchPlan, WatchSummary

__all__ = ["Bounds", "FeedRegistry", "Watch", "WatchPlan", "WatchSummary"]
