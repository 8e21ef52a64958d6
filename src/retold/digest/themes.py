"""Themes: the subjects of an article, from IPTC Media Topics and from the user's own list.

A Media Topic is a theme if it is likely enough (`theme_probability`). The most specific ones are taken. Where none is
likely, the top-level topic is one if the article is clearly about it; otherwise the article has no theme.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from retold.digest.claims import evidence
from retold.digest.media_topics import Topic, topics, vectors
from retold.digest.theme_probability import probabilities
from retold.types import Reading, Sentence, Span, Theme, UserTheme

MOST = 5
"""Themes of an article at most."""
OF_FAMILY = 3
"""Themes of one family at most: those with a topic below the top level above them in common."""
TYPICAL = 3
"""Most similar typical sentences of a topic that count for a sentence."""
SHARPNESS = 12.0
"""How much more the most similar topic counts than the next one (inverse temperature)."""
WEIGHT_DECAY = 0.15
"""How fast sentences lose weight towards the end: the news comes first."""
SHARE = 0.3
"""Share of the article from which its first top-level topic is a theme, if no topic below it is."""
LEAST = 0.32
"""Probability from which a topic below the top level is a theme."""
SENTENCES = 100
"""Sentences of the story that are used, from the first."""
CLOSE = 0.4
"""Cosine from which sentences have the meaning of a user's sentence."""
EVIDENCE = 2
"""Sentences that are the evidence of a theme."""

_DISCIPLINES = "medtop:20000822"
"""The topic above all sports. An article has the likeliest sport alone: a match of one has words of others."""
_CHARGES = {
    "tax evasion": r"\btax(?:es)?[ -](?:evasion|evader|fraud|dodg)|\b(?:evad|dodg)\w+(?: \w+){0,3} tax",
    "fraud": r"\b(?:de)?fraud|\bscam|\bswindl|\bhoax",
    "corruption": r"\bcorrupt|\bbrib|\bkickback|\bgraft\b|\bembezzl",
    "bribery": r"\bbrib|\bkickback",
    "embezzlement": r"\bembezzl|\bmisappropriat",
    "insider trading": r"\binsider",
    "war crime": r"\bwar crime|\bgenocide|\batrocit",
    "torture": r"\btortur",
    "animal abuse": r"\babus|\bcruel|\bneglect",
    "terrorism": r"\bterror|\bjihad|\bmilitant|\bextremis|\bbomb",
}
"""Themes that accuse somebody, with words for them. To be like such articles is not enough."""
_TOO_GENERAL = frozenset(
    """medtop:20000002 medtop:20000038 medtop:20000209 medtop:20000344 medtop:20000385 medtop:20000170 medtop:20000565
    medtop:20000538 medtop:20000756 medtop:20000717 medtop:20000735 medtop:20000808 medtop:20000788 medtop:20000799
    medtop:20000768 medtop:20001108 medtop:20000822""".split()
)
"""Groups of topics that say no more about an article than the topic above them."""


def shares(reading: Reading) -> dict[str, float]:
    """The share of each top-level topic in the article, by qcode. The shares sum to 1."""
    stored = vectors()
    of_story, weights = _weighted_vectors(reading, _story(reading))
    cosines = of_story @ stored.sentences.T
    tops = sorted(set(stored.tops))
    likeness = np.zeros((len(of_story), len(tops)), dtype=np.float32)
    sentence_tops = np.array(stored.tops)
    for i, top in enumerate(tops):
        likeness[:, i] = np.sort(cosines[:, sentence_tops == top], axis=1)[:, -TYPICAL:].mean(axis=1)
    by_sentence = np.exp(SHARPNESS * likeness)
    by_sentence /= by_sentence.sum(axis=1, keepdims=True)
    total = (weights[:, None] * by_sentence).sum(axis=0) / weights.sum()
    return dict(zip(tops, total.tolist(), strict=True))


def _story(reading: Reading) -> list[Sentence]:
    """The first sentences of the story, which show what it is about."""
    return ([s for s in reading.sentences if not s.clutter] or list(reading.sentences))[:SENTENCES]


