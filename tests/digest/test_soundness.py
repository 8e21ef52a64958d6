"""How likely a shortened sentence is sound."""

from __future__ import annotations

from retold import Engine
from retold.digest.soundness import features, probability, shipped
from retold.digest.trees import SentenceTree
from retold.digest.word_paths import Path, WordPaths
from retold.types import Content, Page

TEXT = "Norland Council, which met behind closed doors for nine hours, approved the new harbour of Vadso."


def path_without(engine: Engine, *gone: str) -> tuple[SentenceTree, Path]:
    sentence = engine.reading(engine.article(Page("x", Content.BODY, TEXT))).sentences[0]
    places = [(TEXT.index(g), TEXT.index(g) + len(g)) for g in gone]
    kept = [i for i, w in enumerate(sentence.words) if not any(a <= w.span.start < b for a, b in places)]
    assert sentence.steps is not None
    return SentenceTree(TEXT, sentence.words), WordPaths(TEXT, sentence.words, sentence.steps).path(kept)


def test_an_aside_may_go_and_half_of_a_phrase_may_not(engine: Engine) -> None:
    aside = probability(*path_without(engine, ", which met behind closed doors for nine hours,"))
    half = probability(*path_without(engine, "closed doors for"))
    object_gone = probability(
        *path_without(engine, ", which met behind closed doors for nine hours,", "the new harbour")
    )
    assert aside > 0.8
    assert half < aside - 0.2
    assert object_gone < aside - 0.2


def test_each_feature_has_a_weight(engine: Engine) -> None:
    assert set(features(*path_without(engine, "of Vadso"))) == set(shipped())
