"""Takeaways: ROUGE-1/2/L (stemmed) of the first three against what people picked, and what they wrote.

    python -m bench.takeaways

The choice is measured with whole sentences, before they are shortened, on CLIFF's CNN/DailyMail part (each article with
a ranker fitted without it; each machine summary is a reference) and GUM dev (each document's summaries; never fitted
on). Baselines: the first three sentences, and sumy's LexRank and TextRank. The words are measured as they are told,
on highlights that editors of CNN and the Daily Mail wrote (each article with a ranker fitted without it), beside the
same choice in whole sentences and the first three sentences.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from statistics import mean

from rouge_score.rouge_scorer import RougeScorer

from bench.results import Measure, Sheet, Stage, Use
from retold.digest import takeaways
from retold.digest.writer import ClaimWriter
from retold.engine import Engine
from retold.english.sentences import split
from train import datasets, readings
from train.datasets import SummarizedArticle
from train.folds import ranker_without

KINDS = ("rouge1", "rouge2", "rougeL")
System = Callable[[SummarizedArticle], str]
"""Gives three sentences of an article, one a line."""


def _measure(name: str, dataset: str, use: Use) -> Measure:
    baselines = {"lead-3": "lead3", "LexRank": "lexrank", "TextRank": "textrank"}
    return Measure(
        f"takeaways.{name}.rouge1",
        "three takeaways, whole sentences",
        "ROUGE-1",
        dataset,
        use,
        {label: f"takeaways.{name}.{key}.rouge1" for label, key in baselines.items()},
        digits=1,
    )


SHEET = Sheet(
    "takeaways",
    Stage.DIGEST,
    (
        _measure("cliff", "CLIFF's CNN/DailyMail part", Use.CROSS_FITTED),
        _measure("gum", "GUM dev", Use.TUNED),
        Measure(
            "takeaways.highlights.rouge1",
            "three takeaways, shortened",
            "ROUGE-1",
            "highlights of CNN and the Daily Mail",
            Use.CROSS_FITTED,
            {"whole sentences": "takeaways.highlights.whole.rouge1", "lead-3": "takeaways.highlights.lead3.rouge1"},
            digits=1,
        ),
    ),
)


def ours(engine: Engine, most: int = 0) -> System:
    """Our takeaways, of at most `most` words where their sentences can be shortened to them; 0 leaves them whole."""

    def three(article: SummarizedArticle) -> str:
        reading = readings.read(engine, article.body, article.id, article.headline)
        scores = takeaways.scores(reading, ranker_without(article.id))
        return "\n".join(c.text for c in takeaways.choose(reading, scores, ClaimWriter(reading), most)[:3])

    return three


def lead(article: SummarizedArticle) -> str:
    return "\n".join(span.of(article.body) for span in split(article.body)[:3])


class _Words:
    """A tokenizer for sumy, whose own needs a download. It splits with our sentences and at white space."""

    def to_sentences(self, text: str) -> list[str]:
        return [span.of(text) for span in split(text)]

    def to_words(self, text: str) -> list[str]:
        return text.split()


def sumy(kind: str) -> System:
    from sumy.nlp.stemmers import Stemmer
    from sumy.parsers.plaintext import PlaintextParser
    from sumy.summarizers.lex_rank import LexRankSummarizer
    from sumy.summarizers.text_rank import TextRankSummarizer
    from sumy.utils import get_stop_words

    summarizer = (LexRankSummarizer if kind == "lexrank" else TextRankSummarizer)(Stemmer("english"))
    summarizer.stop_words = get_stop_words("english")

    def summarize(article: SummarizedArticle) -> str:
        parser = PlaintextParser.from_string(article.body, _Words())
        return "\n".join(str(sentence) for sentence in summarizer(parser.document, 3))

    return summarize


def rouge(articles: Sequence[SummarizedArticle], system: System) -> dict[str, float]:
    """Mean F1 (times 100) over articles, each the mean over its summaries."""
    scorer = RougeScorer(list(KINDS), use_stemmer=True)
    totals: dict[str, list[float]] = {kind: [] for kind in KINDS}
    for article in articles:
        text = system(article)
        scores = [scorer.score(reference, text) for reference in article.summaries]
        for kind in KINDS:
            totals[kind].append(mean(score[kind].fmeasure for score in scores))
    return {kind: round(100 * mean(values), 2) for kind, values in totals.items()}


def run(baselines: bool = True) -> dict[str, float]:
    engine = Engine()
    systems: dict[str, System] = {"": ours(engine), ".lead3": lead}
    if baselines:
        systems |= {".lexrank": sumy("lexrank"), ".textrank": sumy("textrank")}
    figures: dict[str, float] = {}
    sets = {"cliff": datasets.cliff_articles(), "gum": list(datasets.gum_articles())}
    for name, articles in sets.items():
        for suffix, system in systems.items():
            figures |= {f"takeaways.{name}{suffix}.{kind}": f1 for kind, f1 in rouge(articles, system).items()}
        gain = figures[f"takeaways.{name}.rouge1"] - figures[f"takeaways.{name}.lead3.rouge1"]
        figures[f"takeaways.{name}.gain"] = round(gain, 2)
    if not baselines:  # the gate has no floor for the highlights
        return figures
    words = {"": ours(engine, takeaways.MOST), ".whole": systems[""], ".lead3": lead}
    for suffix, system in words.items():
        found = rouge(datasets.highlights(), system)
        figures |= {f"takeaways.highlights{suffix}.{kind}": f1 for kind, f1 in found.items()}
    return figures


if __name__ == "__main__":
    SHEET.publish(run())
