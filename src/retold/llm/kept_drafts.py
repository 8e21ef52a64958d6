"""A writer that asks for nothing twice, and for no more than a day's budget allows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from retold.errors import BudgetError, WriterError
from retold.ports import Clock, Writer
from retold.store.drafts import KEPT_DAYS, Drafts
from retold.types import Ask, Draft


class KeepingWriter:
    """Passes on to `writer` what `drafts` does not have. `tokens_a_day`: 0 for no limit."""

    def __init__(self, writer: Writer, drafts: Drafts, clock: Clock, tokens_a_day: int = 0) -> None:
        self._writer, self._drafts, self._clock, self._most = writer, drafts, clock, tokens_a_day

    @property
    def model(self) -> str:
        return self._writer.model

    @property
    def place(self) -> str:
        return self._writer.place

    def write(self, asks: Sequence[Ask]) -> list[Draft | WriterError]:
        found: list[Draft | WriterError | None] = [self._drafts.find(self.model, ask) for ask in asks]
        missing = [i for i, draft in enumerate(found) if draft is None]
        now = self._clock()
        day, oldest = now.date().isoformat(), (now - timedelta(days=KEPT_DAYS)).date().isoformat()
        if missing and self._most and self._drafts.spent(day) >= self._most:
            spent = BudgetError(f"the {self._most:,} tokens of today are used (RETOLD_WRITER_TOKENS_A_DAY)", self.place)
            return [draft or spent for draft in found]
        for i, outcome in zip(missing, self._writer.write([asks[i] for i in missing]), strict=True):
            if isinstance(outcome, Draft):
                self._drafts.keep(asks[i], outcome, day, oldest)
            found[i] = outcome
        return [outcome for outcome in found if outcome is not None]
