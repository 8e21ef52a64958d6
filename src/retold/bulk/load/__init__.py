"""A reduced corpus into an empty memory, without deriving anything again."""

from __future__ import annotations

from retold.bulk.load.corpus import Corpus
from retold.bulk.load.loader import load

__all__ = ["Corpus", "load"]
