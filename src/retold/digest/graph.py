"""The graph of one article: entities that share sentences."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import combinations

from retold.digest.claims import evidence
from retold.types import Chain, Edge, Graph, Reading

MOST = 40
"""Entities in the graph of one article at most, by salience."""

EVIDENCE = 3
"""Sentences that are the evidence of one edge at most."""


def build(reading: Reading, chains: Sequence[Chain]) -> Graph:
    """The graph of `chains`. The weight of an edge is the number of shared sentences; the heaviest comes first."""
    shown = chains[:MOST]
    present: defaultdict[int, list[str]] = defaultdict(list)
    for chain in shown:
        for index in sorted({m.sentence for m in chain.mentions}):
            if not reading.sentences[index].clutter:
                present[index].append(chain.id)
    shared: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for index in sorted(present):
        for pair in combinations(present[index], 2):
            shared[pair].append(index)
    order = {chain.id: i for i, chain in enumerate(shown)}
    edges = sorted(shared.items(), key=lambda e: (-len(e[1]), order[e[0][0]], order[e[0][1]]))
    return Graph(
        tuple(chain.id for chain in shown),
        tuple(
            Edge(
                a,
                b,
                float(len(indices)),
                1,
                1,
                evidence(reading.article, (reading.sentences[i].span for i in indices[:EVIDENCE])),
            )
            for (a, b), indices in edges
        ),
    )
