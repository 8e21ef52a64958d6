"""Sentence boundaries: F1 of sentence ends on GUM dev's running text.

    python -m bench.sentences

Baselines: blingfire and sentencex.
"""

from __future__ import annotations

from collections.abc import Callable

from bench.results import Measure, Sheet, Stage, Use
from retold.english.sentences import split
from train import datasets

PROSE = ("news", "interview", "bio", "academic", "voyage", "speech", "textbook")
SHEET = Sheet(
    "sentences",
    Stage.READING,
    (
        Measure(
            "sentences.f1",
            "sentence ends",
            "F1",
            "GUM dev, prose",
            Use.DEVELOPMENT,
            {"sentencex": "sentences.sentencex", "blingfire": "sentences.blingfire"},
        ),
    ),
)


def paragraphs() -> list[tuple[str, set[int]]]:
    """Paragraphs of GUM dev's prose, each with the offsets at which its sentences end."""
    texts = []
    for document in datasets.gum_documents():
        if document.genre in PROSE:
            for sentences in document.paragraph_texts():
                ends, offset = set(), 0
                for sentence in sentences:
                    offset += len(sentence) + bool(offset)
                    ends.add(offset)
                texts.append((" ".join(sentences), ends))
    return texts


def f1(splitter: Callable[[str], set[int]]) -> float:
    """F1 of the ends that a splitter finds in a text."""
    right = guessed = true = 0
    for text, ends in paragraphs():
        guess = splitter(text)
        right, guessed, true = right + len(guess & ends), guessed + len(guess), true + len(ends)
    return round(2 * right / (guessed + true), 4)


def run(baselines: bool = False) -> dict[str, float]:
    figures = {"sentences.f1": f1(lambda text: {span.end for span in split(text)})}
    if baselines:
        import blingfire
        import sentencex

        figures["sentences.blingfire"] = f1(
            lambda text: {end for _, end in blingfire.text_to_sentences_and_offsets(text)[1]}
        )
        figures["sentences.sentencex"] = f1(
            lambda text: {
                boundary["start_index"] + len(boundary["text"].rstrip())
                for boundary in sentencex.get_sentence_boundaries("en", text)
            }
        )
    return figures


if __name__ == "__main__":
    SHEET.publish(run(baselines=True))
