"""Salience: how much an article is about an entity."""

from __future__ import annotations

import math

from retold.reading.coref import Cluster
from retold.reading.name_forms import plain_key
from retold.types import EntityType

_WEIGHTS = {"bias": -2.4, "count": 1.15, "early": 1.3, "headline": 1.5, "spread": 0.8, "place": -0.6}


def entity_salience(cluster: Cluster, headline: str, length: int, sentences: int) -> float:
    """The salience of one entity, 0..1.

    It rises with how often, how early and in how long a part of the article the entity is named, and if
    the headline names it. `length` is that of the body in code points; `sentences` is their number.
    """
    headline_key = f" {plain_key(headline)} "
    is_person = cluster.type is EntityType.PERSON
    forms = (plain_key(form, is_person=is_person) for form in (cluster.name, *cluster.aliases))
    in_headline = any(f" {form} " in headline_key for form in forms)
    indices = {m.sentence for m in cluster.mentions}
    total = (
        _WEIGHTS["bias"]
        + _WEIGHTS["count"] * math.log(len(cluster.mentions))
        + _WEIGHTS["early"] * (1.0 - cluster.mentions[0].span.start / max(1, length))
        + _WEIGHTS["headline"] * in_headline
        + _WEIGHTS["spread"] * ((max(indices) - min(indices) + 1) / max(1, sentences))
        + _WEIGHTS["place"] * (cluster.type is EntityType.PLACE)
    )
    return round(1.0 / (1.0 + math.exp(-total)), 4)
