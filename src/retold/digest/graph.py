"""The graph of one article: entities that share sentences.

Words that say nothing about two entities make no edge: a dateline, and a list in which both stand.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import combinations

from retold.digest.claims import evidence
from retold.digest.coordination import lists
from retold.english.datelines import dateline_end
from retold.types import Chain, Edge, Graph, Mention, Reading

MOST = 40
"""Entities in the graph of one article at most, by salience."""

EVIDENCE = 3
"""Sentences that are the evidence of one edge at most."""


def build(reading: Reading, chains: Sequence[Chain]) -> Graph:
    """The graph of `chains`. The weight of an edge is the number of shared sentences; the heaviest comes first."""
    shown = chains[:MOST]
    present: defaultdict[int, list[tuple[str, Mention]]] = defaultdict(list)
    for chain in shown:
        for mention in chain.mentions:
            if not reading.sentences[mention.sentence].clutter:
                present[mention.sentence].append((chain.id, mention))
    shared: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for index in sorted(present):
        for pair in _pairs(reading, index, present[index]):
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


def _pairs(reading: Reading, index: int, named: Sequence[tuple[str, Mention]]) -> list[tuple[str, str]]:
    """Pairs of the ids of chains that one sentence names together, in the order of `named`."""
    sentence, body = reading.sentences[index], reading.article.body
    begin = dateline_end(sentence.span, body)
    told = [(chain, mention) for chain, mention in named if mention.span.start >= begin]
    in_order = sorted((mention for _, mention in told), key=lambda m: m.span.start)
    chain_at = {mention.span: chain for chain, mention in told}
    listed = {
        pair
        for members in lists(in_order, sentence, body)
        for pair in combinations(sorted({chain_at[member.span] for member in members}), 2)
    }
    ids = dict.fromkeys(chain for chain, _ in told)
    return [pair for pair in combinations(ids, 2) if tuple(sorted(pair)) not in listed]
