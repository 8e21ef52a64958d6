"""What news in general says: in how many articles each word stands, and the mean of article vectors.

    RETOLD_DATA=../shared/data python -m train.background --out src/retold/data

Counts of word stems over the BBC, KPCrowd, CLIFF and Giveme5W1H articles, those in three
articles or more, and the mean article vector of a sample of them. Story clustering
weighs words and vectors against these, so that what it finds does not hang on what
was read before.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from bench import data

from retold.corpus.signature import article_vector
from retold.engine import Engine
from retold.english.lexicon import content_words, stem
from retold.types import Content, Metadata, Page

SETS = (
    ("bbc/bbc", "body"),
    ("keyphrases/kpcrowd-dev", "body"),
    ("grounding/cliff", "source"),
    ("fivew1h/gold-dev", "body"),
)
LEAST = 3
SAMPLE = 400


def bodies() -> Iterator[str]:
    seen: set[str] = set()
    for name, key in SETS:
        for row in data.rows(name):
            body = row.get(key) or ""
            if body[:80] not in seen:
                seen.add(body[:80])
                yield body


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    texts = list(bodies())
    counts = Counter(word for text in texts for word in {stem(w) for w in content_words(text)})
    rows = [f"{word}\t{count}" for word, count in sorted(counts.items()) if count >= LEAST and "\t" not in word]
    (args.out / "frequencies.tsv").write_text("\n".join([f"\t{len(texts)}", *rows]) + "\n", encoding="utf-8")
    engine = Engine()
    sample = texts[:: len(texts) // SAMPLE]
    vectors = [
        article_vector(engine.reading(engine.article(Page("x", Content.BODY, t, Metadata(id="x"))))) for t in sample
    ]
    np.save(args.out / "background.npy", np.mean(vectors, axis=0).astype(np.float16))
    print(len(texts), "articles,", len(rows), "words,", len(sample), "vectors")


if __name__ == "__main__":
    main()
