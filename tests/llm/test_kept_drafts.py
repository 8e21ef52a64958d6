from __future__ import annotations

import stat
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from retold.errors import BudgetError, WriterError
from retold.llm import prompts
from retold.llm.kept_drafts import KeepingWriter
from retold.store.drafts import Drafts
from retold.types import Ask, Draft

DAY = datetime(2026, 3, 15, 12, tzinfo=UTC)
ASK, OTHER = prompts.retell("The council refused the loan.", 9), prompts.retell("The boats were sold.", 9)


@dataclass
class Counter:
    """A writer that counts what it is asked. `fails`: it has no draft."""

    fails: bool = False
    chances: tuple[float, ...] | None = (0.9, 0.1)
    asked: list[Ask] = field(default_factory=list)
    model: str = "counter-1b"
    place: str = "host"
    address: str = "http://host/v1"

    def write(self, asks: Sequence[Ask]) -> list[Draft | WriterError]:
        self.asked += asks
        if self.fails:
            return [WriterError("failed", self.place) for _ in asks]
        return [Draft(f"Draft {a.text}", self.model, a.prompt, 60, 40, 0.5, True, self.chances) for a in asks]


def test_nothing_is_asked_twice(tmp_path: Path) -> None:
    counter = Counter()
    first = KeepingWriter(counter, Drafts(tmp_path / "d.db"), lambda: DAY).write([ASK, OTHER])
    again = KeepingWriter(counter, Drafts(tmp_path / "d.db"), lambda: DAY).write([OTHER, ASK, ASK])
    texts = [d.text for d in first if isinstance(d, Draft)]
    assert [d.text for d in again if isinstance(d, Draft)] == [texts[1], texts[0], texts[0]]
    assert all(isinstance(d, Draft) and d.tokens == 0 for d in again)
    assert counter.asked == [ASK, OTHER]


def test_another_model_or_question_is_another_draft(tmp_path: Path) -> None:
    drafts, counter = Drafts(tmp_path / "d.db"), Counter()
    KeepingWriter(counter, drafts, lambda: DAY).write([ASK])
    assert drafts.find("http://host/v1", "counter-1b", ASK) is not None
    assert drafts.find("http://host/v1", "counter-7b", ASK) is None
    assert drafts.find("http://host:81/v1", "counter-1b", ASK) is None
    assert drafts.find("http://host/v1", "counter-1b", prompts.retell("The council refused the loan.", 8)) is None


def test_a_failure_is_not_kept(tmp_path: Path) -> None:
    drafts, counter = Drafts(tmp_path / "d.db"), Counter(fails=True)
    writer = KeepingWriter(counter, drafts, lambda: DAY)
    assert isinstance(writer.write([ASK])[0], WriterError)
    counter.fails = False
    assert isinstance(writer.write([ASK])[0], Draft)


def test_a_day_has_its_budget_and_the_next_day_its_own(tmp_path: Path) -> None:
    now, counter = [DAY], Counter()
    writer = KeepingWriter(counter, Drafts(tmp_path / "d.db"), lambda: now[0], tokens_a_day=200)
    assert isinstance(writer.write([ASK])[0], Draft)
    kept, refused = writer.write([ASK, OTHER])
    assert isinstance(kept, Draft)
    assert isinstance(refused, BudgetError)
    assert "RETOLD_WRITER_TOKENS_A_DAY" in str(refused)
    now[0] += timedelta(days=1)
    assert isinstance(writer.write([OTHER])[0], Draft)


def test_old_drafts_are_forgotten(tmp_path: Path) -> None:
    now, drafts = [DAY], Drafts(tmp_path / "d.db")
    writer = KeepingWriter(Counter(), drafts, lambda: now[0])
    writer.write([ASK])
    now[0] += timedelta(days=91)
    writer.write([OTHER])
    assert drafts.find("http://host/v1", "counter-1b", ASK) is None
    assert drafts.find("http://host/v1", "counter-1b", OTHER) is not None


def test_only_its_owner_can_read_the_file(tmp_path: Path) -> None:
    Drafts(tmp_path / "d.db")
    assert stat.S_IMODE((tmp_path / "d.db").stat().st_mode) == 0o600


def test_a_file_that_cannot_be_used_costs_no_draft(tmp_path: Path) -> None:
    drafts = Drafts(tmp_path / "d.db")
    drafts.close()
    (tmp_path / "d.db").write_bytes(b"no database" * 1000)
    for end in ("-wal", "-shm"):
        (tmp_path / f"d.db{end}").unlink(missing_ok=True)
    (found,) = KeepingWriter(Counter(), drafts, lambda: DAY).write([ASK])
    assert isinstance(found, Draft)
