"""Typed relations between the names of an article: who heads, owns, sues, beats or is married to whom.

`candidates` finds what the words say, by a lexicon (`relation_lexicon`) and a matcher over trees: `relation_nouns`,
`relation_verbs`, `relation_names`. `relation_probability` says how likely an editor would give each of them; what is
less likely than `LEAST` is left out. A wrong relation is worse than none.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from retold.reading.relation_arguments import Found
from retold.reading.relation_names import NamePairs
from retold.reading.relation_nouns import Nouns
from retold.reading.relation_probability import Features, best_place, probability, weights
from retold.reading.relation_referents import Names, Referents
from retold.reading.relation_status import Statuses
from retold.reading.relation_trees import Tree
from retold.reading.relation_verbs import Verbs
from retold.types import Reading, TimeExpression
from retold.types.relations import MUTUAL, Relation

LONG_SENTENCE = 200
"""Words of the longest sentence whose tree is used. A longer one is a list or no prose."""

_SPORT = re.compile(
    r"\b(?:match|matches|goal|goals|striker|midfielder|defender|goalkeeper|squad|league|cup|season|playoff|playoffs|coach"
    r"|quarterback|touchdown|half-time|kick-off|champions|tournament|qualifier|rugby|football|cricket|tennis|race)\b",
    re.IGNORECASE,
)
LEAST = 0.5
"""Probability from which a relation is given."""
SPORT_SHARE = 0.012
"""Share of words of sport from which an article is about it."""


def _is_sport(body: str) -> bool:
    return len(_SPORT.findall(body)) > SPORT_SHARE * (len(body.split()) + 1)


def find_relations(reading: Reading) -> tuple[Relation, ...]:
    """The relations that are likely right, the likeliest first; one of each type between two chains."""
    features, known = Features(reading), weights()
    found = []
    for group in candidates(reading):
        likely = probability(features.of(group), known)
        if likely >= LEAST:
            found.append(_relation(group, round(likely, 3)))
    return tuple(sorted(found, key=lambda r: (-r.probability, r.evidence, r.type)))


def _relation(group: list[Found], likely: float) -> Relation:
    """The relation as its clearest place says it."""
    best = best_place(group)
    ends = (best.subject.chain.id, best.object.chain.id)
    return Relation(best.relation, *ends, best.status, best.detail, best.sentence.span, likely)


def candidates(reading: Reading) -> list[list[Found]]:
    """What is found of each relation, in the order of the article; of a mutual relation, both directions together."""
    groups: defaultdict[tuple[str, str, str], list[Found]] = defaultdict(list)
    for found in _all(reading):
        ends = (found.subject.chain.id, found.object.chain.id)
        if found.relation in MUTUAL:
            ends = (min(ends), max(ends))
        groups[(found.relation.value, *ends)].append(found)
    return list(groups.values())


def _all(reading: Reading) -> Iterator[Found]:
    names, is_sport = Names(reading), _is_sport(reading.article.body)
    times: defaultdict[int, list[TimeExpression]] = defaultdict(list)
    for time in reading.times:
        times[time.sentence].append(time)
    for sentence in reading.sentences:
        if not sentence.clutter and len(sentence.words) <= LONG_SENTENCE:
            tree = Tree(reading.article.body, sentence, names.in_sentence(sentence.index))
            referents = Referents(names, tree)
            statuses = Statuses(reading, tree, times[sentence.index])
            yield from Nouns(tree, referents, statuses).found()
            yield from Verbs(tree, referents, statuses).found()
            yield from NamePairs(tree, is_sport).found()
