"""The fast quality gate: quality figures, some of them on a part of their set, against the committed floors.

    python -m bench.gate

`bench/floors.json` has the floors and the hash of each set that they were measured on. A figure below its floor or a
set that has changed fails. Without the sets (`RETOLD_DATA`) nothing is measured, and a line says so.
"""

from __future__ import annotations

import sys

from bench import floors
from train import datasets


def run() -> dict[str, float]:
    """All figures of the gate."""
    from bench import (
        answers,
        copies,
        dates,
        extraction,
        grounding,
        identity,
        names,
        own_claims,
        quotes,
        retelling,
        sentences,
        stories,
        takeaways,
        templates,
        themes,
    )

    figures = extraction.run() | sentences.run() | names.run(baselines=False) | takeaways.run(baselines=False)
    figures |= dates.run(baselines=False) | quotes.run() | answers.run() | retelling.run() | themes.run(100)
    figures |= stories.run() | copies.run() | templates.run() | identity.run()
    return figures | grounding.run(seeds=1, articles=10) | own_claims.run(60)


def main() -> int:
    if not datasets.FOLDER.is_dir():
        print(f"quality gate: not measured, the folder {datasets.FOLDER} does not exist; set RETOLD_DATA")
        return 0
    failures = floors.count_failures("gate", run())
    for name, expected in floors.load()["corpora"].items():
        if datasets.content_hash(name) != expected:
            print(f"CHANGED  {name}: its floors were measured on other data")
            failures += 1
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
