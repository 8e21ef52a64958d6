"""Fits the weights by which a pronoun finds the name that it stands for.

    RETOLD_DATA=../shared/data python -m train.pronouns [--readings FILE] [--out src/retold/data/pronouns.json]

Sets: the training part of GAP (`train/coreference.py`), and GUM train, text types whose licence permits shipping a
model. Each pronoun is one choice among the names before it and "none of them"; the loss is the logarithm of what the
right answers get together. The probabilities are scaled on GAP's tuning part and GUM dev. `--readings`: a file where
the readings are kept, because the texts take minutes to read.
"""

from __future__ import annotations

import argparse
import json
import pickle
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retold.engine import Engine
from retold.reading.pronoun_features import Candidate, PronounFeatures, Resolution
from retold.reading.pronoun_places import Place
from retold.reading.pronoun_ranker import Floats, Scorer
from retold.types import Reading
from train import coreference, datasets, gum, readings
from train.coreference import Part, Snippet

NETWORKS, HIDDEN, EPOCHS = 3, 24, 16
FIRST_EPOCHS = 6
"""Epochs of the first network, which only tells the others what the pronouns before a pronoun stand for."""
BATCH, RATE, DROPPED, DECAY = 128, 4e-3, 0.1, 1e-3
LEAST = 8
"""Examples with a feature that is used."""

Answers = Callable[[Place, Sequence[Candidate]], list[bool] | None]
"""Whether each candidate, and then nobody, is right for a pronoun; None if that is not known."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text with gold answers. `until`: where its last pronoun with an answer ends."""

    features: PronounFeatures
    answers: Answers
    until: int


@dataclass(frozen=True, slots=True)
class Example:
    """A pronoun: the features of each candidate and of nobody, and which of them are right."""

    rows: Sequence[dict[str, float]]
    right: Sequence[bool]


class Library:
    """Readings, kept in a file if there is one."""

    def __init__(self, file: Path | None) -> None:
        self._engine, self._file = Engine(), file
        self._readings: dict[str, Reading] = pickle.loads(file.read_bytes()) if file and file.exists() else {}

    def read(self, body: str, key: str) -> Reading:
        if key not in self._readings:
            self._readings[key] = readings.read(self._engine, body, key)
        return self._readings[key]

    def keep(self) -> None:
        if self._file is not None and not self._file.exists():
            self._file.write_bytes(pickle.dumps(self._readings))


def gap_texts(library: Library, part: Part) -> Iterator[Text]:
    """GAP's snippets. Of a name that is not meant, it is known that it is wrong; of other names nothing is known."""
    for snippet in coreference.snippets(part):

        def answers(place: Place, candidates: Sequence[Candidate], snippet: Snippet = snippet) -> list[bool] | None:
            if place.span != snippet.pronoun:
                return None
            named = [snippet.named_by(c.chain) for c in candidates]
            if not any(snippet.meant):
                return [*(not any(names) for names in named), True]
            right = [any(n and m for n, m in zip(names, snippet.meant, strict=True)) for names in named]
            return [*right, not any(right)]

        yield Text(PronounFeatures(library.read(snippet.body, snippet.key)), answers, snippet.pronoun.end)


def gum_texts(library: Library, documents: Iterable[gum.Document]) -> Iterator[Text]:
    """GUM's documents. A pronoun without an entity stands for nobody."""
    for document in documents:
        body, mentions = coreference.body_and_mentions(document)

        def answers(
            place: Place, candidates: Sequence[Candidate], mentions: list[coreference.GoldMention] = mentions
        ) -> list[bool]:
            entity = coreference.entity_at(place.span, mentions)
            right = [entity is not None and coreference.is_right(c.chain, entity, mentions) for c in candidates]
            return [*right, not any(right)]

        yield Text(PronounFeatures(library.read(body, document.name)), answers, len(body))


def examples(texts: Iterable[Text], scorer: Scorer | None) -> Iterator[Example]:
    """All pronouns with known answers. `scorer` says what those before them stand for; None: nobody knows."""
    for text in texts:
        history: list[Resolution] = []
        for place, kind in text.features.places.pronouns():
            if place.span.end > text.until:
                break
            candidates = text.features.candidates(place, kind, history)
            nobody = text.features.nobody(place, kind, history, candidates)
            rows = [*(dict(c.features) for c in candidates), nobody]
            chances = scorer.chances(rows) if scorer is not None else np.zeros(len(rows))
            known = {c.chain.id: float(p) for c, p in zip(candidates, chances, strict=False)}
            history.append(Resolution(place, kind, known))
            right = text.answers(place, candidates)
            if right is not None:
                yield Example(rows, right)


