"""Themes: the subjects of an article, from IPTC Media Topics and from the user's own list.

The vector of each sentence is compared with sentences that are typical of the seventeen top-level
topics. Below the top-level topics of the article, a topic is found by its label, in words or in meaning.
Measured by `bench/themes.py`. Media Topics: IPTC, CC BY 4.0.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import as_file, files

import numpy as np
from numpy.typing import NDArray

from retold.digest.claims import evidence
from retold.english.lexicon import content_words, stem
from retold.types import Reading, Sentence, Span, Theme, UserTheme

MOST = 5
"""Themes of an article at most."""
TYPICAL = 3
"""Most similar typical sentences of a topic that count for a sentence."""
SHARPNESS = 12.0
"""How much more the most similar topic counts than the next one (inverse temperature)."""
WEIGHT_DECAY = 0.15
"""How fast sentences lose weight towards the end: the news comes first."""
SHARE = 0.14
"""Share of the article from which a top-level topic is one of its themes."""
LABEL_BONUS = 0.24
"""What a topic gains if the words of its label are in a sentence."""
LEAST = 0.45
"""Score from which a topic below the top level is a theme."""
SENTENCES = 300
"""Sentences of the story that are used, from the first."""
CLOSE = 0.4
"""Cosine from which sentences have the meaning of a user's sentence."""
NO_LABEL_COST = 0.06
"""What a topic needs more if the words of its label are nowhere in the text."""
EVIDENCE = 2
"""Sentences that are the evidence of a theme."""

_TOO_GENERAL = frozenset(
    """medtop:20000002 medtop:20000038 medtop:20000209 medtop:20000344 medtop:20000385 medtop:20000170 medtop:20000565
    medtop:20000538 medtop:20000756 medtop:20000717 medtop:20000735 medtop:20000808 medtop:20000788 medtop:20000799
    medtop:20000768 medtop:20001108 medtop:20000822""".split()
)
"""Groups of topics that say no more about an article than the topic above them."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A Media Topic.

    `top` and `parents` are qcodes of the topics above it, `path` has the labels from the top level down to
    its own, `words` the stems of its label.
    """

    qcode: str
    label: str
    top: str
    path: tuple[str, ...]
    parents: tuple[str, ...]
    words: frozenset[str]


@lru_cache(maxsize=1)
def topics() -> Mapping[str, Topic]:
    """All Media Topics by qcode, in the table's order."""
    lines = (files("retold") / "data" / "mediatopics.tsv").read_text(encoding="utf-8").splitlines()[1:]
    rows = {q: (broader, label) for q, broader, label in (line.split("\t") for line in lines)}
    found = {}
    for qcode, (_, label) in rows.items():
        ancestry = [qcode]
        while rows[ancestry[-1]][0] in rows and rows[ancestry[-1]][0] not in ancestry:
            ancestry.append(rows[ancestry[-1]][0])
        path = tuple(rows[q][1] for q in reversed(ancestry))
        found[qcode] = Topic(qcode, label, ancestry[-1], path, tuple(ancestry[1:]), frozenset(_stems(label)))
    return found


def _stems(text: str) -> set[str]:
    """Stems of the content words, with the parts of hyphenated words apart."""
    return {stem(w) for w in content_words(text.replace("-", " "))}


@dataclass(frozen=True, slots=True)
class _Vectors:
    """Vectors of the Media Topics.

    `labels` is float32 (topics, 384), in the order of the table. `sentences` is float32 (typical sentences,
    384); `tops` has the top-level topic of each.
    """

    labels: NDArray[np.float32]
    sentences: NDArray[np.float32]
    tops: tuple[str, ...]


@lru_cache(maxsize=1)
def _vectors() -> _Vectors:
    with as_file(files("retold") / "data" / "mediatopics.npz") as path, np.load(path) as data:
        return _Vectors(
            data["labels"] / np.float32(127), data["sentences"] / np.float32(127), tuple(data["tops"].tolist())
        )


def shares(reading: Reading) -> dict[str, float]:
    """The share of each top-level topic in the article, by qcode. The shares sum to 1."""
    stored = _vectors()
    vectors, weights = _weighted_vectors(reading, _story(reading))
    cosines = vectors @ stored.sentences.T
    tops = sorted(set(stored.tops))
    likeness = np.zeros((len(vectors), len(tops)), dtype=np.float32)
    sentence_tops = np.array(stored.tops)
    for i, top in enumerate(tops):
        likeness[:, i] = np.sort(cosines[:, sentence_tops == top], axis=1)[:, -TYPICAL:].mean(axis=1)
    probabilities = np.exp(SHARPNESS * likeness)
    probabilities /= probabilities.sum(axis=1, keepdims=True)
    total = (weights[:, None] * probabilities).sum(axis=0) / weights.sum()
    return dict(zip(tops, total.tolist(), strict=True))


def _story(reading: Reading) -> list[Sentence]:
    """The first sentences of the story, which show what it is about."""
    return ([s for s in reading.sentences if not s.clutter] or list(reading.sentences))[:SENTENCES]


