"""Background statistics of news: in how many articles each word appears, and the mean of article vectors.

    RETOLD_DATA=../shared/data python -m train.background --out src/retold/data

Counts word stems over the articles of the BBC, KPCrowd, CLIFF and Giveme5W1H, and keeps those in three articles or
more. Takes the mean vector of a sample of them. Story clustering weighs words and vectors against these numbers, so
its result does not depend on the articles read before.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from retold.corpus.signature import article_vector
from retold.engine import Engine
from retold.english.lexicon import content_words, stem
from train import datasets, readings

SETS = (
    ("bbc/bbc", "body"),
    ("keyphrases/kpcrowd-dev", "body"),
    ("grounding/cliff", "source"),
    ("fivew1h/gold-dev", "body"),
)
"""Each set with the field that has the article's text."""
MIN_ARTICLES = 3
SAMPLE = 400


def bodies() -> Iterator[str]:
    """The text of each article once; articles that begin with the same 80 characters are one."""
    seen: set[str] = set()
    for name, field in SETS:
        for row in datasets.rows(name):
            body = row.get(field) or ""
            if body[:80] not in seen:
                seen.add(body[:80])
                yield body


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True, help="folder for frequencies.tsv and background.npy")
    args = parser.parse_args()
    texts = list(bodies())
    counts = Counter(word for text in texts for word in {stem(w) for w in content_words(text)})
    rows = [f"{word}\t{count}" for word, count in sorted(counts.items()) if count >= MIN_ARTICLES and "\t" not in word]
    (args.out / "frequencies.tsv").write_text("\n".join([f"\t{len(texts)}", *rows]) + "\n", encoding="utf-8")
    engine = Engine()
    sample = texts[:: len(texts) // SAMPLE]
    vectors = [article_vector(readings.read(engine, text)) for text in sample]
    np.save(args.out / "background.npy", np.mean(vectors, axis=0).astype(np.float16))
    print(len(texts), "articles,", len(rows), "words,", len(sample), "vectors")


if __name__ == "__main__":
    main()
