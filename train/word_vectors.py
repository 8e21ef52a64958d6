"""Writes the vectors of words, by which `retold.english.word_vectors` says how alike two words are.

    RETOLD_DATA=../shared/data python -m train.word_vectors --out src/retold/data

For each stem of `frequencies.tsv`, the reading network reads its most frequent form alone. The vectors lose their mean
and the directions that most of them share (Mu & Viswanath 2018); the next `DIMENSIONS` directions are kept.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retold.corpus.rarity import known_articles
from retold.english.lexicon import content_words, stem
from retold.reading import encoder
from train import background, datasets

SHARED, DIMENSIONS = 3, 64
"""Directions that are left out, and that are kept after them."""
AT_ONCE = 512


def forms() -> dict[str, str]:
    """The most frequent form of each stem that is usual in news."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for text in background.bodies():
        for word in content_words(text):
            counts[stem(word)][word] += 1
    usual = {s: c for s, c in sorted(counts.items()) if known_articles(s) and not s[0].isdigit()}
    return {s: min(c, key=lambda word: (-c[word], word)) for s, c in usual.items()}


def directions(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Vectors of words (n, 384) in `DIMENSIONS` directions, of length 1."""
    unit = vectors - vectors.mean(axis=0)
    unit /= np.linalg.norm(unit, axis=1, keepdims=True)
    axes = np.linalg.svd(unit, full_matrices=False)[2][SHARED : SHARED + DIMENSIONS]
    kept = unit @ axes.T
    found: NDArray[np.float32] = kept / np.maximum(np.linalg.norm(kept, axis=1, keepdims=True), 1e-9)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=datasets.ROOT / "src" / "retold" / "data")
    args = parser.parse_args()
    words, network = forms(), encoder.load(threads=2)
    texts = list(words.values())
    found = [e.vector for i in range(0, len(texts), AT_ONCE) for e in network.encode(texts[i : i + AT_ONCE])]
    vectors = np.round(directions(np.array(found)) * 127).astype(np.int8)
    np.savez_compressed(args.out / "wordvectors.npz", stems=np.array(list(words)), vectors=vectors)
    print(f"{len(words):,} words, {(args.out / 'wordvectors.npz').stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
