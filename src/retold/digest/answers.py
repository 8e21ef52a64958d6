"""Answers to who, what, when, where, why and how: phrases of the article.

A few weights over a few features (`answer_candidates`) say how likely a phrase is right; those in doubt are left out.
`train/answers.py` fits them. For why and how, the words themselves must say it (`reasons`), and the sentence must tell
the news. Measured by `bench/answers.py`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from retold.digest.answer_candidates import NO_ANSWERS, Candidate, Candidates
from retold.digest.aspects import Aspects
from retold.digest.claims import phrase
from retold.types import Answers, Claim, Reading, Span

MOST = 3
"""Names that answer "who", at most."""
MORE = 0.1
"""Probability from which somebody with a name who is the subject of a main clause is a further answer to "who"."""
LEAST = 0.45
"""Probability from which an answer is given. An empty answer is better than a wrong one."""


def build(reading: Reading, scores: NDArray[np.float32], aspects: Aspects) -> Answers:
    """Answers to the six questions, by the scores of sentences (`takeaways.scores`): one each, and a few to "who".

    When and where are those of the news that answers "what". That has its subject with it, unless "who" is its subject.
    """
    candidates = Candidates(reading, scores)
    who = ranked("who", candidates.who())
    news = likely("what", candidates.what())
    is_of_who = bool(who) and news is not None and who[0].clause == news.clause
    found = {
        "what": news if is_of_who or news is None else _with_subject(reading, news),
        "when": likely("when", candidates.when(news)),
        "where": likely("where", candidates.where(news)),
        "why": _first(candidates.why(), news),
        "how": _first(candidates.how(), news),
    }
    claims = {
        question: (phrase(reading.article, c.span, c.sentence, aspects.of(c.sentence)),)
        for question, c in found.items()
        if c is not None
    }
    return Answers(who=_agents(reading, who, aspects), **claims)


def _agents(reading: Reading, found: Sequence[Candidate], aspects: Aspects) -> tuple[Claim, ...]:
    """Who the news is about, and who else is the subject of a main clause and has a name."""
    chosen = list(found[:1])
    for candidate in found[1:]:
        is_known = any(c.chain == candidate.chain or c.span.overlaps(candidate.span) for c in chosen)
        if candidate.chain is not None and candidate.features["main"] and not is_known and len(chosen) < MOST:
            chosen.append(candidate)
    return tuple(phrase(reading.article, c.span, c.sentence, aspects.of(c.sentence)) for c in chosen)


def _with_subject(reading: Reading, news: Candidate) -> Candidate | None:
    """A predicate with its subject; None if that is a pronoun, which tells nothing, or does not stand right before."""
    body, subject = reading.article.body, news.subject
    if subject is None or subject.of(body).lower() in NO_ANSWERS or body[subject.end : news.span.start].strip():
        return None
    return replace(news, span=Span(subject.start, news.span.end))


def likely(question: str, candidates: Iterable[Candidate]) -> Candidate | None:
    """The candidate that is likeliest right; None if no one is likely enough."""
    return next(iter(ranked(question, candidates)), None)


def ranked(question: str, candidates: Iterable[Candidate]) -> list[Candidate]:
    """The likeliest candidate and then those that are not unlikely; empty if the first is not likely enough."""
    weights = _weights()[question]
    scored = [(round(_probability(weights, c), 4), c) for c in candidates]
    scored.sort(key=lambda pair: (-pair[0], pair[1].span))
    if not scored or scored[0][0] < LEAST:
        return []
    return [c for chance, c in scored if chance >= MORE]


def _first(candidates: Iterable[Candidate], news: Candidate | None) -> Candidate | None:
    """The candidate in the sentence of the news or after it; without news in the first or the one that matters most."""
    told = [c for c in candidates if news is None or 0 <= c.sentence.index - news.sentence.index <= 1]
    return min(told, key=lambda c: (-c.features["first"], -round(c.features["rank"], 4), c.span), default=None)


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
