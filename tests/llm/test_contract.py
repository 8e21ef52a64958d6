"""What every writer does, whatever it is: one outcome for each question, in order, and errors in place of drafts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.fakes import RepeatingWriter
from tests.llm.replay import Replay, serve
from tests.loopback import served

from retold.errors import WriterError
from retold.llm import prompts
from retold.llm.endpoint import EndpointWriter
from retold.llm.gguf import GgufWriter
from retold.llm.kept_drafts import KeepingWriter
from retold.ports import Writer
from retold.store.drafts import Drafts
from retold.types import Draft

ASKS = [
    prompts.retell("The council refused the loan.", 9),
    prompts.retell("Two boats were sold on Monday.", 9),
    prompts.confirm("The loan was refused.", ["The council refused the loan."]),
]
KINDS = ("repeating", "endpoint", "kept", "gguf")


@pytest.fixture(params=KINDS)
def writer(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Writer]:
    with served() as web:
        endpoint = EndpointWriter(serve(web, Replay()))
        (tmp_path / "m.gguf").write_bytes(b"no model")
        yield {
            "repeating": RepeatingWriter(),
            "endpoint": endpoint,
            "kept": KeepingWriter(endpoint, Drafts(tmp_path / "d.db"), lambda: datetime(2026, 3, 15, tzinfo=UTC)),
            "gguf": GgufWriter(tmp_path / "m.gguf"),
        }[request.param]


def test_one_outcome_for_each_question_in_order(writer: Writer) -> None:
    outcomes = writer.write(ASKS)
    assert len(outcomes) == len(ASKS)
    for ask, outcome in zip(ASKS, outcomes, strict=True):
        assert isinstance(outcome, WriterError) or (outcome.prompt == ask.prompt and outcome.model == writer.model)
    drafts = [o.text for o in outcomes if isinstance(o, Draft)]
    assert drafts in ([], ["The council refused the loan.", "Two boats were sold on Monday.", "yes"])


def test_no_question_has_no_outcome(writer: Writer) -> None:
    assert writer.write([]) == []
