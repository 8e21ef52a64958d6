"""Answers to who, what, when, where, why and how: phrases of the article, best first.

A few weights over a few features (`answer_candidates`) say how likely a phrase is right; those in doubt are left out.
`train/answers.py` fits them. For why and how, the words themselves must say it (`reasons`), and the sentence must tell
the news. Measured by `bench/answers.py`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from retold.digest.answer_candidates import Candidate, Candidates
from retold.digest.aspects import Aspects
from retold.digest.claims import phrase
from retold.english.lexicon import content_words
from retold.types import Answers, Claim, Reading

MOST = 3
"""Answers to one question at most."""
LEAST = 0.45
"""Probability from which an answer is given. An empty answer is better than a wrong one."""
MORE = 0.1
"""The same for a further answer to "who" that names somebody who is the subject of a main clause."""


def build(reading: Reading, scores: NDArray[np.float32], aspects: Aspects) -> Answers:
    """Answers to the six questions, by the scores of sentences (`takeaways.scores`)."""
    candidates = Candidates(reading, scores)
    return Answers(
        who=_best(reading, _likely("who", candidates.who()), aspects),
        what=_best(reading, _likely("what", candidates.what()), aspects),
        when=_best(reading, _likely("when", candidates.when()), aspects),
        where=_best(reading, _likely("where", candidates.where()), aspects),
        why=_best(reading, _by_rank(candidates.why()), aspects),
        how=_best(reading, _by_rank(candidates.how()), aspects),
    )


def _likely(question: str, candidates: Iterable[Candidate]) -> list[Candidate]:
    """The candidates that are likely right, the likeliest first."""
    weights = _weights()[question]
    scored = [(_probability(weights, c), c) for c in candidates]
    scored.sort(key=lambda pair: (-round(pair[0], 4), pair[1].span))
    if not scored or scored[0][0] < LEAST:
        return []
    if question == "who":
        return [scored[0][1], *(c for p, c in scored[1:] if p >= MORE and c.chain is not None and c.features["main"])]
    return [c for p, c in scored if p >= LEAST]


def _by_rank(candidates: Iterable[Candidate]) -> list[Candidate]:
    """The candidates of the first sentence, then those of the sentences that matter most."""
    return sorted(candidates, key=lambda c: (-c.features["first"], -round(c.features["rank"], 4), c.span))


def _probability(weights: Mapping[str, float], candidate: Candidate) -> float:
    """How likely a candidate is right, 0..1."""
    return 1 / (1 + math.exp(-sum(weights.get(name, 0.0) * value for name, value in candidate.features.items())))


@lru_cache(maxsize=1)
def _weights() -> Mapping[str, Mapping[str, float]]:
    """The weights in the package, by question and feature."""
    weights: Mapping[str, Mapping[str, float]] = json.loads(
        (files("retold") / "data" / "answers.json").read_text(encoding="utf-8")
    )
    return weights


def _best(reading: Reading, candidates: Iterable[Candidate], aspects: Aspects) -> tuple[Claim, ...]:
    """The first candidates as claims; most content words of each are new."""
    chosen: list[Claim] = []
    known: set[str] = set()
    chains: set[str] = set()
    for candidate in candidates:
        if candidate.chain in chains:
            continue
        claim = phrase(reading.article, candidate.span, candidate.sentence, aspects.of(candidate.sentence))
        words = set(content_words(claim.text))
        if len(words - known) * 2 > len(words):
            known |= words
            chosen.append(claim)
            chains |= {candidate.chain} if candidate.chain else set()
        if len(chosen) == MOST:
            break
    return tuple(chosen)
