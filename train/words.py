"""The words of news, most usual first: `data/words.txt`, by document frequency in GMB and GUM.

    python train/words.py --data ../shared/data --out src/retold/data/words.txt
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from pathlib import Path

import corpora
import gum

MOST = 12_000
LEAST = 4


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    sentences = [words for words, _ in corpora.rows(args.data / "ner" / "gmb.jsonl.gz")]
    sentences += [[t.form for t in s] for d in gum.load(args.data / "gum" / "train") for s in d.sentences]
    counts = Counter(w for s in sentences for w in {t.casefold() for t in s} if re.fullmatch(r"[a-z][a-z'-]+", w))
    usual = [word for word, n in sorted(counts.items(), key=lambda c: (-c[1], c[0])) if n >= LEAST][:MOST]
    args.out.write_text("\n".join(usual) + "\n")


if __name__ == "__main__":
    main()
