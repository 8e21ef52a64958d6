from __future__ import annotations

from random import Random

from retold.grounding.evidence import Source


def test_sentences_of_equal_weight_keep_their_order() -> None:
    """Each long sentence has one word that stands in one sentence, one that stands in two, and so on to nine.

    A set has no order: a sum that rounds at each step would make one of them the best by chance.
    """
    random = Random(7)
    rows = [["".join(random.choices("bcdfghjklmnpqrtvwz", k=7)) for _ in range(9)] for _ in range(12)]
    long = [f"{' '.join(row)}." for row in rows]
    short = [f"{word}." for row in rows for count, word in enumerate(row) for _ in range(count)]
    source = Source(["\n".join([*long, *short])])
    best = source.best_sentences({key for sentence in source.sentences for key in sentence.places})
    assert [source.sentences.index(sentence) for sentence in best] == [0, 1, 2]
