"""Whether a word of a claim stands beside the same words in its source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from retold.grounding.evidence import SentenceWords

NEAR = 6
"""Distance, in content words, up to which two words are near each other."""
TURNED = 6
"""Distance, in content words, up to which a neighbour on its other side counts as turned."""
PLACES = 12
"""Places of one word in one sentence that are compared at most."""


@dataclass(frozen=True, slots=True)
class Neighbours:
    """How a word stands to its two neighbours in the claim."""

    after: bool
    """Whether it comes right after the same word in the source."""
    before: bool
    """Whether it comes right before the same word in the source."""
    together: float
    """Share of its neighbours that have a sentence with it in the source."""
    near: float
    """Share of its neighbours that are near it in the source."""
    turned: bool
    """Whether a neighbour is only on its other side in the source."""


SAME = Neighbours(True, True, 1.0, 1.0, False)
"""For a word that stands in the source as it does in the claim."""


def compare_neighbours(key: str, left: str | None, right: str | None, sentences: Sequence[SentenceWords]) -> Neighbours:
    """Compares a word and its neighbours, all by their keys, with sentences of the source."""
    sides = (("left", left), ("right", right))
    steps = {side: _steps(sentences, key, other) for side, other in sides if other is not None}
    after = "left" not in steps or -1 in steps["left"]
    before = "right" not in steps or 1 in steps["right"]
    together = [bool(s) for s in steps.values()]
    near = [any(abs(d) <= NEAR for d in s) for s in steps.values()]
    turned = _is_only_on_side(steps.get("left", set()), 1) or _is_only_on_side(steps.get("right", set()), -1)
    if not steps:
        return Neighbours(after, before, 1.0, 1.0, turned)
    return Neighbours(after, before, sum(together) / len(steps), sum(near) / len(steps), turned)


def _is_only_on_side(steps: set[int], side: int) -> bool:
    """Whether a neighbour is only on one side (-1 left, 1 right), and not far away."""
    return bool(steps) and all(d * side > 0 for d in steps) and min(map(abs, steps)) <= TURNED


def _steps(sentences: Sequence[SentenceWords], key: str, other: str) -> set[int]:
    """The shortest steps from `key` to `other`, one for each side, in each sentence with both."""
    found = set()
    for sentence in sentences:
        places, other_places = sentence.places.get(key, [])[:PLACES], sentence.places.get(other, [])[:PLACES]
        if places and other_places:
            steps = [b - a for a in places for b in other_places]
            found.add(min((s for s in steps if s > 0), default=0))
            found.add(max((s for s in steps if s < 0), default=0))
    found.discard(0)
    return found
