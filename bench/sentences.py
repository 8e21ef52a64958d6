"""Sentence boundaries: F1 of ends on GUM dev's running text, beside blingfire and sentencex.

python -m bench.sentences
"""

from __future__ import annotations

from collections.abc import Callable

from bench import data
from retold.english.sentences import split

PROSE = ("news", "interview", "bio", "academic", "voyage", "speech", "textbook")


def texts() -> list[tuple[str, set[int]]]:
    """Paragraphs of GUM dev's prose, each with the offsets at which its sentences end."""
    from train import gum

    found = []
    for document in gum.load(data.DATA / "gum" / "dev", shippable=False):
        if document.genre not in PROSE:
            continue
        paragraphs: dict[int, list[str]] = {}
        for text, paragraph in zip(document.texts, document.paragraphs, strict=True):
            paragraphs.setdefault(paragraph, []).append(text)
        for sentences in paragraphs.values():
            ends, at = set(), 0
            for sentence in sentences:
                at += len(sentence) + bool(at)
                ends.add(at)
            found.append((" ".join(sentences), ends))
    return found


def f1(told: Callable[[str], set[int]]) -> float:
    right = said = true = 0
    for text, ends in texts():
        found = told(text)
        right, said, true = right + len(found & ends), said + len(found), true + len(ends)
    return round(2 * right / (said + true), 4)


def run(baselines: bool = False) -> dict[str, float]:
    figures = {"sentences.f1": f1(lambda t: {s.end for s in split(t)})}
    if baselines:
        import blingfire
        import sentencex

        figures["sentences.blingfire"] = f1(lambda t: {b for _, b in blingfire.text_to_sentences_and_offsets(t)[1]})
        figures["sentences.sentencex"] = f1(
            lambda t: {b["start_index"] + len(b["text"].rstrip()) for b in sentencex.get_sentence_boundaries("en", t)}
        )
    return figures


if __name__ == "__main__":
    for key, value in run(baselines=True).items():
        print(f"{key:22} {value:.4f}")
