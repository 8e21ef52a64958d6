"""How likely a relation that the words seem to say is right: logistic regression over a few features.

`train/relations.py` fits the weights on the relations that an editor gave, so the probability is calibrated. What is
found in several sentences, or in several ways, has all its features.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files

from retold.english.quotation_marks import quoted_spans, starting_inside_quotation
from retold.reading.relation_arguments import Found
from retold.reading.relation_referents import Way
from retold.types import Reading


@lru_cache(maxsize=1)
def weights() -> dict[str, float]:
    """The weights by the names of the features."""
    loaded: dict[str, float] = json.loads((files("retold") / "data" / "relations.json").read_text(encoding="utf-8"))
    return loaded


def probability(features: Mapping[str, float], known: Mapping[str, float]) -> float:
    """The probability of a relation, 0..1; a feature without a weight counts nothing."""
    return 1 / (1 + math.exp(-sum(known.get(name, 0.0) * value for name, value in features.items())))


def best_place(group: Sequence[Found]) -> Found:
    """The place that says a relation most clearly: with both names, close to one another."""
    return min(group, key=lambda f: (f.subject.way is not Way.NAME, f.object.way is not Way.NAME, f.extent))


class Features:
    """The features of what is found in one reading."""

    def __init__(self, reading: Reading) -> None:
        self._body = reading.article.body
        self._inside = starting_inside_quotation(self._body, reading.sentences)

    def of(self, group: Sequence[Found]) -> dict[str, float]:
        """The features of one relation, which was found at one place or at several; the best place counts."""
        best = best_place(group)
        sentences = len({f.sentence.index for f in group})
        ways = {best.subject.way, best.object.way} - {Way.NAME}
        values = {
            "constant": 1.0,
            f"relation {best.relation}": 1.0,
            f"shape {best.shape}": 1.0,
            f"relation and shape {best.relation} {best.shape}": 1.0,
            f"kinds {best.relation} {best.subject.chain.type} {best.object.chain.type}": 1.0,
            "extent": math.log(1 + best.extent),
            "sentences": math.log(sentences),
            "salience of the subject": best.subject.chain.salience,
            "salience of the object": best.object.chain.salience,
            "lesser salience": min(best.subject.chain.salience, best.object.chain.salience),
            "sureness": min(max(m.score for m in r.chain.mentions) for r in (best.subject, best.object)),
            "quoted": float(self._is_quoted(best)),
            "early": 1 / (1 + best.sentence.index),
            f"status {best.status}": 1.0,
        }
        return values | {f"way {way}": 1.0 for way in ways}

    def _is_quoted(self, found: Found) -> bool:
        if found.sentence.index in self._inside:
            return True
        place = self._place(found)
        return any(start <= place < end for start, end in quoted_spans(found.sentence.span.of(self._body)))

    def _place(self, found: Found) -> int:
        """Where the relation is said, in its sentence."""
        words = found.sentence.words
        return words[min(found.word, len(words) - 1)].span.start if words else 0
