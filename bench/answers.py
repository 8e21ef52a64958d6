"""Answers: how often the first answer to each question is one that people gave.

    python -m bench.answers [--errors]

The set is Giveme5W1H's articles with the phrases that coders marked. An answer is right if its token F1 with one of
them is 0.5 or more (articles, prepositions and case aside). Only questions that coders answered count. `given` counts
only the answers that we give: an empty answer is no error there. `mean` is the mean F1 of first answers. Baseline: the
first sentence, for every question. Giveme5W1H's own measure, mean average generalised precision, rests on people's
judgement of each answer and cannot be repeated here.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from statistics import mean

from bench.results import Measure, Sheet, Stage, Use
from retold.digest import digest
from retold.engine import Engine
from train import datasets, readings

QUESTIONS = ("who", "what", "when", "where", "why", "how")
RIGHT = 0.5
"""Token F1 from which an answer is right."""
OFTEN = 10
"""Answers to a question from which it counts for the least gain. Why and how are mostly left out."""
SHEET = Sheet(
    "answers",
    Stage.DIGEST,
    (
        *(
            Measure(
                f"answers.{question}",
                f"answers: {question}, the first phrase is one that people gave",
                "share",
                "Giveme5W1H's articles",
                Use.DEVELOPMENT,
                {"first sentence": f"answers.lead.{question}"},
                digits=2,
            )
            for question in QUESTIONS
        ),
        Measure(
            "answers.given.right",
            "answers that we give: the first phrase is one that people gave",
            "share",
            "Giveme5W1H's articles",
            Use.DEVELOPMENT,
            {},
            digits=2,
        ),
    ),
)


def tokens(text: str) -> list[str]:
    """Words in lower case without articles and common prepositions, unless there are no other words."""
    words = re.findall(r"\w+", text.lower())
    return [w for w in words if w not in ("a", "an", "the", "in", "on", "at", "of", "to", "s")] or words


def token_f1(answer: str, gold: str) -> float:
    a, b = Counter(tokens(answer)), Counter(tokens(gold))
    shared = sum((a & b).values())
    return 2 * shared / max(1, sum(a.values()) + sum(b.values()))


def run(errors: bool = False) -> dict[str, float]:
    engine = Engine()
    ours: dict[str, list[float]] = {q: [] for q in QUESTIONS}
    given: dict[str, list[float]] = {q: [] for q in QUESTIONS}
    lead: dict[str, list[float]] = {q: [] for q in QUESTIONS}
    for row in datasets.rows("fivew1h/gold-dev"):
        published = str(row["published"] or "")[:10] or None
        reading = readings.read(engine, row["body"], row["id"], row["headline"], published)
        answers = digest(reading).answers
        first_sentence = next((s.span.of(row["body"]) for s in reading.sentences if not s.clutter), "")
        for question in QUESTIONS:
            gold = [a["text"] for a in row["answers"][question]]
            if not gold:
                continue
            answer = next((claim.text for claim in getattr(answers, question)), "")
            ours[question].append(max(token_f1(answer, g) for g in gold))
            given[question] += ours[question][-1:] if answer else []
            lead[question].append(max(token_f1(first_sentence, g) for g in gold))
            if errors and answer and ours[question][-1] < RIGHT:
                print(f"{question:6} {answer!r:60} {gold}")
    figures = _shares("answers", ours) | _shares("answers.lead", lead)
    figures["answers.given.right"] = mean(score >= RIGHT for q in QUESTIONS for score in given[q])
    figures["answers.least_gain"] = min(
        figures[f"answers.{q}"] - figures[f"answers.lead.{q}"] for q in QUESTIONS if len(given[q]) >= OFTEN
    )
    return figures


def _shares(name: str, scores: dict[str, list[float]]) -> dict[str, float]:
    every = [score for question in QUESTIONS for score in scores[question]]
    figures = {f"{name}.{q}": mean(score >= RIGHT for score in scores[q]) for q in QUESTIONS}
    return figures | {f"{name}.right": mean(score >= RIGHT for score in every), f"{name}.mean": mean(every)}


if __name__ == "__main__":
    SHEET.publish(run("--errors" in sys.argv))
