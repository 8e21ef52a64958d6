"""Writes the vectors of the IPTC Media Topics. Run it again after the reading model was trained.

    python -m train.topics --out src/retold/data/mediatopics.npz

`train/topics.tsv` has sentences of our own that are typical of news on each top-level topic. Every topic also has the
vector of its label. Vectors are int8; 127 stands for 1.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from retold.digest.themes import topics
from retold.reading.encoder import load


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True, help="the file of the vectors")
    args = parser.parse_args()
    rows = [line.split("\t") for line in Path(__file__).with_name("topics.tsv").read_text().splitlines() if line]
    encoder = load(2)
    labels = np.stack([e.vector for e in encoder.encode([t.label for t in topics().values()])])
    sentences = np.stack([e.vector for e in encoder.encode([text for _, text in rows])])
    np.savez_compressed(
        args.out,
        labels=np.round(labels * 127).astype(np.int8),
        sentences=np.round(sentences * 127).astype(np.int8),
        tops=np.array([qcode for qcode, _ in rows]),
    )


if __name__ == "__main__":
    main()
