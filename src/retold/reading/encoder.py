"""The reading model: from sentences to names, trees, salience and vectors.

One pass of one network gives them all. This is the only module that imports onnxruntime.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from retold.errors import SettingsError
from retold.reading.attributions import find_attributions
from retold.reading.labels import LABELS, OUTSIDE, Shape
from retold.reading.tokens import Row, Tokenizer
from retold.reading.viterbi import best_path, names_on_path
from retold.types import Encoding, Name, Span, Word

VECTOR = 384
STEP = 96
"""Numbers of a word's vector for the probability of a step; the others say whether it does no harm."""
LONGEST_STEPS = 120
"""Word pieces of the longest sentence from which words can be left out."""
PIECES = 256
"""Padded word pieces of a batch. Larger batches do not fit the caches of small machines."""

CAPITAL = 1.5
"""Subtracted from the score of "no name" for a capital inside a sentence. Much of the training news
leaves events, works and products without a label."""

OTHER = 0.7
"""Added to the scores of events, works, products and others. The network saw few of them."""

PRIOR = np.array(
    [OTHER * label.endswith(("-event", "-work", "-product", "-other")) for label in LABELS], dtype=np.float32
)
_CAPITALS = (Shape.TITLE, Shape.UPPER, Shape.MIXED)
_OUTPUTS = ["labels", "vector", "salience", "heads", "relations", "cues", "speech", "words", "left", "right", "refers"]
_SAID = 3
"""Outputs that tell who says what; after them come those for steps, and the last one, which a new network lacks."""
_SURROGATE = re.compile("[\ud800-\udfff]")


class Encoder:
    """The network in the package, on `threads` threads. Several threads may call it at the same time."""

    def __init__(self, model: Path, tokenizer: Path, relations: Sequence[str], threads: int = 1) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        # The arena would keep the memory of the largest batch for good.
        options.enable_cpu_mem_arena = False
        self._session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
        known = {output.name for output in self._session.get_outputs()}
        self._outputs = [name for name in _OUTPUTS if name in known]
        self._tokenizer = Tokenizer(tokenizer)
        self._relations = tuple(relations)

    def encode(self, sentences: Sequence[str]) -> list[Encoding]:
        """One `Encoding` for each sentence, in order."""
        rows = self._tokenizer.rows([_SURROGATE.sub("\ufffd", s) for s in sentences])
        parts: list[list[Encoding]] = [[] for _ in sentences]
        done: dict[int, Encoding] = {}
        for keys in _batches(rows):
            outputs = self._run([rows[k] for k in keys])
            for i, key in enumerate(keys):
                done[key] = self._decode(rows[key], *(o[i] for o in outputs))
        for key, row in enumerate(rows):
            parts[row.text].append(done[key])
        return [p[0] if len(p) == 1 else _joined(p) for p in parts]

    def run_only(self, sentences: Sequence[str]) -> int:
        """Runs the network without decoding, as a baseline for `bench/`. Returns the number of rows."""
        rows = self._tokenizer.rows(list(sentences))
        for keys in _batches(rows):
            self._run([rows[k] for k in keys])
        return len(rows)

    def _run(self, rows: list[Row]) -> list[NDArray[np.generic]]:
        size = (len(rows), max(len(r.ids) for r in rows))
        ids, shapes, hints, mask, firsts = (np.zeros(size, dtype=np.int64) for _ in range(5))
        firsts[:, 0] = 1
        for i, row in enumerate(rows):
            width = len(row.ids)
            ids[i, :width] = row.ids
            shapes[i, :width] = row.shapes
            hints[i, :width] = row.hints
            mask[i, :width] = 1
            firsts[i, row.firsts] = 1
        feed = {"ids": ids, "shapes": shapes, "hints": hints, "mask": mask, "firsts": firsts}
        outputs: list[NDArray[np.generic]] = self._session.run(self._outputs, feed)
        return outputs

    def _decode(
        self,
        row: Row,
        labels: NDArray[np.float32],
        vector: NDArray[np.float32],
        salience: np.float32,
        heads: NDArray[np.int32],
        relations: NDArray[np.int32],
        *others: NDArray[np.float32],
    ) -> Encoding:
        chance = float(1.0 / (1.0 + np.exp(-salience)))
        if not row.firsts:
            return Encoding((), (), vector, chance)
        scores = labels[row.firsts]
        scores = scores + PRIOR
        scores[:, OUTSIDE] -= CAPITAL * _capitals(row)
        path = best_path(scores)
        names = []
        for first, last, kind in names_on_path(path):
            span = Span(row.starts[first], row.ends[last - 1])
            names.append(Name(span, kind, _probability(scores[first:last], path[first:last])))
        spans = [Span(start, end) for start, end in zip(row.starts, row.ends, strict=True)]
        said, (left, right), refers = others[:_SAID], others[_SAID : _SAID + 2], others[_SAID + 2 :]
        attributions = find_attributions(spans, *(scores[row.firsts] for scores in said))
        words = self._words(row, heads, relations)
        steps = _steps(row, left, right)
        return Encoding(
            words, tuple(names), vector, chance, attributions, steps, refers[0][row.firsts] if refers else None
        )

    def _words(self, row: Row, heads: NDArray[np.int32], relations: NDArray[np.int32]) -> tuple[Word, ...]:
        index = {piece: i for i, piece in enumerate(row.firsts)}
        governors = without_circles([index.get(head, -1) for head in heads[row.firsts].tolist()])
        labels = relations[row.firsts].tolist()
        return tuple(
            Word(Span(start, end), governor, self._relations[label])
            for start, end, governor, label in zip(row.starts, row.ends, governors, labels, strict=True)
        )


