"""Retellings: ROUGE-2 recall of the summaries that people wrote, beside the lead of the same length.

    python -m bench.retelling [train]

GUM dev: news, interview, biography and speech. The baseline is the article's opening,
cut after as many words as the retelling has: without the title that most of these bodies
open with, as a retelling does not repeat the headline that stands above it (`ratio`), and
with it, beside the headline and the retelling cut to the same length (`titled.ratio`).
Length is in words, as a share of the article's.
"""

from __future__ import annotations

import sys
from statistics import mean

from rouge_score.rouge_scorer import RougeScorer

from bench import data
from retold.engine import Engine
from retold.types import Content, Metadata, Page

GENRES = ("news", "interview", "bio", "speech")


def without_title(item: data.Summarised) -> str:
    """The body less a first line that is the headline."""
    first, _, rest = item.body.partition("\n")
    same = "".join(filter(str.isalnum, first)).lower().startswith("".join(filter(str.isalnum, item.headline)).lower())
    return rest if same and item.headline and rest else item.body


def run(part: str = "dev") -> dict[str, float]:
    engine = Engine()
    scorer = RougeScorer(["rouge2"], use_stemmer=True)
    ours, lead, headed, titled, length = [], [], [], [], []
    for item in data.gum_summaries(part):
        if item.id.split("_")[1] not in GENRES:
            continue
        page = Page(item.id, Content.BODY, item.body, Metadata(id=item.id, headline=item.headline))
        told = " ".join(c.text for p in engine.digest(page).retelling for c in p)
        words = item.body.split()
        size = len(told.split())
        both = " ".join(f"{item.headline} {told}".split()[:size])
        opening, untitled = (" ".join(text.split()[:size]) for text in (item.body, without_title(item)))
        ours.append(mean(scorer.score(s, told)["rouge2"].recall for s in item.summaries))
        lead.append(mean(scorer.score(s, untitled)["rouge2"].recall for s in item.summaries))
        titled.append(mean(scorer.score(s, opening)["rouge2"].recall for s in item.summaries))
        headed.append(mean(scorer.score(s, both)["rouge2"].recall for s in item.summaries))
        length.append(size / len(words))
    return {
        f"retelling.{part}.documents": len(ours),
        f"retelling.{part}.rouge2_recall": mean(ours),
        f"retelling.{part}.lead.rouge2_recall": mean(lead),
        f"retelling.{part}.ratio": mean(ours) / mean(lead),
        f"retelling.{part}.titled.rouge2_recall": mean(headed),
        f"retelling.{part}.titled.lead.rouge2_recall": mean(titled),
        f"retelling.{part}.titled.ratio": mean(headed) / mean(titled),
        f"retelling.{part}.length": mean(length),
    }


if __name__ == "__main__":
    for key, value in run(*sys.argv[1:]).items():
        print(f"{key:34} {value:.4f}")
