"""Typed relations between the names of an article: who heads, owns, sues, beats or is married to whom.

`candidates` finds what the words say, by a lexicon (`relation_lexicon`) and a matcher over trees: `relation_nouns`,
`relation_verbs`, `relation_names`. `relation_probability` says how likely an editor would give each of them; what is
less likely than `LEAST` is left out. A wrong relation is worse than none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from retold.reading.relation_arguments import Found
from retold.reading.relation_names import NamePairs
from retold.reading.relation_nouns import Nouns
from retold.reading.relation_referents import Names, Referents
from retold.reading.relation_status import Statuses
from retold.reading.relation_trees import Tree
from retold.reading.relation_verbs import Verbs
from retold.relation_types import MUTUAL
from retold.types import Reading, TimeExpression

LONG_SENTENCE = 200
"""Words of the longest sentence whose tree is used. A longer one is a list or no prose."""


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
    names = Names(reading)
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
            yield from NamePairs(tree, referents).found()
