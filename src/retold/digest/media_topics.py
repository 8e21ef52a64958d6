"""The IPTC Media Topics: their table, and words and vectors of their labels and of sentences typical of them.

`train/topics.py` writes the vectors and the words. Media Topics: IPTC, CC BY 4.0.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import as_file, files

import numpy as np
from numpy.typing import NDArray

from retold.english.lexicon import content_words, stem


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
        found[qcode] = Topic(qcode, label, ancestry[-1], path, tuple(ancestry[1:]), frozenset(stems(label)))
    return found


def stems(text: str) -> set[str]:
    """Stems of the content words, with the parts of hyphenated words apart."""
    return {stem(w) for w in content_words(text.replace("-", " "))}


@dataclass(frozen=True, slots=True)
class Vectors:
    """Vectors of the Media Topics.

    `labels` is float32 (topics, 384), in the order of the table. `centres` is the same, with the direction of the mean
    of a topic's typical sentences, or of its label where there are none. `sentences` is float32 (sentences, 384): those
    that are typical of the top-level topics, which `tops` has. `typical` is the same for topics below the top level,
    and `rows` has the row of the topic of each in the table, as int64 (sentences,), from the first to the last.
    """

    labels: NDArray[np.float32]
    centres: NDArray[np.float32]
    sentences: NDArray[np.float32]
    tops: tuple[str, ...]
    typical: NDArray[np.float32]
    rows: NDArray[np.int64]


@lru_cache(maxsize=1)
def vectors() -> Vectors:
    with as_file(files("retold") / "data" / "mediatopics.npz") as path, np.load(path) as data:
        of_label, of_tops, of_topics = (data[k] / np.float32(127) for k in ("labels", "sentences", "typical"))
        row = {qcode: i for i, qcode in enumerate(topics())}
        rows = np.array([row[qcode] for qcode in data["qcodes"].tolist()], dtype=np.int64)
        order = np.argsort(rows, kind="stable")
        of_topics, rows = of_topics[order], rows[order]
        centres = np.zeros_like(of_label)
        np.add.at(centres, rows, of_topics)
        centres = np.where(np.isin(np.arange(len(centres)), rows)[:, None], centres, of_label)
        centres /= np.linalg.norm(centres, axis=1, keepdims=True)
        return Vectors(of_label, centres, of_tops, tuple(data["tops"].tolist()), of_topics, rows)


@dataclass(frozen=True, slots=True)
class Words:
    """Words of the Media Topics.

    `usual` is bool (topics,): whether the topic is usual in news. `index` has for each stem the rows of the topics
    whose label or typical sentences have it, and its weight: rare ones weigh more.
    """

    usual: NDArray[np.bool_]
    index: Mapping[str, tuple[NDArray[np.int64], float]]


@lru_cache(maxsize=1)
def words() -> Words:
    lines = (files("retold") / "data" / "topicwords.tsv").read_text(encoding="utf-8").splitlines()
    stored = {q: (usual, found.split()) for q, usual, found in (line.split("\t") for line in lines)}
    rows: dict[str, list[int]] = {}
    for i, topic in enumerate(topics().values()):
        for word in topic.words.union(stored.get(topic.qcode, ("", []))[1]):
            rows.setdefault(word, []).append(i)
    count = len(topics())
    index = {word: (np.array(found, dtype=np.int64), math.log(count / len(found))) for word, found in rows.items()}
    return Words(np.array([stored.get(q, ("",))[0] == "usual" for q in topics()]), index)
