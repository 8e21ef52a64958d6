"""The mean of the weights of several shipped files, as one shipped file.

    python -m train.mean src/retold/data/reading.onnx RUN1/reading.onnx RUN2/reading.onnx RUN3/reading.onnx

The runs must have begun with the same weights, or with a mean of earlier runs: only then are they close enough.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

from train.export import export
from train.network import Network
from train.reading_model import BASE
from train.shipped_weights import load_mean


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path, help="the file to write; reading.json stands beside it")
    parser.add_argument("runs", type=Path, nargs="+", help="shipped files")
    args = parser.parse_args()
    relations = json.loads((args.out.parent / "reading.json").read_text(encoding="utf-8"))["relations"]
    network = Network(str(BASE), len(relations))
    missing = load_mean(network, args.runs)
    if missing:
        raise SystemExit(f"{', '.join(map(str, args.runs))}: these weights are missing: {', '.join(missing)}")
    network.eval()
    with tempfile.TemporaryDirectory() as work:
        export(network, args.out, Path(work))


if __name__ == "__main__":
    main()