def _steps(row: Row, left: NDArray[np.float32], right: NDArray[np.float32]) -> NDArray[np.float32] | None:
    """The steps of a sentence, as `Sentence.steps`, from the vectors of its pieces; None if it is too long."""
    if len(row.ids) > LONGEST_STEPS:
        return None
    one, other = left[[0, *row.firsts]], right[[*row.firsts, len(row.ids) - 1]]
    scores = one[:, :STEP] @ other[:, :STEP].T / np.float32(STEP**0.5)
    scores[np.tril_indices(len(scores), -1)] = -np.inf
    scores -= scores.max(1, keepdims=True)
    scores -= np.log(np.exp(scores).sum(1, keepdims=True))
    faults = one[:, STEP:] @ other[:, STEP:].T / np.float32((one.shape[1] - STEP) ** 0.5)
    return np.stack([scores, faults])


def without_circles(heads: Sequence[int]) -> list[int]:
    """Heads of words (-1: root) of which none is above itself.

    The network scores each head by itself. So a word that it puts below its own dependent goes below the root, or
    becomes it if there is none.
    """
    result = list(heads)
    root = next((i for i, head in enumerate(result) if head < 0), -1)
    done = set[int]()
    for word in range(len(result)):
        way: dict[int, None] = {}
        at = word
        while at >= 0 and at not in done and at not in way:
            way[at] = None
            at = result[at]
        if at in way:
            result[at], root = root, at if root < 0 else root
        done.update(way)
    return result


def _capitals(row: Row) -> NDArray[np.float32]:
    """1 for each word with a capital that is not the first of the sentence, as float32 (words,).

    All 0 if most words have a capital, as in a headline.
    """
    shapes = [row.shapes[i] for i in row.firsts]
    cased = np.array([s in _CAPITALS for s in shapes], dtype=np.float32)
    opening = next((i for i, s in enumerate(shapes) if s is not Shape.PUNCTUATION), 0)
    words = sum(s in _CAPITALS or s == Shape.LOWER for s in shapes)
    if cased.sum() > 0.5 * words:
        return np.zeros_like(cased)
    cased[: opening + 1] = 0.0
    return cased


def _probability(scores: NDArray[np.float32], path: NDArray[np.intp]) -> float:
    """The mean probability of the labels on the path."""
    shifted = np.exp(scores - scores.max(1, keepdims=True))
    chosen = shifted[np.arange(len(path)), path] / shifted.sum(1)
    return round(float(chosen.mean()), 4)


def _batches(rows: Sequence[Row]) -> Iterator[list[int]]:
    """Indices of rows of similar length, with at most `PIECES` padded pieces in a batch."""
    batch: list[int] = []
    for key in sorted(range(len(rows)), key=lambda k: len(rows[k].ids)):
        if batch and len(rows[key].ids) * (len(batch) + 1) > PIECES:
            yield batch
            batch = []
        batch.append(key)
    if batch:
        yield batch


def _joined(parts: Sequence[Encoding]) -> Encoding:
    """The encoding of a sentence that took several rows. Each row keeps its own tree, so nothing can be cut from it."""
    words: list[Word] = []
    for part in parts:
        offset = len(words)
        words.extend(Word(w.span, w.head + offset if w.head >= 0 else -1, w.relation) for w in part.words)
    mean = np.mean([p.vector for p in parts], axis=0)
    vector = (mean / max(float(np.linalg.norm(mean)), 1e-9)).astype(np.float32)
    names = tuple(name for part in parts for name in part.names)
    attributions = tuple(attribution for part in parts for attribution in part.attributions)
    known = [p.refers for p in parts if p.refers is not None]
    refers = np.concatenate(known) if known else None
    return Encoding(tuple(words), names, vector, max(p.salience for p in parts), attributions, refers=refers)


@lru_cache(maxsize=4)
def load(threads: int = 1) -> Encoder:
    """The encoder with the weights in the package, loaded once for each number of threads.

    Raises `SettingsError` if the package was installed without its weights.
    """
    with as_file(files("retold") / "data") as folder:
        model = folder / "reading.onnx"
        if not model.exists():
            raise SettingsError("the reading model is missing from the package; install retold again", str(model))
        relations = json.loads((folder / "reading.json").read_text(encoding="utf-8"))["relations"]
        return Encoder(model, folder / "tokenizer.json", relations, threads)
