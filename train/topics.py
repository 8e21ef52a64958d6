"""Writes the vectors of the IPTC Media Topics. Run it again after the reading model was trained.

    python -m train.topics --out src/retold/data/mediatopics.npz

`train/topics.tsv` has sentences of our own that are typical of news on each top-level topic and on the usual topics
below. Every topic also has the vector of its label. Vectors are int8; 127 stands for 1. Run
`python -m train.themes` after it.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retold.digest.media_topics import topics
from retold.reading.encoder import load


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True, help="the file of the vectors")
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


if __name__ == "__main__":
    main()
