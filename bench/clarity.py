"""What readers of a digest cannot know: "the deal", "he", "there".

    python -m bench.clarity

In `references.tsv` readers who knew the headline and one sentence alone marked each word of it that made them ask, and
the earlier sentence that answers, for 32 articles of the editor's set (only measured). `takeaways` and `retelling` are
the shares of told sentences with a marked word that is still there, and that nothing told before explains; the baseline
tells as many sentences by their scores alone. `auc` says how well unclear sentences are told from clear ones; the
baseline is a list of first words. The ranker of sentences, which both choices rest on, was fitted on this set, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.results import Measure, Sheet, Stage, Use
from retold.digest import ranker, takeaways
from retold.digest.clarity import Clarity
from retold.digest.dependence import depends_on_previous
from retold.engine import Engine
from retold.types import Claim, Reading
from train import datasets, marks, readings

TABLE = Path(__file__).with_name("references.tsv")
DATASET = "32 articles of the editor's set, marked by readers"
SHEET = Sheet(
    "clarity",
    Stage.DIGEST,
    (
        Measure(
            "clarity.auc",
            "unclear sentences told from clear ones",
            "area under the curve",
            DATASET,
            Use.MEASURED,
            {"a list of first words": "clarity.auc.baseline"},
        ),
        Measure(
            "clarity.takeaways",
            "takeaways with something that nobody told",
            "share",
            DATASET,
            Use.MEASURED,
            {"as many sentences by their scores": "clarity.takeaways.baseline"},
        ),
        Measure(
            "clarity.retelling",
            "sentences of retellings with something that nobody told",
            "share",
            DATASET,
            Use.MEASURED,
            {"as many sentences by their scores": "clarity.retelling.baseline"},
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class _Told:
    """A sentence as it is told. `index`: of the sentence."""

    index: int
    text: str


def run() -> dict[str, float]:
    engine = Engine()
    chances: list[float] = []
    rules: list[float] = []
    unclear: list[bool] = []
    shares: dict[str, list[bool]] = {}
    for reading, marked in _articles(engine):
        clarity, body = Clarity(reading), reading.article.body
        for index, words in marked.items():
            sentence = reading.sentences[index]
            chances.append(1 - float(np.prod([1 - r.chance for r in clarity.references(sentence)])))
            rules.append(float(depends_on_previous(sentence.span.of(body))))
            unclear.append(bool(words))
        digest = engine.digest_of(reading)
        scores = takeaways.scores(reading, ranker.shipped())
        best = sorted((i for i in marked), key=lambda i: -scores[i])
        parts = {"takeaways": digest.takeaways, "retelling": [c for p in digest.retelling for c in p]}
        for name, claims in parts.items():
            told = list(_told(reading, claims))
            chosen = [_Told(i, reading.sentences[i].span.of(body)) for i in sorted(best[: len(told)])]
            shares.setdefault(name, []).extend(_is_unclear(reading, marked, told))
            shares.setdefault(f"{name}.baseline", []).extend(_is_unclear(reading, marked, chosen))
    return {
        "clarity.sentences": float(len(unclear)),
        "clarity.auc": _area(chances, unclear),
        "clarity.auc.baseline": _area(rules, unclear),
        **{f"clarity.{name}": sum(found) / len(found) for name, found in shares.items()},
    }


def _articles(engine: Engine) -> Iterator[tuple[Reading, dict[int, dict[int, int | None]]]]:
    """The readings of the marked articles, with the marked words of each sentence."""
    rows = {row["id"]: row for row in datasets.rows("editor/articles")}
    for (_, key), table in marks.by_article(TABLE).items():
        row = rows[key]
        reading = readings.read(engine, row["body"], key, row.get("headline") or "", row.get("published"))
        yield reading, {m.index: m.words for m in marks.marked(reading, table)}


def _told(reading: Reading, claims: Sequence[Claim]) -> Iterator[_Told]:
    """The sentences that claims tell, in their order."""
    for claim in claims:
        for sentence in reading.sentences:
            shared = sum(
                max(0, min(e.end, sentence.span.end) - max(e.start, sentence.span.start)) for e in claim.evidence
            )
            if shared * 2 > sentence.span.end - sentence.span.start:
                yield _Told(sentence.index, claim.text)


def _is_unclear(reading: Reading, marked: dict[int, dict[int, int | None]], told: Sequence[_Told]) -> Iterator[bool]:
    """Whether each told sentence has a marked word that is still there, and that none before it explains."""
    known: set[int | None] = set()
    for one in told:
        sentence = reading.sentences[one.index]
        text, there = sentence.span.of(reading.article.body), set(re.findall(r"\w+", one.text.lower()))
        yield any(
            teller not in known and sentence.words[word].span.of(text).lower() in there
            for word, teller in marked.get(one.index, {}).items()
        )
        known.add(one.index)


def _area(values: Sequence[float], right: Sequence[bool]) -> float:
    """The chance that a right one has a higher value than a wrong one; half for equal ones."""
    x, y = np.array(values), np.array(right)
    above = x[y][:, None] - x[~y][None, :]
    return float((above > 0).mean() + (above == 0).mean() / 2)


if __name__ == "__main__":
    SHEET.publish(run())
