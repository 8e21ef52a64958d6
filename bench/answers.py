"""Answers: how often the first answer to each question is one that people gave.

    python -m bench.answers [--errors]

Giveme5W1H's articles with the phrases that coders marked. An answer is right where its
token F1 with one of them is 0.5 or more (articles, prepositions and case aside); only
questions that coders answered count. `mean` is the mean F1 of first answers. Baseline:
the first sentence, for every question. Their own measure, mean average generalised
precision, is by people's judgement of each answer and cannot be repeated here.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from statistics import mean

from bench import data
from retold.digest import digest
from retold.engine import Engine
from retold.types import Content, Metadata, Page

QUESTIONS = ("who", "what", "when", "where", "why", "how")
RIGHT = 0.5


def tokens(text: str) -> list[str]:
    found = re.findall(r"\w+", text.lower())
    return [t for t in found if t not in ("a", "an", "the", "in", "on", "at", "of", "to", "s")] or found


def f1(one: str, other: str) -> float:
    a, b = Counter(tokens(one)), Counter(tokens(other))
    shared = sum((a & b).values())
    return 2 * shared / max(1, sum(a.values()) + sum(b.values()))


def run(errors: bool = False) -> dict[str, float]:
    engine = Engine()
    ours: dict[str, list[float]] = {q: [] for q in QUESTIONS}
    lead: dict[str, list[float]] = {q: [] for q in QUESTIONS}
    for row in data.rows("fivew1h/gold-dev"):
        published = str(row["published"] or "")[:10] or None
        page = Page(
            row["id"], Content.BODY, row["body"], Metadata(id=row["id"], headline=row["headline"], published=published)
        )
        reading = engine.reading(engine.article(page))
        answers = digest(reading).answers
        first = next((s.span.of(row["body"]) for s in reading.sentences if not s.clutter), "")
        for question in QUESTIONS:
            gold = [a["text"] for a in row["answers"][question]]
            if not gold:
                continue
            told = next((c.text for c in getattr(answers, question)), "")
            ours[question].append(max(f1(told, g) for g in gold))
            lead[question].append(max(f1(first, g) for g in gold))
            if errors and ours[question][-1] < RIGHT:
                print(f"{question:6} {told!r:60} {gold}")
    figures = {}
    for name, scores in (("", ours), (".lead", lead)):
        for question in QUESTIONS:
            figures[f"answers{name}.{question}"] = mean(s >= RIGHT for s in scores[question])
        every = [s for q in QUESTIONS for s in scores[q]]
        figures[f"answers{name}.right"], figures[f"answers{name}.mean"] = mean(s >= RIGHT for s in every), mean(every)
    figures["answers.least_gain"] = min(figures[f"answers.{q}"] - figures[f"answers.lead.{q}"] for q in QUESTIONS)
    return figures


if __name__ == "__main__":
    for key, value in run("--errors" in sys.argv).items():
        print(f"{key:24} {value:.3f}")
