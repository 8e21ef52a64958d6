"""Judgements by people on identity: recorded, listed, taken back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from retold.corpus.identity import Verdict
from retold.errors import LedgerError, UnknownError
from retold.memory.entity_ids import entity_id
from retold.memory.ingest import ArticleWriter
from retold.memory.lookup import Lookup
from retold.ports import Clock
from retold.records.memory import Judged
from retold.store import Database
from retold.store.judgements import JudgementRow
from retold.store.name_tables import NameTables
from retold.store.text import storable
from retold.timestamps import rfc3339

PERSON_FEATURES = {"a person's word": 1.0}
"""The features of a person's judgement, as the ledger keeps them."""


def judgement_records(names: NameTables, everyone: bool, limit: int, offset: int = 0) -> list[Judged]:
    """Judgements by people, the latest first. `everyone`: those of the program, too. `offset`: how many to leave out.

    Use it within a transaction.
    """
    rows = names.judgements.latest(persons=not everyone, limit=limit, offset=offset)
    form_names = {form.id: form.name for form in names.forms.get({x for row in rows for x in (row.a, row.b)})}
    return [
        Judged(
            row.id,
            (entity_id(row.a), form_names[row.a]),
            (entity_id(row.b), form_names[row.b]),
            row.verdict,
            row.score,
            row.person or row.model,
            row.at,
            row.ended,
            row.features,
        )
        for row in rows
    ]


class JudgementWriter:
    """Writes judgements by people. Each call is one transaction, which also derives the entities."""

    def __init__(self, database: Database, names: NameTables, lookup: Lookup, clock: Clock) -> None:
        self._db, self._names, self._lookup, self._clock = database, names, lookup, clock

    def judge(self, a: str, b: str, verdict: Verdict, person: str) -> int:
        """Records that two entities or forms are the same or different. Earlier judgements by people on them end.

        Returns the judgement's number. Raises `UnknownError`, and `LedgerError` without a person's name.
        """
        if not person.strip():
            raise LedgerError("a judgement needs the name of the person who makes it", "")
        with self._writing() as writer:
            first, second = sorted((self._lookup.form(a), self._lookup.form(b)))
            if first == second:
                raise UnknownError(f"are one form of one name, {entity_id(first)}; name two", f"{a}, {b}")
            line = JudgementRow(
                0,
                first,
                second,
                verdict.value,
                float(verdict is Verdict.SAME),
                PERSON_FEATURES,
                "",
                storable(person.strip()),
                self._stamp(),
                None,
            )
            on_first = self._names.judgements.on_forms([first])
            replaced = [j for j in on_first if j.person and (j.a, j.b) == (first, second)]
            number = self._names.judgements.add(line)
            for judgement in replaced:
                self._names.judgements.end(judgement.id, self._stamp(), number)
            writer.derive_entities((first, second))
            return number

    def undo(self, judgement: int) -> None:
        """Takes a person's judgement back. The judgements that it replaced hold again.

        Raises `UnknownError`, and `LedgerError` if the program made the judgement or it has ended.
        """
        with self._writing() as writer:
            line = self._names.judgements.get(judgement)
            if line is None:
                raise UnknownError(
                    "there is no judgement of that number; `retold judgements` lists them", str(judgement)
                )
            if not line.person:
                raise LedgerError(
                    "is the program's own judgement; use `retold different` or `retold same` to overrule it",
                    str(judgement),
                )
            if line.ended:
                how = f"was replaced by judgement {line.ended_by}" if line.ended_by else "was taken back already"
                raise LedgerError(f"{how}, {line.ended}", str(judgement))
            self._names.judgements.end(line.id, self._stamp())
            self._names.judgements.reopen(line.id)
            writer.derive_entities((line.a, line.b))

    def rebuild(self) -> None:
        """Derives all entities from the ledger again."""
        with self._writing() as writer:
            writer.rebuild()

    @contextmanager
    def _writing(self) -> Iterator[ArticleWriter]:
        writer = ArticleWriter(self._db)
        with self._db.writing():
            yield writer

    def _stamp(self) -> str:
        return rfc3339(self._clock())
