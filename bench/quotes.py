"""Quotations: the right speaker.

    python -m bench.quotes [--errors]

The set is about a hundred quotations of `stories/news-cluster-dev`, with speakers marked by hand in
`bench/quotes.json`: URL, offsets into the body, forms of the name, or null if the article names nobody. The answer is
right if the speaker's name shares its words with the label, or if neither has a name. A quotation that is not found
has no speaker. Baseline: the person named nearest to the quotation.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from bench.results import Measure, Sheet, Stage, Use
from retold.engine import Engine
from retold.types import Chain, EntityType, Reading, Span
from train import datasets, readings

LABELS = Path(__file__).with_name("quotes.json")
SHEET = Sheet(
    "quotes",
    Stage.READING,
    (
        Measure(
            "quotes.right",
            "the speaker of a quotation",
            "share",
            "104 quotations of news-cluster-dev, marked by hand",
            Use.TUNED,
            {"the nearest person": "quotes.baseline"},
        ),
    ),
)


def is_speaker(chain: Chain | None, names: list[str] | None) -> bool:
    """Whether a name of the chain shares its words with one of the names, or both are None."""
    if chain is None or names is None:
        return chain is None and names is None
    ours = [set(form.casefold().split()) for form in (chain.name, *chain.aliases)]
    gold = [set(name.casefold().split()) for name in names]
    return any(a <= b or b <= a for a in gold for b in ours)


def nearest_person(reading: Reading, span: Span) -> Chain | None:
    """The baseline: the person with the mention nearest to the quotation, outside it."""
    distances = [
        (min(abs(mention.span.start - span.end), abs(span.start - mention.span.end)), chain.id, chain)
        for chain in reading.chains
        if chain.type is EntityType.PERSON
        for mention in chain.mentions
        if not mention.span.overlaps(span)
    ]
    return min(distances)[2] if distances else None


def run(errors: bool = False) -> dict[str, float]:
    engine = Engine()
    rows = {row["url"]: row for row in datasets.rows("stories/news-cluster-dev")}
    labels = json.loads(LABELS.read_text(encoding="utf-8"))
    read: dict[str, Reading] = {}
    right = baseline_right = with_speaker = 0
    for label in labels:
        row = rows[label["url"]]
        if label["url"] not in read:
            read[label["url"]] = readings.read(engine, row["body"], headline=row.get("headline") or "")
        reading = read[label["url"]]
        span, chains = Span(label["start"], label["end"]), {chain.id: chain for chain in reading.chains}
        quote = next((q for q in reading.quotes if q.span.overlaps(span)), None)
        speaker = chains.get(quote.speaker or "") if quote else None
        is_right = is_speaker(speaker, label["speaker"])
        right += is_right
        with_speaker += speaker is not None
        baseline_right += is_speaker(nearest_person(reading, span), label["speaker"])
        if errors and not is_right:
            _show(row["body"], label, speaker.name if speaker else "not found" if quote is None else "nobody")
    total = len(labels)
    return {
        "quotes.right": right / total,
        "quotes.named": with_speaker / total,
        "quotes.baseline": baseline_right / total,
    }


def _show(body: str, label: dict[str, Any], answer: str) -> None:
    start, end = label["start"], label["end"]
    context = f"{body[max(0, start - 120) : start]}[{body[start:end][:40]}…]{body[end : end + 80]}"
    print(label["speaker"], "!=", answer, "|", context.replace("\n", "¶"))


if __name__ == "__main__":
    SHEET.publish(run(errors="--errors" in sys.argv))
