"""The cache of finished answers."""

from __future__ import annotations

import pytest

from retold.web import answer_cache
from retold.web.answer_cache import Answer, AnswerCache


def answer(size: int) -> Answer:
    return Answer(200, b"x" * size, None, {})


def test_an_answer_belongs_to_one_version_of_the_memory() -> None:
    cache = AnswerCache()
    cache.put("/", 1, answer(10))
    assert cache.get("/", 1) == answer(10)
    assert cache.get("/", 2) is None
    cache.put("/", 2, answer(20))
    assert cache.get("/", 2) == answer(20)
    assert cache.get("/about", 2) is None


def test_large_answers_are_not_cached() -> None:
    cache = AnswerCache()
    cache.put("/", 1, answer(answer_cache.MAX_ANSWER))
    assert cache.get("/", 1) is None


def test_the_least_used_answers_leave_a_full_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answer_cache, "MAX_BYTES", 3 * answer(1000).size)
    cache = AnswerCache()
    for key in "abc":
        cache.put(key, 1, answer(1000))
    assert cache.get("a", 1)
    cache.put("d", 1, answer(1000))
    assert [key for key in "abcd" if cache.get(key, 1)] == ["a", "c", "d"]
