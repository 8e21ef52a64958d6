"""The engine with a language model: what it does when that fails, is slow, or when the program stops."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from tests.llm.test_rewriter import BODY

from retold.engine import Engine
from retold.errors import RetoldError, StoppedError, WriterError
from retold.reading.encoder import load
from retold.types import Ask, Content, Digest, Draft, Metadata, Page

PAGE = Page("x", Content.BODY, BODY, Metadata(id="x", headline="Marlow refuses loan", published="2026-03-10"))


@dataclass
class Slow:
    """A writer that answers only when it is let go."""

    asked: threading.Event = field(default_factory=threading.Event)
    let_go: threading.Event = field(default_factory=threading.Event)
    model: str = "slow-1b"
    place: str = "host"
    address: str = "http://host/v1"

    def write(self, asks: Sequence[Ask]) -> list[Draft | WriterError]:
        self.asked.set()
        self.let_go.wait(30)
        return [WriterError("failed", self.place) for _ in asks]


@dataclass
class Broken:
    """A writer with a fault of its own."""

    model: str = "broken-1b"
    place: str = "host"
    address: str = "http://host/v1"

    def write(self, asks: Sequence[Ask]) -> list[Draft | WriterError]:
        raise ZeroDivisionError


def test_a_program_that_stops_does_not_wait_for_a_slow_model() -> None:
    slow = Slow()
    engine = Engine(encoder=load(), writer=slow)
    found: list[Digest | RetoldError | BaseException] = []

    def read() -> None:
        try:
            found.extend(engine.read_pages([PAGE]))
        except StoppedError as error:
            found.append(error)

    thread = threading.Thread(target=read)
    thread.start()
    assert slow.asked.wait(30)
    engine.close()
    thread.join(30)
    assert not thread.is_alive()
    assert isinstance(found[0], StoppedError)
    slow.let_go.set()


def test_a_model_that_fails_leaves_the_digest_as_it_was() -> None:
    slow = Slow()
    slow.let_go.set()
    (digest,) = Engine(encoder=load(), writer=slow).read_pages([PAGE])
    assert isinstance(digest, Digest)
    assert digest.retelling == Engine(encoder=load()).digest(PAGE).retelling
    assert "the sentences are Retold's own" in digest.notes[-1]


def test_a_fault_of_ours_does_not_cost_the_digest() -> None:
    (digest,) = Engine(encoder=load(), writer=Broken()).read_pages([PAGE])
    assert isinstance(digest, Digest)
    assert digest.retelling == Engine(encoder=load()).digest(PAGE).retelling
    assert digest.notes[-1] == "The writer broken-1b at host failed; the sentences are Retold's own."


def test_an_engine_that_was_closed_before_asks_no_more() -> None:
    slow = Slow()
    engine = Engine(encoder=load(), writer=slow)
    digest, closing = engine.digest(PAGE), engine.closing
    engine.close()
    with pytest.raises(StoppedError):
        engine.retold(digest, closing)
    slow.let_go.set()


def test_without_a_setting_nothing_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RETOLD_WRITER", raising=False)
    engine = Engine(encoder=load())
    assert engine.writer is None
    digest = engine.digest(PAGE)
    assert engine.retold(digest) is digest