def _weighted_vectors(reading: Reading, story: Sequence[Sentence]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Vectors of the headline, if there is one, and of the sentences, and their weights."""
    weights = [(0.3 + s.salience) / (1 + WEIGHT_DECAY * n) for n, s in enumerate(story)]
    vectors = reading.vectors[[s.index for s in story]]
    if reading.headline_vector is not None:
        vectors, weights = np.vstack([reading.headline_vector[None], vectors]), [max(weights), *weights]
    return vectors, np.array(weights, dtype=np.float32)


def themes(reading: Reading, users: Sequence[UserTheme] = ()) -> tuple[Theme, ...]:
    """The themes of the article: the user's own first, then Media Topics."""
    if not reading.sentences:
        return ()
    of_user = [t for t in (_user_theme(reading, user) for user in users) if t is not None]
    of_user.sort(key=lambda t: -t.score)
    return (*of_user, *_media_topics(reading))[: max(MOST, len(of_user))]


@dataclass(frozen=True, slots=True)
class _Match:
    """A topic that the article may be about, and the best sentences for it, by their place in the story."""

    topic: Topic
    score: float
    sentences: list[int]


def _media_topics(reading: Reading) -> tuple[Theme, ...]:
    part = shares(reading)
    order = sorted(part, key=lambda q: (-part[q], q))
    tops = [q for q in order if part[q] >= SHARE] or order[:1]
    matches = _topic_matches(reading, part, tops)
    return _choose_topics(reading, part, tops, matches)


def _topic_matches(reading: Reading, part: Mapping[str, float], tops: Sequence[str]) -> list[_Match]:
    """Topics below `tops` that score high enough, by label and meaning."""
    story = _story(reading)
    words = [_stems(s.span.of(reading.article.body)) for s in story]
    headline = _stems(reading.article.metadata.headline)
    all_words = headline.union(*words)
    cosines = _vectors().labels @ reading.vectors[[s.index for s in story]].T
    closest = np.sort(cosines, axis=1)[:, -TYPICAL:].mean(axis=1).tolist()
    found: list[_Match] = []
    for row, closeness, topic in zip(cosines, closest, topics().values(), strict=True):
        if topic.top not in tops or topic.qcode == topic.top or topic.qcode in _TOO_GENERAL:
            continue
        with_label = [i for i, w in enumerate(words) if topic.words <= w] if topic.words <= all_words else []
        in_headline = topic.words <= headline
        spread = min(1.0, len(with_label) / max(1.5, 0.15 * len(words))) + 0.5 * in_headline
        score = (
            closeness
            + LABEL_BONUS * min(1.0, spread) * bool(with_label or in_headline)
            + 0.2 * part[topic.top] * (1 + (topic.top == tops[0]))
        )
        if score >= LEAST + (0.0 if with_label else NO_LABEL_COST):
            best = sorted(range(len(words)), key=lambda i: (-(float(row[i]) + 0.3 * (i in with_label)), i))[:EVIDENCE]
            found.append(_Match(topic, score, best))
    return found


def _choose_topics(
    reading: Reading, part: Mapping[str, float], tops: Sequence[str], matches: Sequence[_Match]
) -> tuple[Theme, ...]:
    """The best topics: none above or below another, and at most two of one family.

    A top-level topic is a theme if no topic below it is.
    """
    story = _story(reading)
    chosen: list[Theme] = []
    taken: list[Topic] = []
    for match in sorted(matches, key=lambda m: (-m.score, m.topic.qcode)):
        topic = match.topic
        related = any(t.qcode in topic.parents or topic.qcode in t.parents for t in taken)
        family = sum(bool(set(t.parents[:-1]) & set(topic.parents[:-1])) for t in taken)
        if related or family >= 2 or len(chosen) == MOST:
            continue
        taken.append(topic)
        chosen.append(_theme(reading, topic, match.score, [story[i].span for i in sorted(match.sentences)]))
    for top in tops:
        if top not in {t.top for t in taken}:
            spans = [story[i].span for i in _typical_sentences(reading, story, top)]
            chosen.append(_theme(reading, topics()[top], part[top] + LEAST, spans))
    # Themes below the largest top-level topic come first, whatever their score.
    chosen.sort(key=lambda t: (topics()[t.qcode].top != tops[0], -t.score, t.qcode))
    return tuple(chosen[:MOST])


def _theme(reading: Reading, topic: Topic, score: float, spans: Sequence[Span]) -> Theme:
    return Theme(topic.qcode, topic.label, topic.path, round(min(1.0, score), 4), evidence(reading.article, spans))


def _typical_sentences(reading: Reading, story: Sequence[Sentence], top: str) -> list[int]:
    """The sentences that are most like the typical sentences of a top-level topic."""
    stored = _vectors()
    of_topic = np.array(stored.tops) == top
    likeness = (reading.vectors[[s.index for s in story]] @ stored.sentences[of_topic].T).max(axis=1)
    return sorted(sorted(range(len(story)), key=lambda i: (-float(likeness[i]), i))[:EVIDENCE])


def _user_theme(reading: Reading, user: UserTheme) -> Theme | None:
    """The user's theme, if the article has one of its keywords or a sentence with its meaning."""
    story = _story(reading)
    body = reading.article.body
    patterns = [re.compile(rf"(?<!\w){re.escape(k)}(?:s|es)?(?!\w)", re.IGNORECASE) for k in user.keywords]
    with_keyword = [i for i, s in enumerate(story) if any(p.search(s.span.of(body)) for p in patterns)]
    in_headline = any(p.search(reading.article.metadata.headline) for p in patterns)
    score = min(1.0, 0.5 + 0.1 * len(with_keyword) + 0.2 * in_headline) if with_keyword or in_headline else 0.0
    cosines: list[float] = [0.0] * len(story)
    if user.vector is not None:
        cosines = (reading.vectors[[s.index for s in story]] @ user.vector).tolist()
        closeness = float(np.mean(sorted(cosines)[-TYPICAL:]))
        score = max(score, closeness if closeness >= CLOSE else 0.0)
    if not score:
        return None
    best = sorted(range(len(story)), key=lambda i: (i not in with_keyword, -cosines[i], i))[:EVIDENCE]
    return Theme(
        user.qcode,
        user.name,
        (user.name,),
        round(min(1.0, score), 4),
        evidence(reading.article, [story[i].span for i in sorted(best)]),
    )
