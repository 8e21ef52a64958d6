"""Writes vectors and words of the IPTC Media Topics. Run it again after the reading model was trained.

    python -m train.topics --out src/retold/data/mediatopics.npz --words src/retold/data/topicwords.tsv

`train/topics.tsv` has sentences of our own that are typical of news on each top-level topic and on topics below.
`train/usual.tsv` lists those below that are usual in news. Every topic also has the vector of its label. Vectors are
int8; 127 stands for 1. Run `python -m train.themes` after it.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retold.digest.media_topics import stems, topics
from retold.reading.encoder import load


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True, help="the file of the vectors")
    parser.add_argument("--words", type=Path, required=True, help="the file of the words")
    args = parser.parse_args()
    rows = [line.split("\t") for line in Path(__file__).with_name("topics.tsv").read_text().splitlines() if line]
    of_top = [row for row in rows if topics()[row[0]].top == row[0]]
    of_topic = [row for row in rows if topics()[row[0]].top != row[0]]
    encoder = load(2)

    def encoded(texts: list[str]) -> NDArray[np.int8]:
        return np.round(np.stack([e.vector for e in encoder.encode(texts)]) * 127).astype(np.int8)

    np.savez_compressed(
        args.out,
        labels=encoded([t.label for t in topics().values()]),
        sentences=encoded([text for _, text in of_top]),
        tops=np.array([qcode for qcode, _ in of_top]),
        typical=encoded([text for _, text in of_topic]),
        qcodes=np.array([qcode for qcode, _ in of_topic]),
    )
    usual = {line.split("\t")[0] for line in Path(__file__).with_name("usual.tsv").read_text().splitlines()}
    of_words: dict[str, set[str]] = {}
    for qcode, text in of_topic:
        of_words.setdefault(qcode, set()).update(stems(text))
    lines = [f"{q}\t{'usual' if q in usual else ''}\t{' '.join(sorted(of_words[q]))}\n" for q in of_words]
    args.words.write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
