"""Claims of our own beside their evidence, true ones and ones made false in one place, for the entailment model."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from random import Random

from retold.digest.draft import polish
from retold.engine import Engine
from retold.errors import ExtractionError
from retold.grounding.passages import Passages
from retold.types import Span
from train import datasets, mutations, readings
from train.claim_pairs import Pair
from train.safe_cuts import VERDICTS

SOURCES = (("bbc/bbc", 170), ("quotes/polnear-train", 130))
TUNE = 0.1
"""Of the articles; they are not trained on."""


def load(seed: int = 3) -> list[Pair]:
    """All pairs of our own claims and of the judged cuts."""
    return [*own(seed), *cuts(seed)]


def own(seed: int) -> Iterator[Pair]:
    """Claims of digests and their mutants, each beside its evidence, and half of them beside the whole article."""
    engine, random = Engine(), Random(seed)
    for name, count in SOURCES:
        rows = datasets.rows(name)
        random.shuffle(rows)
        for number, row in enumerate(rows[:count]):
            reading = readings.read(
                engine, row["body"], f"{name}{number}", row.get("headline") or "", row.get("published")
            )
            try:
                digest = engine.digest_of(reading)
            except ExtractionError:
                continue
            part = "tune" if random.random() < TUNE else "train"
            claims = [*digest.takeaways, *[c for p in digest.retelling for c in p]]
            texts = [claim.text for claim in claims]
            whole = Passages([row["body"]])
            for claim in claims[:9]:
                narrow = Passages([e.exact for e in claim.evidence])
                source = whole if random.random() < 0.5 else narrow
                yield _pair(part, claim.text, source, ())
                made = [*mutations.mutants(claim, reading, texts, random), *mutations.changed_words(claim.text, random)]
                for mutant in random.sample(made, min(3, len(made))):
                    yield _pair(part, mutant.text, source, mutant.changed)


def _pair(part: str, text: str, source: Passages, wrong: tuple[Span, ...]) -> Pair:
    return Pair("own", part, (text,), (tuple(source.closest(text)),), not wrong, (wrong,))


def cuts(seed: int) -> Iterator[Pair]:
    """Sentences without a phrase, beside the whole ones: right where readers found nothing else said."""
    random = Random(seed)
    corpora: dict[str, list[dict[str, str]]] = {}
    parts: dict[tuple[str, str], str] = {}
    with VERDICTS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            verdict = max("kgmn", key=row["verdicts"].count)
            if verdict not in "km":
                continue
            name = row["corpus"]
            body = corpora.setdefault(name, datasets.rows(name))[int(row["row"])]["body"]
            start, end, a, b = (int(row[k]) for k in ("start", "end", "cut_start", "cut_end"))
            text = polish(re.sub(r"\s+", " ", body[start:a] + body[b:end]))
            part = parts.setdefault((name, row["row"]), "tune" if random.random() < TUNE else "train")
            yield Pair("cuts", part, (text,), ((" ".join(body[start:end].split()),),), verdict == "k")
