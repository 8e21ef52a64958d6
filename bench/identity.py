"""Identity across articles: mentions of one Wikidata id are one entity.

    python -m bench.identity [--errors]

Sets: `linking/*`, each by itself. B-cubed F1 over the gold mentions that the reading model
finds (with an id), by entity. Baselines in the same run: the same chains joined by
exactly the same name (`exact`), and by the mention's own words (`surface`).
"""

from __future__ import annotations

import sys

from bench import data, kept
from bench.stories import bcubed
from retold.engine import Engine
from retold.memory.prepared import Prepared
from retold.types import Chain, Content, Metadata, Page, Reading

SETS = ("wiki-fair-v2", "msnbc-updated", "reuters-128", "rss-500")


def _at(reading: Reading, start: int, end: int) -> Chain | None:
    """The chain of the mention that stands there, or that begins or ends there."""
    near = [
        (m.span != (start, end), c.id, c)
        for c in reading.chains
        for m in c.mentions
        if m.span.start < end and start < m.span.end and (m.span.start == start or m.span.end == end)
    ]
    return min(near)[2] if near else None


def run(errors: bool = False) -> dict[str, float]:
    engine, figures = Engine(), {}
    for name in SETS:
        articles: list[Prepared] = []
        gold: list[str] = []
        told: list[tuple[str, str]] = []
        plain: list[tuple[str, str]] = []
        rows = data.rows(f"linking/{name}")
        pages = (Page("bench", Content.BODY, row["body"], Metadata(id=str(number))) for number, row in enumerate(rows))
        for number, (row, (reading, article)) in enumerate(zip(rows, kept.read(engine, pages), strict=True)):
            articles.append(article)
            for mention in row["mentions"]:
                chain = _at(reading, mention["start"], mention["end"]) if mention["wikidata"][1:].isdigit() else None
                if chain is not None:
                    gold.append(mention["wikidata"])
                    told.append((str(number), chain.id))
                    plain.append((chain.name.casefold(), row["body"][mention["start"] : mention["end"]].casefold()))
        with kept.memory(articles) as memory:
            sql = "SELECT a.id, p.chain, f.entity FROM appearance p JOIN form f ON f.id = p.form JOIN article a ON a.key = p.article"
            where = {(key, chain): entity for key, chain, entity in memory._db.all(sql)}
            if errors:
                for line in memory.judgements(everyone=True):
                    if line.verdict != "different" and not line.ended:
                        print(line.verdict, line.score, line.a[1], "|", line.b[1], line.features)
        figures |= {
            f"identity.{name}.mentions": float(len(gold)),
            f"identity.{name}.f1": bcubed([where[t] for t in told], gold)[2],
            f"identity.{name}.exact.f1": bcubed([p[0] for p in plain], gold)[2],
            f"identity.{name}.surface.f1": bcubed([p[1] for p in plain], gold)[2],
        }
    least = min(figures[f"identity.{n}.f1"] - figures[f"identity.{n}.exact.f1"] for n in SETS)
    return figures | {"identity.least_gain": least}


if __name__ == "__main__":
    for key, value in run(errors="--errors" in sys.argv).items():
        print(f"{key:40} {value:.4f}")
