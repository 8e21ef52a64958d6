"""The fast quality gate: what `bench/` measures, some of it on part of its set, against the committed floors.

    python -m bench.gate

Floors stand in `bench/floors.json` with the hash of the set that they were measured
on. A figure below its floor, or a set that has changed, fails. Without the sets
(`RETOLD_DATA`) nothing is measured, and that is said.
"""

from __future__ import annotations

import sys

from bench import data, floors


def main() -> int:
    if not data.DATA.is_dir():
        print(f"quality gate: not measured, there is no {data.DATA} (set RETOLD_DATA)")
        return 0
    from bench import (
        answers,
        copies,
        dates,
        extraction,
        grounding,
        identity,
        names,
        own,
        quotes,
        retelling,
        sentences,
        stories,
        takeaways,
        themes,
    )

    figures = extraction.run() | sentences.run() | names.run(baselines=False) | takeaways.run(baselines=False)
    figures |= dates.run(baselines=False) | quotes.run() | answers.run() | retelling.run() | themes.run(100)
    figures |= stories.run() | copies.run() | identity.run()
    figures |= grounding.run(seeds=1, articles=10) | own.run(60)
    failed = floors.failed("gate", figures)
    for name, expected in floors.read()["corpora"].items():
        if data.corpus_hash(name) != expected:
            print(f"CHANGED  {name}: its floors were measured on other data")
            failed += 1
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
