"""Identity across articles: mentions with one Wikidata id should be one entity.

    python -m bench.identity [--errors]

Each set of `linking/*` is measured by itself: B-cubed F1, by entity, over the gold mentions with an id that the
reading model finds. Baselines: the same chains, joined if their names are exactly the same (`exact`), and joined by
the words of the mention (`surface`).
"""

from __future__ import annotations

import sys

from bench import scratch_memory
from bench.results import Measure, Sheet, Stage, Use
from bench.stories import bcubed
from retold.digest.relevance import relevant
from retold.engine import Engine
from retold.memory import Memory
from retold.memory.prepared import Prepared
from retold.types import Chain, Reading
from train import datasets, readings

SETS = ("wiki-fair-v2", "msnbc-updated", "reuters-128", "rss-500")
SHEET = Sheet(
    "identity",
    Stage.CORPUS,
    tuple(
        Measure(
            f"identity.{name}.f1",
            "identity across articles, over mentions",
            "B-cubed F1",
            name,
            Use.DEVELOPMENT,
            {"exactly the same name": f"identity.{name}.exact.f1"},
        )
        for name in SETS
    ),
)


def _chain_at(reading: Reading, start: int, end: int) -> Chain | None:
    """The chain with a mention at these offsets, or with one that begins or ends there.

    What a common noun makes another thing is none: the UK government is not the UK.
    """
    near = [
        (m.span != (start, end), c.id, c)
        for c in reading.chains
        for m in c.mentions
        if m.span.start < end
        and start < m.span.end
        and (m.span.start == start or m.span.end == end)
        and not (m.span.end > end and reading.article.body[end : m.span.end].islower())
    ]
    return min(near)[2] if near else None


def run(errors: bool = False) -> dict[str, float]:
    engine = Engine()
    figures: dict[str, float] = {}
    for name in SETS:
        figures |= _measure_set(engine, name, errors)
    gains = [figures[f"identity.{name}.f1"] - figures[f"identity.{name}.exact.f1"] for name in SETS]
    return figures | {"identity.least_gain": min(gains)}


def _measure_set(engine: Engine, name: str, errors: bool) -> dict[str, float]:
    articles: list[Prepared] = []
    gold: list[str] = []
    chains: list[tuple[str, str]] = []
    exact_names: list[str] = []
    surface_words: list[str] = []
    rows = datasets.rows(f"linking/{name}")
    pages = (readings.page(row["body"], str(number)) for number, row in enumerate(rows))
    read = scratch_memory.read_pages(engine, pages)
    for number, (row, (reading, article)) in enumerate(zip(rows, read, strict=True)):
        articles.append(article)
        kept = {chain.id for chain in relevant(reading)}
        for mention in row["mentions"]:
            start, end = mention["start"], mention["end"]
            chain = _chain_at(reading, start, end) if mention["wikidata"][1:].isdigit() else None
            if chain is not None and chain.id in kept:
                gold.append(mention["wikidata"])
                chains.append((str(number), chain.id))
                exact_names.append(chain.name.casefold())
                surface_words.append(row["body"][start:end].casefold())
    with scratch_memory.holding(articles) as memory:
        sql = (
            "SELECT a.id, p.chain, f.entity FROM appearance p "
            "JOIN form f ON f.id = p.form JOIN article a ON a.key = p.article"
        )
        entities = {(key, chain): entity for key, chain, entity in memory._db.all(sql)}
        if errors:
            _show_judgements(memory)
    return {
        f"identity.{name}.mentions": float(len(gold)),
        f"identity.{name}.f1": bcubed([entities[chain] for chain in chains], gold)[2],
        f"identity.{name}.exact.f1": bcubed(exact_names, gold)[2],
        f"identity.{name}.surface.f1": bcubed(surface_words, gold)[2],
    }


def _show_judgements(memory: Memory) -> None:
    for judgement in memory.judgements(everyone=True):
        if judgement.verdict != "different" and not judgement.ended:
            print(judgement.verdict, judgement.score, judgement.a[1], "|", judgement.b[1], judgement.features)


if __name__ == "__main__":
    SHEET.publish(run(errors="--errors" in sys.argv))
