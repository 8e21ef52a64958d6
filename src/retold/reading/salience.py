"""How much an article is about an entity."""

from __future__ import annotations

import math
from collections.abc import Sequence

from retold.reading.coref import Cluster, key_of
from retold.types import EntityType

_WEIGHTS = {"bias": -2.4, "count": 1.15, "early": 1.3, "headline": 1.5, "spread": 0.8, "place": -0.6}


def of(cluster: Cluster, headline: str, length: int, sentences: int) -> float:
    """Salience 0..1 of one entity, from how often, how early and how widely it is
    named, and whether the headline has it. `length`: of the body in code points."""
    headline_key = f" {key_of(headline)} "
    named = any(f" {key_of(form)} " in headline_key for form in (cluster.name, *cluster.aliases))
    seen = {m.sentence for m in cluster.mentions}
    total = (
        _WEIGHTS["bias"]
        + _WEIGHTS["count"] * math.log(len(cluster.mentions))
        + _WEIGHTS["early"] * (1.0 - cluster.mentions[0].span.start / max(1, length))
        + _WEIGHTS["headline"] * named
        + _WEIGHTS["spread"] * (_spread(sorted(seen)) / max(1, sentences))
        + _WEIGHTS["place"] * (cluster.type is EntityType.PLACE)
    )
    return round(1.0 / (1.0 + math.exp(-total)), 4)


def _spread(indices: Sequence[int]) -> int:
    return indices[-1] - indices[0] + 1
