"""Feeds: which are followed, when each is asked, and the watch that fetches and reads their articles."""

from __future__ import annotations

from retold.feeds.registry import FeedRegistry
from retold.feeds.schedule import Bounds
from retold.feeds.watch import Watch, WatchPlan, WatchSummary

__all__ = ["Bounds", "FeedRegistry", "Watch", "WatchPlan", "WatchSummary"]
