"""Feeds that are followed: what is asked when, what became of it, and the watch that does it."""

from __future__ import annotations

from retold.following.book import Book
from retold.following.rhythm import Bounds
from retold.following.watching import Plan, Summary, Watch

__all__ = ["Book", "Bounds", "Plan", "Summary", "Watch"]