def fit(chosen: Sequence[Example], names: Sequence[str], epochs: int, seed: int) -> list[Floats]:
    """One network, by Adam on batches of pronouns with a rate that falls like a cosine."""
    scorer, random = Scorer(names, ()), np.random.default_rng(seed)
    tables = [scorer.rows(example.rows) for example in chosen]
    size = len(names)
    network: list[Floats] = [
        random.normal(0, size**-0.5, (size, HIDDEN)),
        np.zeros(HIDDEN),
        random.normal(0, 0.3 * HIDDEN**-0.5, HIDDEN),
        np.zeros(size),
    ]
    mean, square = [np.zeros_like(p) for p in network], [np.zeros_like(p) for p in network]
    steps = epochs * -(-len(chosen) // BATCH)
    for step in range(steps):
        if step % -(-len(chosen) // BATCH) == 0:
            order = random.permutation(len(chosen))
        batch = order[step * BATCH % (BATCH * -(-len(chosen) // BATCH)) :][:BATCH]
        rows = np.concatenate([tables[i] for i in batch])
        rows *= (random.random(rows.shape) > DROPPED) / (1 - DROPPED)
        gradients = _gradients(network, rows, [chosen[i].right for i in batch])
        rate = RATE * 0.5 * (1 + np.cos(np.pi * step / steps))
        for k, gradient in enumerate(gradients):
            mean[k] = 0.9 * mean[k] + 0.1 * gradient
            square[k] = 0.999 * square[k] + 0.001 * gradient**2
            change = mean[k] / (1 - 0.9 ** (step + 1)) / (np.sqrt(square[k] / (1 - 0.999 ** (step + 1))) + 1e-8)
            network[k] = network[k] - rate * (change + DECAY * network[k])
    return network


def _gradients(network: Sequence[Floats], rows: Floats, right: Sequence[Sequence[bool]]) -> list[Floats]:
    """The gradients of the mean loss of some pronouns, whose rows stand one after the other."""
    hidden, bias, out, direct = network
    sizes = np.array([len(r) for r in right])
    starts = np.cumsum(sizes) - sizes
    group = np.repeat(np.arange(len(sizes)), sizes)
    active = np.maximum(rows @ hidden + bias, 0.0)
    scores = active @ out + rows @ direct
    chances = np.exp(scores - np.maximum.reduceat(scores, starts)[group])
    chances /= np.add.reduceat(chances, starts)[group]
    wanted: NDArray[np.float64] = chances * np.concatenate(right)
    wanted /= np.maximum(np.add.reduceat(wanted, starts)[group], 1e-12)
    error = (chances - wanted) / len(sizes)
    back = np.outer(error, out) * (active > 0)
    return [rows.T @ back, back.sum(0), active.T @ error, rows.T @ error]


def loss(scorer: Scorer, held_out: Sequence[Example], scale: float) -> float:
    """The mean negative logarithm of what the right answers get, with scores times `scale`."""
    total = 0.0
    for example in held_out:
        scores = scorer.scores(example.rows) * scale
        chances = np.exp(scores - scores.max())
        total -= float(np.log(max(1e-9, chances @ np.array(example.right) / chances.sum())))
    return total / len(held_out)


def train(texts: Sequence[Text], held_out: Sequence[Text]) -> tuple[list[str], list[list[Floats]], float]:
    """The names of the features, the networks, and the scale that makes their scores probabilities."""
    blind = list(examples(texts, None))
    names = _frequent(blind)
    first = Scorer(names, [fit(blind, names, FIRST_EPOCHS, seed=0)])
    chosen = list(examples(texts, first))
    names = _frequent(chosen)
    networks = [fit(chosen, names, EPOCHS, seed) for seed in range(NETWORKS)]
    networks = [[np.round(part, 3) for part in network] for network in networks]
    scorer = Scorer(names, networks)
    unseen = list(examples(held_out, scorer))
    scales = [round(0.7 + 0.05 * i, 2) for i in range(13)]
    losses = [loss(scorer, unseen, scale) for scale in scales]
    best = int(np.argmin(losses))
    print(f"{len(chosen)} pronouns, {len(names)} features; scale {scales[best]}, loss {losses[best]:.4f}")
    return names, networks, scales[best]


def _frequent(chosen: Sequence[Example]) -> list[str]:
    counts = Counter(name for example in chosen for row in example.rows for name in row)
    return sorted(name for name, count in counts.items() if count >= LEAST)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=datasets.ROOT / "src" / "retold" / "data" / "pronouns.json")
    parser.add_argument("--readings", type=Path)
    args = parser.parse_args()
    library = Library(args.readings)
    documents = [d for d in datasets.gum_documents("train") if d.genre in gum.SHIPPABLE]
    texts = [*gum_texts(library, documents), *gap_texts(library, Part.TRAIN)]
    held_out = [*gum_texts(library, datasets.gum_documents()), *gap_texts(library, Part.TUNE)]
    library.keep()
    names, networks, scale = train(texts, held_out)
    stored = {"features": names, "scale": scale, "networks": [[part.tolist() for part in n] for n in networks]}
    args.out.write_text(json.dumps(stored) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
