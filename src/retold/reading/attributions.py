"""Who says what in one sentence, from the scores of the network.

The network marks the cues of speech ("said", "according to"). For each cue it scores every word of the sentence as its
source, as its content, or as neither. So one sentence can report what another one says within it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from retold.types import Span
from retold.types.speech import Attribution

CUE = 0.5
"""The least probability of a cue."""
_NOT, _BEGINS, _GOES_ON = 0, 1, 2
_SOURCE, _CONTENT = 1, 2
_PARTS = 3

Scores = NDArray[np.float32]


def find_attributions(spans: Sequence[Span], cues: Scores, speech: Scores, words: Scores) -> tuple[Attribution, ...]:
    """The attributions of a sentence with these words.

    `cues` (words, 3): scores of no cue, its first word, a later word. `speech` (words, 3 * n) and `words` (words, n):
    the two sides of the score of a part.
    """
    chances = _softmax(cues)
    found = []
    for cue in np.flatnonzero(chances[:, _BEGINS] >= CUE).tolist():
        after = cue + 1
        while after < len(spans) and cues[after].argmax() == _GOES_ON:
            after += 1
        parts = _softmax(words @ speech[cue].reshape(_PARTS, -1).T)
        best = parts.argmax(1)
        best[cue:after] = _NOT
        sources = _runs(best == _SOURCE)
        source = max(sources, key=lambda run: float(parts[run[0] : run[1], _SOURCE].sum()), default=None)
        sure = float(parts[source[0] : source[1], _SOURCE].mean()) if source else 1.0
        found.append(
            Attribution(
                Span(spans[cue].start, spans[after - 1].end),
                Span(spans[source[0]].start, spans[source[1] - 1].end) if source else None,
                tuple(Span(spans[a].start, spans[b - 1].end) for a, b in _runs(best == _CONTENT)),
                round(float(chances[cue, _BEGINS]) * sure, 4),
            )
        )
    return tuple(found)


def _runs(marked: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Where runs of marked words begin and end."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], marked, [False])).astype(np.int8)))
    return [(int(a), int(b)) for a, b in edges.reshape(-1, 2)]


def _softmax(scores: Scores) -> Scores:
    powers = np.exp(scores - scores.max(-1, keepdims=True))
    result: Scores = powers / powers.sum(-1, keepdims=True)
    return result
