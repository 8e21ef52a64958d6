"""Retellings: ROUGE-2 recall of the summaries that people wrote, beside the opening of the same length.

    python -m bench.retelling [dev | train]

The set is GUM's news, interviews, biographies and speeches. The baseline is the article's opening, cut after as many
words as the retelling has. It is measured twice: without the title that most of these bodies open with, because a
retelling does not repeat the headline above it (`ratio`); and with the title, beside the headline and the retelling
cut to the same length (`titled.ratio`). Length is in words, as a share of the article's.
"""

from __future__ import annotations

import sys
from statistics import mean

from rouge_score.rouge_scorer import RougeScorer

from bench.results import Measure, Sheet, Stage, Use
from retold.engine import Engine
from train import datasets, readings

GENRES = ("news", "interview", "bio", "speech")
DATASET = "GUM dev: news, interview, bio, speech"
NAME = "retelling"
SHEET = Sheet(
    "retelling",
    Stage.DIGEST,
    (
        Measure(
            "retelling.dev.rouge2_recall",
            NAME,
            "ROUGE-2 recall",
            DATASET,
            Use.TUNED,
            {"the opening cut to the same length, without its title": "retelling.dev.lead.rouge2_recall"},
        ),
        Measure(
            "retelling.dev.titled.rouge2_recall",
            f"{NAME}, under the headline",
            "ROUGE-2 recall",
            DATASET,
            Use.TUNED,
            {"the opening cut to the same length, with its title": "retelling.dev.titled.lead.rouge2_recall"},
        ),
    ),
)


def without_title(article: datasets.SummarizedArticle) -> str:
    """The body without its first line if that is the headline."""
    first, _, rest = article.body.partition("\n")
    is_title = _letters(first).startswith(_letters(article.headline))
    return rest if is_title and article.headline and rest else article.body


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).lower()


def run(part: str = "dev") -> dict[str, float]:
    engine = Engine()
    scorer = RougeScorer(["rouge2"], use_stemmer=True)
    recalls: dict[str, list[float]] = {name: [] for name in ("", ".lead", ".titled", ".titled.lead")}
    lengths = []
    for article in datasets.gum_articles(part):
        if article.id.split("_")[1] not in GENRES:
            continue
        digest = engine.digest(readings.page(article.body, article.id, article.headline))
        retelling = " ".join(claim.text for paragraph in digest.retelling for claim in paragraph)
        size = len(retelling.split())
        texts = {
            "": retelling,
            ".lead": _cut(without_title(article), size),
            ".titled": _cut(f"{article.headline} {retelling}", size),
            ".titled.lead": _cut(article.body, size),
        }
        for name, text in texts.items():
            recalls[name].append(mean(scorer.score(s, text)["rouge2"].recall for s in article.summaries))
        lengths.append(size / len(article.body.split()))
    means = {name: mean(values) for name, values in recalls.items()}
    return {
        f"retelling.{part}.documents": float(len(lengths)),
        f"retelling.{part}.length": mean(lengths),
        **{f"retelling.{part}{name}.rouge2_recall": value for name, value in means.items()},
        f"retelling.{part}.ratio": means[""] / means[".lead"],
        f"retelling.{part}.titled.ratio": means[".titled"] / means[".titled.lead"],
    }


def _cut(text: str, size: int) -> str:
    """The first `size` words."""
    return " ".join(text.split()[:size])


if __name__ == "__main__":
    SHEET.publish(run(*sys.argv[1:]))
