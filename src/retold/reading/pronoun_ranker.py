"""Whom a pronoun stands for, by a small learned ranker.

Each name that fits is scored beside all others and beside the answer "none of them", so a second one that fits as well
lowers the probability of both. Pronouns are resolved in text order: what the ones before stand for is a sign for those
after. `train/pronouns.py` fits the weights, `bench/pronouns.py` measures them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retold.reading.pronoun_features import PronounFeatures, Resolution
from retold.types import Chain, Reading, Span

Floats = NDArray[np.float64]

AGREED = 0.75
"""Probability from which a name that a rule gives may stand in the place of the pronoun that begins a sentence."""
LEADING = 0.9
"""The same for a name that no rule gives."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a pronoun stands for: the likeliest chain, None for nobody that is named, and its probability.

    `chances`: those of all chains, by id.
    """

    chain: Chain | None
    probability: float
    chances: Mapping[str, float] = field(default_factory=dict)


class Scorer:
    """Networks with one hidden layer over named features, whose scores are averaged."""

    def __init__(self, names: Sequence[str], networks: Sequence[Sequence[Floats]], scale: float = 1.0) -> None:
        self._index = {name: i for i, name in enumerate(names)}
        self._networks, self._scale = networks, scale

    def rows(self, features: Sequence[Mapping[str, float]]) -> Floats:
        """Features as rows, float64 (len(features), names)."""
        rows = np.zeros((len(features), len(self._index)))
        for i, row in enumerate(features):
            for name, value in row.items():
                at = self._index.get(name)
                if at is not None:
                    rows[i, at] = value
        return rows

    def scores(self, features: Sequence[Mapping[str, float]]) -> Floats:
        """A score for each, float64 (len(features),)."""
        rows = self.rows(features)
        total = np.zeros(len(rows))
        for hidden, bias, out, direct in self._networks:
            total += np.maximum(rows @ hidden + bias, 0.0) @ out + rows @ direct
        return total * (self._scale / len(self._networks))

    def chances(self, features: Sequence[Mapping[str, float]]) -> Floats:
        """The probability of each if one of them is right, float64 (len(features),)."""
        scores = self.scores(features)
        chances: Floats = np.exp(scores - scores.max())
        chances /= chances.sum()
        return chances


class PronounRanker:
    """The pronouns of one reading, resolved when the first is asked for.

    `scorer`: the weights, those of the package if there are none.
    """

    def __init__(self, reading: Reading, scorer: Scorer | None = None) -> None:
        self._reading, self._scorer = reading, scorer or shipped()
        self._resolved: dict[int, Resolved] | None = None

    def resolve(self, pronoun: Span) -> Resolved:
        """What the pronoun at a place stands for. Nobody, for sure, if there is no pronoun."""
        if self._resolved is None:
            self._resolved = dict(self._resolve())
        return self._resolved.get(pronoun.start, Resolved(None, 1.0))

    def chain(self, pronoun: Span, least: float) -> Chain | None:
        """The chain that the pronoun at a place stands for, if that is as likely as `least`."""
        resolved = self.resolve(pronoun)
        return resolved.chain if resolved.probability >= least else None

    def _resolve(self) -> Iterator[tuple[int, Resolved]]:
        """Where each pronoun begins, and what it stands for, in text order."""
        features = PronounFeatures(self._reading)
        history: list[Resolution] = []
        for place, kind in features.places.pronouns():
            candidates = features.candidates(place, kind, history)
            nobody = features.nobody(place, kind, history, candidates)
            chances = self._scorer.chances([*(c.features for c in candidates), nobody])
            history.append(Resolution(place, kind, {c.chain.id: p for c, p in zip(candidates, chances, strict=False)}))
            best = int(np.argmax(chances))
            chain = candidates[best].chain if best < len(candidates) else None
            yield place.span.start, Resolved(chain, float(chances[best]), history[-1].chances)


@lru_cache(maxsize=1)
def shipped() -> Scorer:
    """The weights in the package."""
    stored: dict[str, Any] = json.loads((files("retold") / "data" / "pronouns.json").read_text(encoding="utf-8"))
    networks = [[np.array(part, dtype=np.float64) for part in network] for network in stored["networks"]]
    return Scorer(stored["features"], networks, stored["scale"])
