"""A writer that asks for nothing twice, and for no more than a day's budget allows."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from retold.errors import BudgetError, StoreError, WriterError
from retold.llm.completions import estimated_tokens
from retold.ports import Clock, Writer
from retold.store.drafts import KEPT_DAYS, Drafts
from retold.types import Ask, Draft

_log = logging.getLogger("retold.llm")


class KeepingWriter:
    """Passes on to `writer` what `drafts` does not have. `tokens_a_day`: 0 for no limit.

    A kept draft costs nothing. Where drafts cannot be kept or found, the model is asked all the same.
    """

    def __init__(self, writer: Writer, drafts: Drafts, clock: Clock, tokens_a_day: int = 0) -> None:
        self._writer, self._drafts, self._clock, self._most = writer, drafts, clock, tokens_a_day

    @property
    def model(self) -> str:
        return self._writer.model

    @property
    def place(self) -> str:
        return self._writer.place

    @property
    def address(self) -> str:
        return self._writer.address

    def write(self, asks: Sequence[Ask]) -> list[Draft | WriterError]:
        found: list[Draft | WriterError | None] = [self._find(ask) for ask in asks]
        missing = [i for i, draft in enumerate(found) if draft is None]
        allowed = missing[: self._allowed([asks[i] for i in missing])]
        for i, outcome in zip(allowed, self._writer.write([asks[i] for i in allowed]) if allowed else (), strict=True):
            if isinstance(outcome, Draft):
                self._keep(asks[i], outcome)
            found[i] = outcome
        spent = BudgetError(f"the {self._most:,} tokens of today are used (RETOLD_WRITER_TOKENS_A_DAY)", self.place)
        return [outcome or spent for outcome in found]

    def _find(self, ask: Ask) -> Draft | None:
        try:
            kept = self._drafts.find(self.address, self.model, ask)
        except StoreError as error:
            _log.warning("drafts: %s", error)
            return None
        return replace(kept, tokens_read=0, tokens_written=0, seconds=0.0) if kept is not None else None

    def _keep(self, ask: Ask, draft: Draft) -> None:
        now = self._clock()
        oldest = (now - timedelta(days=KEPT_DAYS)).date().isoformat()
        try:
            self._drafts.count(draft.tokens, now.date().isoformat())
            self._drafts.keep(self.address, ask, draft, now.date().isoformat(), oldest)
        except StoreError as error:
            _log.warning("drafts: %s", error)

    def _allowed(self, asks: Sequence[Ask]) -> int:
        """How many of the questions the day's budget allows, by an estimate of their tokens."""
        if not self._most:
            return len(asks)
        try:
            spent = self._drafts.spent(self._clock().date().isoformat())
        except StoreError as error:
            _log.warning("drafts: %s", error)
            return 0
        for number, ask in enumerate(asks):
            spent += estimated_tokens(ask)
            if spent > self._most:
                return number
        return len(asks)
