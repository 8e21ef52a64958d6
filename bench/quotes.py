"""Quotations: the right speaker.

    python -m bench.quotes [--errors]

Set: about a hundred quotations of `stories/news-cluster-dev`, whose speakers were marked
by hand (`bench/quotes.json`: URL, offsets into the body, forms of the name; null where
nobody is named). Right: the name of the speaker shares its words with the label, or
neither has one; a quotation that is not found is wrong. Baseline in the same run: the
person named nearest to the quotation.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from bench import data
from retold.engine import Engine
from retold.types import Chain, Content, EntityType, Metadata, Page, Reading, Span

LABELS = Path(__file__).with_name("quotes.json")


def same(chain: Chain | None, wanted: list[str] | None) -> bool:
    if chain is None or wanted is None:
        return chain is None and wanted is None
    told = {form.casefold() for form in (chain.name, *chain.aliases)}
    return any(
        set(w.casefold().split()) <= set(t.split()) or set(t.split()) <= set(w.casefold().split())
        for w in wanted
        for t in told
    )


def nearest(reading: Reading, span: Span) -> Chain | None:
    near = [
        (min(abs(m.span.start - span.end), abs(span.start - m.span.end)), c.id, c)
        for c in reading.chains if c.type is EntityType.PERSON for m in c.mentions if not m.span.overlaps(span)
    ]  # fmt: skip
    return min(near)[2] if near else None


def run(errors: bool = False) -> dict[str, float]:
    engine = Engine()
    bodies = {r["url"]: r for r in data.rows("stories/news-cluster-dev")}
    labels = json.loads(LABELS.read_text(encoding="utf-8"))
    readings: dict[str, Reading] = {}
    right = base = named = 0
    for label in labels:
        row = bodies[label["url"]]
        if label["url"] not in readings:
            page = Page("bench", Content.BODY, row["body"], Metadata(headline=row.get("headline") or ""))
            readings[label["url"]] = engine.reading(engine.article(page))
        reading = readings[label["url"]]
        span, chains = Span(label["start"], label["end"]), {c.id: c for c in reading.chains}
        quote = next((q for q in reading.quotes if q.span.overlaps(span)), None)
        told = chains.get(quote.speaker or "") if quote else None
        good = quote is not None and same(told, label["speaker"])
        right += good
        named += told is not None
        base += same(nearest(reading, span), label["speaker"])
        if errors and not good:
            body = row["body"]
            shown = (
                f"{body[max(0, span.start - 120) : span.start]}[{span.of(body)[:40]}…]{body[span.end : span.end + 80]}"
            )
            print(
                label["speaker"],
                "!=",
                told.name if told else "not found" if quote is None else None,
                "|",
                shown.replace("\n", "¶"),
            )
    total = len(labels)
    return {"quotes.right": right / total, "quotes.named": named / total, "quotes.baseline": base / total}


if __name__ == "__main__":
    for key, value in run(errors="--errors" in sys.argv).items():
        print(f"{key:28} {value:.4f}")
