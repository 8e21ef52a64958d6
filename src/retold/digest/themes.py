"""What an article is about, by IPTC Media Topics and by themes that a user adds.

Each sentence is compared, by its vector, with sentences that are typical of the
seventeen top-level topics; topics below them are found by their labels, in words or in
meaning, under the top-level topics that the article is about. Measured by
`bench/themes.py`. Media Topics: IPTC, CC BY 4.0.
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
from retold.types import Reading, Sentence, Theme, UserTheme

MOST = 5
"""Themes of an article, at most."""
TYPICAL = 3
"""Typical sentences of a topic that a sentence is compared with: those it is most like."""
SHARP = 12.0
"""How much more the most alike topic counts than the next one (inverse temperature)."""
FADES = 0.15
"""Loss of weight from sentence to sentence: the news comes first."""
SHARE = 0.14
"""Share of the article that makes a top-level topic one of its themes."""
SAID = 0.24
"""What a topic gains whose label stands in a sentence in so many words."""
LEAST = 0.45
"""Score from which a topic below the top is a theme."""
LOOKED = 300
"""Sentences looked at, from the first."""
CLOSE = 0.4
"""Cosine from which sentences are what a user's sentence is about."""
UNSAID = 0.06
"""What a topic needs more whose label stands nowhere in the text."""
EVIDENCE = 2
"""Sentences shown for a theme."""

_VAGUE = frozenset(
    """medtop:20000002 medtop:20000038 medtop:20000209 medtop:20000344 medtop:20000385 medtop:20000170 medtop:20000565
    medtop:20000538 medtop:20000756 medtop:20000717 medtop:20000735 medtop:20000808 medtop:20000788 medtop:20000799
    medtop:20000768 medtop:20001108 medtop:20000822""".split()
)
"""Groups of topics that say no more of an article than the topic above them."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A Media Topic: `path` holds labels from the top level down to its own."""

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
        line = [qcode]
        while rows[line[-1]][0] in rows and rows[line[-1]][0] not in line:
            line.append(rows[line[-1]][0])
        path = tuple(rows[q][1] for q in reversed(line))
        words = frozenset(stem(w) for w in content_words(label.replace("-", " ")))
        found[qcode] = Topic(qcode, label, line[-1], path, tuple(line[1:]), words)
    return found


@dataclass(frozen=True, slots=True)
class _Vectors:
    """float32 (topics, 384), in the table's order, and (sentences, 384), each with its top-level topic."""

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
    """The share of the article that each top-level topic has; they sum to 1."""
    stored = _vectors()
    told = _told(reading)
    compared, weight = _compared(reading, told)
    alike = compared @ stored.sentences.T
    tops = sorted(set(stored.tops))
    table = np.zeros((len(compared), len(tops)), dtype=np.float32)
    owner = np.array(stored.tops)
    for i, top in enumerate(tops):
        table[:, i] = np.sort(alike[:, owner == top], axis=1)[:, -TYPICAL:].mean(axis=1)
    chance = np.exp(SHARP * table)
    chance /= chance.sum(axis=1, keepdims=True)
    total = (weight[:, None] * chance).sum(axis=0) / weight.sum()
    return dict(zip(tops, total.tolist(), strict=True))


def _told(reading: Reading) -> list[Sentence]:
    """The story's sentences, as many as tell what it is about."""
    return ([s for s in reading.sentences if not s.clutter] or list(reading.sentences))[:LOOKED]


