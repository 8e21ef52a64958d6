"""How likely each Media Topic is a theme of an article: logistic regression over a few features of both.

The article's sentences and headline are compared with sentences that are typical of the topic and with its label. The
whole text must support a topic: its label in one idiom does not. `train/themes.py` fits the weights on themes that an
editor gave, so the probability is calibrated.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from retold.digest.media_topics import stems, topics, vectors
from retold.types import Reading, Sentence

FEATURES = (
    "typical",
    "typical_best",
    "typical_headline",
    "label",
    "label_headline",
    "in_headline",
    "spread",
    "share",
    "deviation",
    "lead",
    "has_typical",
)
BEST = 3
"""Most similar sentences that count for a topic."""
RIVALS = 4
"""A topic leads by what it is closer than the topic at this place, counted from the closest."""
LABEL_DISCOUNT = 0.05
"""What the cosine with a label loses where a topic has no typical sentences."""
LABEL_CLOSENESS = 0.5
"""Weight of the label in the closeness of a topic, against typical sentences."""


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
    typical = np.full(label.shape, -1.0, dtype=np.float32)
    np.maximum.at(typical, stored.rows, stored.typical @ of_story.T)
    has_typical = np.zeros(len(label), dtype=bool)
    has_typical[stored.rows] = True
    typical = np.where(has_typical[:, None], typical, label - LABEL_DISCOUNT)
    mean, label_mean = typical @ part, label @ part
    closeness = mean + LABEL_CLOSENESS * label_mean
    rivals = closeness[has_typical]
    has_headline = reading.headline_vector is not None
    in_headline, spread = _labels_in_text(reading, story)
    columns = (
        mean,
        np.sort(typical, axis=1)[:, -BEST:].mean(axis=1),
        typical[:, 0] if has_headline else mean,
        label_mean,
        label[:, 0] if has_headline else label_mean,
        in_headline,
        spread,
        [shares[t.top] for t in topics().values()],
        (closeness - rivals.mean()) / max(float(rivals.std()), 1e-6),
        closeness - np.sort(closeness)[-RIVALS],
        has_typical,
    )
    return np.stack([np.asarray(c, dtype=np.float32) for c in columns], axis=1)


def _labels_in_text(reading: Reading, story: Sequence[Sentence]) -> tuple[list[bool], list[float]]:
    """For each topic, whether the headline has the words of its label, and how much of the story has them, 0..1."""
    headline = stems(reading.article.metadata.headline)
    sentences = [stems(s.span.of(reading.article.body)) for s in story]
    words = headline.union(*sentences)
    enough = max(1.5, 0.15 * len(sentences))
    in_headline, spread = [], []
    for topic in topics().values():
        is_said = topic.words <= words
        in_headline.append(is_said and topic.words <= headline)
        spread.append(min(1.0, sum(topic.words <= s for s in sentences) / enough) if is_said else 0.0)
    return in_headline, spread
