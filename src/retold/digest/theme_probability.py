"""How likely each Media Topic is a theme of an article: logistic regression over a few features of both.

The article's sentences and headline are compared with sentences that are typical of the topic and with its label, by
meaning and by words, and topics with one another. The whole text must support a topic: its label in one idiom does not.
`train/themes.py` fits the weights on themes that an editor gave, so the probability is calibrated.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from retold.digest.media_topics import stems, topics, vectors, words
from retold.types import Reading, Sentence

FEATURES = (
    "typical_best",
    "typical_headline",
    "label_headline",
    "in_headline",
    "spread",
    "share",
    "deviation",
    "lead",
    "words",
    "closest",
    "closest_log",
    "usual",
)
BEST = 3
"""Most similar sentences that count for a topic."""
RIVALS = 4
"""A topic leads by what it is closer than the topic at this place, counted from the closest."""
LABEL_DISCOUNT = 0.05
"""What the cosine with a label loses where a topic has no typical sentences."""
LABEL_CLOSENESS = 0.5
"""Weight of the label in the closeness of a topic, against typical sentences."""
CLOSEST_SHARPNESS = 30.0
"""How much more the closest topic of a sentence counts than the next one (inverse temperature)."""
TIMES = 5
"""How often a word must be in the story to count fully."""


@lru_cache(maxsize=1)
def weights() -> NDArray[np.float32]:
    """The weights of `FEATURES` and, last, the intercept, as float32."""
    stored = json.loads((files("retold") / "data" / "themes.json").read_text(encoding="utf-8"))
    return np.array([*(stored[name] for name in FEATURES), stored["intercept"]], dtype=np.float32)


def probabilities(
    reading: Reading,
    story: Sequence[Sentence],
    of_story: NDArray[np.float32],
    importance: NDArray[np.float32],
    shares: Mapping[str, float],
) -> NDArray[np.float32]:
    """The probability of each topic, in the order of the table, as float32 (topics,).

    `of_story` are the vectors of the headline, if there is one, and of the sentences; `importance` are their weights.
    `shares` are those of the top-level topics.
    """
    table = features(reading, story, of_story, importance, shares)
    found: NDArray[np.float32] = 1.0 / (1.0 + np.exp(-(table @ weights()[:-1] + weights()[-1])))
    return found


def features(
    reading: Reading,
    story: Sequence[Sentence],
    of_story: NDArray[np.float32],
    importance: NDArray[np.float32],
    shares: Mapping[str, float],
) -> NDArray[np.float32]:
    """The `FEATURES` of each topic for one article, as float32 (topics, features); arguments as `probabilities`."""
    stored = vectors()
    part = importance / importance.sum()
    label = stored.labels @ of_story.T
    with_typical, starts = np.unique(stored.rows, return_index=True)
    typical = label - LABEL_DISCOUNT
    typical[with_typical] = np.maximum.reduceat(stored.typical @ of_story.T, starts, axis=0)
    mean, label_mean = typical @ part, label @ part
    closeness = mean + LABEL_CLOSENESS * label_mean
    rivals = closeness[with_typical]
    has_headline = reading.headline_vector is not None
    headline, sentences = stems(reading.article.metadata.headline), _stems_of(reading, story)
    in_headline, spread = _labels_in_text(headline, sentences)
    closest = _closest(of_story) @ part
    columns = (
        np.sort(typical, axis=1)[:, -BEST:].mean(axis=1),
        typical[:, 0] if has_headline else mean,
        label[:, 0] if has_headline else label_mean,
        in_headline,
        spread,
        [shares[t.top] for t in topics().values()],
        (closeness - rivals.mean()) / max(float(rivals.std()), 1e-6),
        closeness - np.sort(closeness)[-RIVALS],
        _words_in_text(headline, sentences),
        closest,
        np.log(closest + 1e-4),
        words().usual,
    )
    return np.stack([np.asarray(c, dtype=np.float32) for c in columns], axis=1)


def _closest(of_story: NDArray[np.float32]) -> NDArray[np.float32]:
    """How far each topic below the top level is the closest to each sentence, as float32 (topics, sentences), 0..1."""
    cosines = vectors().centres @ of_story.T
    cosines[[t.qcode == t.top for t in topics().values()]] = -np.inf
    found: NDArray[np.float32] = np.exp(CLOSEST_SHARPNESS * (cosines - cosines.max(axis=0)))
    found /= found.sum(axis=0)
    return found


def _stems_of(reading: Reading, story: Sequence[Sentence]) -> list[set[str]]:
    return [stems(s.span.of(reading.article.body)) for s in story]


def _words_in_text(headline: set[str], sentences: Sequence[set[str]]) -> NDArray[np.float64]:
    """How many words of each topic the text has, against other topics (mean 0, deviation 1)."""
    known = words().index
    counts = Counter(word for sentence in sentences for word in sentence if word in known)
    found = np.zeros(len(topics()))
    for word in sorted({*counts, *(headline & known.keys())}):
        rows, weight = known[word]
        found[rows] += weight * (min(counts[word], TIMES) / TIMES + (word in headline))
    standard: NDArray[np.float64] = (found - found.mean()) / max(float(found.std()), 1e-6)
    return standard


def _labels_in_text(headline: set[str], sentences: Sequence[set[str]]) -> tuple[list[bool], list[float]]:
    """For each topic, whether the headline has the words of its label, and how much of the story has them, 0..1."""
    said = headline.union(*sentences)
    enough = max(1.5, 0.15 * len(sentences))
    in_headline, spread = [], []
    for topic in topics().values():
        is_said = topic.words <= said
        in_headline.append(is_said and topic.words <= headline)
        spread.append(min(1.0, sum(topic.words <= s for s in sentences) / enough) if is_said else 0.0)
    return in_headline, spread