def _compared(reading: Reading, told: Sequence[Sentence]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Vectors of the headline, if there is one, and of the story's sentences, and what each counts."""
    weight = [(0.3 + s.salience) / (1 + FADES * n) for n, s in enumerate(told)]
    vectors = reading.vectors[[s.index for s in told]]
    if reading.headline_vector is not None:
        vectors, weight = np.vstack([reading.headline_vector[None], vectors]), [max(weight), *weight]
    return vectors, np.array(weight, dtype=np.float32)


def themes(reading: Reading, users: Sequence[UserTheme] = ()) -> tuple[Theme, ...]:
    """The article's themes, the user's own first, then Media Topics by score."""
    if not reading.sentences:
        return ()
    own = [t for t in (_own(reading, user) for user in users) if t is not None]
    own.sort(key=lambda t: -t.score)
    return (*own, *_media_topics(reading))[: max(MOST, len(own))]


def _media_topics(reading: Reading) -> tuple[Theme, ...]:
    part = shares(reading)
    order = sorted(part, key=lambda q: (-part[q], q))
    tops = [q for q in order if part[q] >= SHARE] or order[:1]
    told = _told(reading)
    texts = [s.span.of(reading.article.body) for s in told]
    bags = [{stem(w) for w in content_words(t.replace("-", " "))} for t in texts]
    title = {stem(w) for w in content_words(reading.article.metadata.headline.replace("-", " "))}
    alike = _vectors().labels @ reading.vectors[[s.index for s in told]].T
    closest = np.sort(alike, axis=1)[:, -TYPICAL:].mean(axis=1).tolist()
    every = title.union(*bags)
    found: list[tuple[float, Topic, list[int]]] = []
    for row, near, topic in zip(alike, closest, topics().values(), strict=True):
        if topic.top not in tops or topic.qcode == topic.top or topic.qcode in _VAGUE:
            continue
        said = [i for i, bag in enumerate(bags) if topic.words <= bag] if topic.words <= every else []
        spread = min(1.0, len(said) / max(1.5, 0.15 * len(bags))) + 0.5 * (topic.words <= title)
        score = (
            near
            + SAID * min(1.0, spread) * bool(said or topic.words <= title)
            + 0.2 * part[topic.top] * (1 + (topic.top == tops[0]))
        )
        if score >= LEAST + (0.0 if said else UNSAID):
            best = sorted(range(len(bags)), key=lambda i: (-(float(row[i]) + 0.3 * (i in said)), i))[:EVIDENCE]
            found.append((score, topic, best))
    return _told_apart(reading, told, part, tops, found)


def _told_apart(
    reading: Reading,
    told: Sequence[Sentence],
    part: Mapping[str, float],
    tops: Sequence[str],
    found: list[tuple[float, Topic, list[int]]],
) -> tuple[Theme, ...]:
    """The best topics, none above or below another and few of one family; a top-level
    topic stands where none of those below it does."""
    chosen: list[Theme] = []
    taken: list[Topic] = []
    for score, topic, best in sorted(found, key=lambda f: (-f[0], f[1].qcode)):
        related = any(t.qcode in topic.parents or topic.qcode in t.parents for t in taken)
        family = sum(bool(set(t.parents[:-1]) & set(topic.parents[:-1])) for t in taken)
        if related or family >= 2 or len(chosen) == MOST:
            continue
        taken.append(topic)
        spans = [told[i].span for i in sorted(best)]
        chosen.append(
            Theme(topic.qcode, topic.label, topic.path, round(min(1.0, score), 4), evidence(reading.article, spans))
        )
    for top in tops:
        if top not in {t.top for t in taken}:
            spans = [told[i].span for i in _typical(reading, told, top)]
            chosen.append(
                Theme(
                    top,
                    topics()[top].label,
                    topics()[top].path,
                    round(min(1.0, part[top] + LEAST), 4),
                    evidence(reading.article, spans),
                )
            )
    # What the article is most about comes first, whatever a label says.
    chosen.sort(key=lambda t: (topics()[t.qcode].top != tops[0], -t.score, t.qcode))
    return tuple(chosen[:MOST])


def _typical(reading: Reading, told: Sequence[Sentence], top: str) -> list[int]:
    stored = _vectors()
    owner = np.array(stored.tops) == top
    alike = (reading.vectors[[s.index for s in told]] @ stored.sentences[owner].T).max(axis=1)
    return sorted(sorted(range(len(told)), key=lambda i: (-float(alike[i]), i))[:EVIDENCE])


def _own(reading: Reading, user: UserTheme) -> Theme | None:
    """A user's theme, where a keyword of it stands in the article or its sentence is close to the article's."""
    told = _told(reading)
    body = reading.article.body
    patterns = [re.compile(rf"(?<!\w){re.escape(k)}(?:s|es)?(?!\w)", re.IGNORECASE) for k in user.keywords]
    said = [i for i, s in enumerate(told) if any(p.search(s.span.of(body)) for p in patterns)]
    title = any(p.search(reading.article.metadata.headline) for p in patterns)
    score = min(1.0, 0.5 + 0.1 * len(said) + 0.2 * title) if said or title else 0.0
    near: list[float] = [0.0] * len(told)
    if user.vector is not None:
        near = (reading.vectors[[s.index for s in told]] @ user.vector).tolist()
        close = float(np.mean(sorted(near)[-TYPICAL:]))
        score = max(score, close if close >= CLOSE else 0.0)
    if not score:
        return None
    best = sorted(range(len(told)), key=lambda i: (i not in said, -near[i], i))[:EVIDENCE]
    return Theme(
        user.qcode,
        user.name,
        (user.name,),
        round(min(1.0, score), 4),
        evidence(reading.article, [told[i].span for i in sorted(best)]),
    )