def _weighted_vectors(reading: Reading, story: Sequence[Sentence]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Vectors of the headline, if there is one, and of the sentences, and their weights."""
    weights = [(0.3 + s.salience) / (1 + WEIGHT_DECAY * n) for n, s in enumerate(story)]
    of_story = reading.vectors[[s.index for s in story]]
    if reading.headline_vector is not None:
        of_story, weights = np.vstack([reading.headline_vector[None], of_story]), [max(weights), *weights]
    return of_story, np.array(weights, dtype=np.float32)


def themes(reading: Reading, users: Sequence[UserTheme] = ()) -> tuple[Theme, ...]:
    """The themes of the article: the user's own first, then Media Topics."""
    if not reading.sentences:
        return ()
    of_user = [t for t in (_user_theme(reading, user) for user in users) if t is not None]
    of_user.sort(key=lambda t: -t.score)
    return (*of_user, *_media_topics(reading))[: max(MOST, len(of_user))]


Measures = tuple[list[Sentence], NDArray[np.float32], NDArray[np.float32], dict[str, float]]


def measures(reading: Reading) -> Measures:
    """The arguments of `probabilities` after the reading: sentences, vectors, weights, shares."""
    story = _story(reading)
    return story, *_weighted_vectors(reading, story), shares(reading)


def _is_charged(reading: Reading, topic: Topic) -> bool:
    """Whether the article itself has a word for a topic that accuses somebody; true for other topics."""
    words = _CHARGES.get(topic.label)
    return words is None or re.search(words, reading.article.body, re.IGNORECASE) is not None


def _media_topics(reading: Reading) -> tuple[Theme, ...]:
    """The likeliest topics: none above or below another, and at most three of one family."""
    story, _, _, part = found = measures(reading)
    likely = probabilities(reading, *found)
    chosen: list[Theme] = []
    taken: list[Topic] = []
    order = sorted(range(len(likely)), key=lambda i: (-round(float(likely[i]), 5), i))
    known = tuple(topics().values())
    for i in order:
        topic = known[i]
        if likely[i] < LEAST or len(chosen) == MOST:
            break
        related = any(t.qcode in topic.parents or topic.qcode in t.parents for t in taken)
        family = sum(bool(set(t.parents[:-1]) & set(topic.parents[:-1])) for t in taken)
        second_sport = _DISCIPLINES in topic.parents and any(_DISCIPLINES in t.parents for t in taken)
        if topic.qcode == topic.top or topic.qcode in _TOO_GENERAL or related or second_sport or family >= OF_FAMILY:
            continue
        if not _is_charged(reading, topic):
            continue
        taken.append(topic)
        spans = [story[k].span for k in _closest_sentences(reading, story, i)]
        chosen.append(_theme(reading, topic, float(likely[i]), spans))
    return tuple(chosen) or _top_level(reading, story, part)


def _closest_sentences(reading: Reading, story: Sequence[Sentence], row: int) -> list[int]:
    """The sentences that are closest to a topic, by their place in the story, in text order."""
    stored = vectors()
    means = np.vstack([stored.labels[row][None], stored.typical[stored.rows == row]])
    closeness = (reading.vectors[[s.index for s in story]] @ means.T).max(axis=1)
    return sorted(sorted(range(len(story)), key=lambda i: (-float(closeness[i]), i))[:EVIDENCE])


def _top_level(reading: Reading, story: Sequence[Sentence], part: Mapping[str, float]) -> tuple[Theme, ...]:
    """The largest top-level topic, if the article is clearly about it."""
    top = max(part, key=lambda qcode: (part[qcode], qcode))
    if part[top] < SHARE:
        return ()
    spans = [story[i].span for i in _typical_sentences(reading, story, top)]
    return (_theme(reading, topics()[top], part[top], spans),)


def _theme(reading: Reading, topic: Topic, score: float, spans: Sequence[Span]) -> Theme:
    return Theme(topic.qcode, topic.label, topic.path, round(min(1.0, score), 4), evidence(reading.article, spans))


def _typical_sentences(reading: Reading, story: Sequence[Sentence], top: str) -> list[int]:
    """The sentences that are most like the typical sentences of a top-level topic."""
    stored = vectors()
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
