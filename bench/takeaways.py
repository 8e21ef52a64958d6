"""Takeaways: ROUGE-1/2/L (stemmed) of three of them against what people picked.

    python -m bench.takeaways

Sets: CLIFF's CNN/DailyMail part (each article by a ranker fitted without it; each
machine summary a reference) and GUM dev (each document's summaries; never fitted on). Baselines in
the same run: the first three sentences, and sumy's LexRank and TextRank.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from statistics import mean

from rouge_score.rouge_scorer import RougeScorer

from bench import data
from bench.folds import without
from retold.digest import digest
from retold.engine import Engine
from retold.english.sentences import split
from retold.types import Content, Metadata, Page

KINDS = ("rouge1", "rouge2", "rougeL")


def ours(engine: Engine, item: data.Summarised) -> str:
    page = Page(item.id, Content.BODY, item.body, Metadata(id=item.id, headline=item.headline))
    reading = engine.reading(engine.article(page))
    return "\n".join(c.text for c in digest(reading, without(item.id)).takeaways[:3])


def lead(item: data.Summarised) -> str:
    return "\n".join(s.of(item.body) for s in split(item.body)[:3])


class _Words:
    """Sumy's own tokenizer downloads a model; this one is ours and English stop words."""

    def to_sentences(self, text: str) -> list[str]:
        return [s.of(text) for s in split(text)]

    def to_words(self, text: str) -> list[str]:
        return text.split()


def sumy(kind: str) -> Callable[[data.Summarised], str]:
    from sumy.nlp.stemmers import Stemmer
    from sumy.parsers.plaintext import PlaintextParser
    from sumy.summarizers.lex_rank import LexRankSummarizer
    from sumy.summarizers.text_rank import TextRankSummarizer
    from sumy.utils import get_stop_words

    summarizer = (LexRankSummarizer if kind == "lexrank" else TextRankSummarizer)(Stemmer("english"))
    summarizer.stop_words = get_stop_words("english")

    def summarise(item: data.Summarised) -> str:
        parser = PlaintextParser.from_string(item.body, _Words())
        return "\n".join(str(s) for s in summarizer(parser.document, 3))

    return summarise


def rouge(items: Sequence[data.Summarised], system: Callable[[data.Summarised], str]) -> dict[str, float]:
    """Mean F1 over items; over an item's summaries first."""
    scorer = RougeScorer(list(KINDS), use_stemmer=True)
    totals: dict[str, list[float]] = {k: [] for k in KINDS}
    for item in items:
        told = system(item)
        scores = [scorer.score(reference, told) for reference in item.summaries]
        for kind in KINDS:
            totals[kind].append(mean(s[kind].fmeasure for s in scores))
    return {k: round(100 * mean(v), 2) for k, v in totals.items()}


def run(baselines: bool = True) -> dict[str, float]:
    engine = Engine()
    figures: dict[str, float] = {}
    sets = {"cliff": data.cliff(), "gum": list(data.gum_summaries())}
    for name, items in sets.items():
        systems: dict[str, Callable[[data.Summarised], str]] = {"": lambda i: ours(engine, i), ".lead3": lead}
        if baselines:
            systems |= {".lexrank": sumy("lexrank"), ".textrank": sumy("textrank")}
        for suffix, system in systems.items():
            figures |= {f"takeaways.{name}{suffix}.{k}": v for k, v in rouge(items, system).items()}
        figures[f"takeaways.{name}.gain"] = round(
            figures[f"takeaways.{name}.rouge1"] - figures[f"takeaways.{name}.lead3.rouge1"], 2
        )
    return figures


if __name__ == "__main__":
    for key, value in run().items():
        print(f"{key:34} {value:6.2f}")
