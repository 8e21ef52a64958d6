"""A language model as writer: how much of a retelling it writes, how much passes, and what that costs.

    RETOLD_WRITER=http://localhost:11434/v1 RETOLD_WRITER_MODEL=… python -m bench.writer [ARTICLES, default 20]

Prints the figures, each draft that was taken beside our own sentence, and why others were not. It is no part of the
gate: the figures are those of the model that was set. Whether the sentences are right must be read.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from random import Random

from retold.config import Settings
from retold.engine import Engine
from retold.llm import bare_writer
from retold.llm.rewriter import Limits, rewritten
from retold.llm.rules import copied
from train import datasets, readings


def run(count: int) -> dict[str, float]:
    settings = Settings.from_environment()
    engine, writer = Engine(Settings()), bare_writer(settings)
    if writer is None:
        sys.exit("bench.writer: set RETOLD_WRITER to a language model")
    rows = datasets.rows("stories/news-cluster-dev")
    Random(8).shuffle(rows)
    tasks = written = tokens = claims = abstractive = 0
    flaws: Counter[str] = Counter()
    waited = whole = 0.0
    for number, row in enumerate(rows[:count]):
        reading = readings.read(engine, row["body"], str(number), row["headline"], row.get("published") or None)
        plain = engine.digest_of(reading)
        start = time.monotonic()
        digest, report = rewritten(plain, writer, Limits(settings.writer_tokens))
        whole += time.monotonic() - start
        tasks, written, tokens = tasks + report.tasks, written + report.written, tokens + report.tokens
        waited += report.seconds
        flaws.update(dict(report.flaws))
        ours = [c for p in plain.retelling for c in p]
        for own, claim in zip(ours, (c for p in digest.retelling for c in p), strict=True):
            claims += 1
            if claim.writer:
                abstractive += copied(claim.text, [e.exact for e in claim.evidence]) <= 0.5
                print(f"- {own.text}\n+ {claim.text} ({claim.support})")
    print(dict(flaws.most_common()))
    return {
        "writer.tasks": float(tasks),
        "writer.written": written / max(1, tasks),
        "writer.abstractive": abstractive / max(1, claims),
        "writer.tokens": tokens / max(1, count),
        "writer.seconds": whole / max(1, count),
        "writer.waited": waited / max(1, count),
    }


if __name__ == "__main__":
    for name, value in run(int(sys.argv[1]) if len(sys.argv) > 1 else 20).items():
        print(f"{name} {value:.3f}")
