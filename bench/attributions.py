"""Attributions: who says what, directly or not, in the sentences of PolNeAR dev.

    python -m bench.attributions

PolNeAR marks source, cue and content of speech, belief, plans and orders. An attribution is found if its cue shares a
word with a gold one. Figures: F1 of cues, of the letters of sources and of the letters of contents. Baseline: the
subject of the main verb, if that is a verb of saying, and all other words of the sentence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from bench.results import Measure, Sheet, Stage, Use
from retold.engine import Engine
from retold.reading.quotations import find_quotations
from retold.reading.quoted_text import QuotedText
from retold.reading.source_phrases import SourcePhrases
from retold.types import Reading, Sentence
from train import datasets, readings

Parts = tuple[set[int], set[int], set[int]]
"""The code points of the letters of cue, source and content."""
NAMES = ("cue", "source", "content")
SHEET = Sheet(
    "attributions",
    Stage.READING,
    tuple(
        Measure(
            f"attributions.{name}.f1",
            text,
            "F1",
            "PolNeAR dev",
            Use.MEASURED,
            {"the main verb and its subject": f"attributions.{name}.baseline"},
        )
        for name, text in (
            ("cue", "words by which somebody is said to say something"),
            ("source", "words for who says it"),
            ("content", "words that are said"),
        )
    ),
)


def _letters(body: str, spans: Iterable[Sequence[int]]) -> set[int]:
    return {i for start, end in spans for i in range(start, end) if body[i].isalnum()}


def found(reading: Reading) -> list[Parts]:
    """The attributions of the network in all sentences."""
    body = reading.article.body
    result = []
    for sentence in reading.sentences:
        for attribution in sentence.attributions:
            spans = [[attribution.cue], [attribution.source] if attribution.source else [], attribution.content]
            moved = [[span.moved(sentence.span.start) for span in part] for part in spans]
            cue, source, content = (_letters(body, part) for part in moved)
            result.append((cue, source, content))
    return result


def by_main_verb(reading: Reading) -> list[Parts]:
    """The baseline."""
    body = reading.article.body
    phrases = SourcePhrases(QuotedText(reading, find_quotations(body)))
    result = []
    for sentence in reading.sentences:
        source, root = phrases.reporting(sentence), _root(sentence)
        if source is not None and root is not None:
            said, who = _letters(body, [root]), _letters(body, [source.span])
            result.append((said, who, _letters(body, [sentence.span]) - said - who))
    return result


def _root(sentence: Sentence) -> tuple[int, int] | None:
    return next((word.span.moved(sentence.span.start) for word in sentence.words if word.head < 0), None)


class Score:
    """Counts of what is right, found and true, by part."""

    def __init__(self) -> None:
        self._right, self._found, self._true = Counter[str](), Counter[str](), Counter[str]()

    def add(self, gold: Sequence[Parts], guess: Sequence[Parts]) -> None:
        """Pairs the attributions of one article by their cues, each once."""
        rest = list(guess)
        for parts in gold:
            match = max(rest, key=lambda other: len(parts[0] & other[0]), default=None)
            if match is None or not parts[0] & match[0]:
                self._count(parts, None)
            else:
                rest.remove(match)
                self._count(parts, match)
        for parts in rest:
            self._count(None, parts)

    def _count(self, gold: Parts | None, guess: Parts | None) -> None:
        self._right["cue"] += gold is not None and guess is not None
        self._true["cue"] += gold is not None
        self._found["cue"] += guess is not None
        for number, name in enumerate(NAMES[1:], start=1):
            a = gold[number] if gold else set()
            b = guess[number] if guess else set()
            self._right[name] += len(a & b)
            self._true[name] += len(a)
            self._found[name] += len(b)

    def f1(self, name: str) -> float:
        return 2 * self._right[name] / max(1, self._found[name] + self._true[name])


def run() -> dict[str, float]:
    engine = Engine()
    ours, baseline = Score(), Score()
    for number, row in enumerate(datasets.rows("quotes/polnear-dev")):
        reading = readings.read(engine, row["body"], f"polnear-{number}")
        body = row["body"]
        gold = [
            (_letters(body, a["cue"]), _letters(body, a["source"]), _letters(body, a["content"]))
            for a in row["attributions"]
        ]
        ours.add(gold, found(reading))
        baseline.add(gold, by_main_verb(reading))
    return {
        f"attributions.{name}.{kind}": score.f1(name)
        for name in NAMES
        for kind, score in (("f1", ours), ("baseline", baseline))
    }


if __name__ == "__main__":
    SHEET.publish(run())
