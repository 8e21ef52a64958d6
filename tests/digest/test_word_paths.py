"""Paths through a sentence, with steps of any probability."""

from __future__ import annotations

import re
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.digest.word_paths import FEWEST, Path, WordPaths, left_out
from retold.types import Span, Word

TEXTS = (
    "Norland Council, which met for nine hours, approved the new harbour.",
    "Ann Lee said that sales rose by 1,200 percent (in a year) to $3.4m.",
    "The well-known mayor\u2019s plan \u2014 a bad one \u2014 failed, she said.",
)


def words_of(text: str) -> tuple[Word, ...]:
    return tuple(Word(Span(*m.span()), -1, "dep") for m in re.finditer(r"[^\W_]+|[^\w\s]", text))


def steps_of(count: int, seed: int) -> np.ndarray:
    scores = np.random.default_rng(seed).normal(0, 3, (count + 1, count + 1)).astype(np.float32)
    scores[np.tril_indices(count + 1, -1)] = -np.inf
    scores -= np.log(np.exp(scores).sum(1, keepdims=True))
    return np.stack([scores, np.zeros_like(scores)])


def without(text: str, places: tuple[Span, ...]) -> str:
    out, at = "", 0
    for start, end in places:
        out, at = out + text[at:start], end
    return out + text[at:]


@given(st.sampled_from(TEXTS), st.integers(0, 10_000), st.integers(FEWEST, 14))
def test_each_path_has_its_number_of_words(text: str, seed: int, most: int) -> None:
    words = words_of(text)
    for size, path in WordPaths(text, words, steps_of(len(words), seed)).best(most).items():
        left = without(text, left_out(text, words, path))
        assert len(re.findall(r"\S*\w\S*", left)) == size
        kept = [words[i].span.of(text) for i in path.kept]
        # A comma may stay besides, that ends what begins before the gap.
        assert [w for w in re.findall(r"[^\W_]+|[^\w\s]", left) if w != ","] == [w for w in kept if w != ","]
        assert "  " not in left


@given(st.integers(0, 10_000))
def test_no_path_of_its_length_is_likelier(seed: int) -> None:
    text = "One two three four five six seven eight"
    words = words_of(text)
    paths = WordPaths(text, words, steps_of(len(words), seed))
    for size, path in paths.best(8).items():
        others = (paths.path(kept) for kept in combinations(range(len(words)), size))
        assert sum(path.steps) >= max(sum(other.steps) for other in others) - 1e-9


@given(st.sampled_from(TEXTS), st.integers(0, 10_000), st.integers(0, 9), st.integers(0, 9))
def test_what_must_stay_stays(text: str, seed: int, one: int, other: int) -> None:
    words = words_of(text)
    paths = WordPaths(text, words, steps_of(len(words), seed))
    first, last = sorted((one, other))
    paths.keep_together(first, last)
    free, before = paths.copy(), paths.best(14)
    for path in paths.best(14).values():
        assert {i in path.kept for i in range(first, last + 1)} != {True, False}
    paths.keep([one])
    for path in paths.best(14).values():
        assert set(range(first, last + 1)) <= set(path.kept)
    assert free.best(14) == before


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        (TEXTS[2], "well-known"),
        (TEXTS[2], "mayor\u2019s"),
        (TEXTS[1], "1,200"),
        (TEXTS[1], "$3.4m."),
        ("The U.S. team won by 3\u20132 at 10:30 on the old ground in Oslo.", "U.S."),
        ("The U.S. team won by 3\u20132 at 10:30 on the old ground in Oslo.", "3\u20132"),
        ("The U.S. team won by 3\u20132 at 10:30 on the old ground in Oslo.", "10:30"),
        ("The mill\u2014old and red\u2014stood on the hill above the town.", "mill\u2014old"),
    ],
)
def test_words_without_a_space_between_them_stay_together(text: str, whole: str) -> None:
    words = words_of(text)
    parts = {i for i, w in enumerate(words) if text.index(whole) <= w.span.start < text.index(whole) + len(whole)}
    parts -= {len(words) - 1}  # the last stop may go alone
    for seed in range(40):
        for path in WordPaths(text, words, steps_of(len(words), seed)).best(12).values():
            assert parts <= set(path.kept) or parts.isdisjoint(path.kept)


def test_paths_begin_where_the_text_does() -> None:
    text = "But One two three four five six seven eight"
    words = words_of(text)
    paths = WordPaths(text, words, steps_of(len(words), 4))
    paths.start_at(1)
    found = paths.best(8)
    assert found
    for path in found.values():
        left = without(text[4:], tuple(Span(a - 4, b - 4) for a, b in left_out(text, words, path, 4)))
        assert left.split() == [words[i].span.of(text) for i in path.kept]


def test_a_word_that_is_worth_more_is_kept() -> None:
    text = "One two three four five six seven eight"
    words = words_of(text)
    paths = WordPaths(text, words, steps_of(len(words), 3))
    paths.weigh([0.0] * 6 + [50.0, 0.0])
    assert all(6 in path.kept for path in paths.best(7).values())


def test_the_spaces_go_with_the_words() -> None:
    text = "Norland Council, which met for nine hours, approved the new harbour."
    words = words_of(text)
    kept = tuple(i for i, w in enumerate(words) if w.span.start < 15 or w.span.start >= 43)
    path = Path(kept, (0.0,) * (len(kept) + 1), (0.0,) * (len(kept) + 1))
    assert without(text, left_out(text, words, path)) == "Norland Council approved the new harbour."


@pytest.mark.parametrize(
    ("text", "gone", "left"),
    [
        (
            "Lee, who was scolded for filling his speeches with oaths, called on the mayor.",
            "with oaths,",
            "Lee, who was scolded for filling his speeches, called on the mayor.",
        ),
        ("In Oslo on Friday, police held two men.", "on Friday,", "In Oslo, police held two men."),
        ("The mayor, a baker, left the town.", ", a baker,", "The mayor left the town."),
    ],
)
def test_a_comma_stays_with_what_begins_before_the_gap(text: str, gone: str, left: str) -> None:
    words, at = words_of(text), text.index(gone)
    kept = tuple(i for i, w in enumerate(words) if not at <= w.span.start < at + len(gone))
    path = Path(kept, (0.0,) * (len(kept) + 1), (0.0,) * (len(kept) + 1))
    assert without(text, left_out(text, words, path)) == left
