"""A person's word on identity: said, listed, taken back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from retold.corpus.identity import Verdict
from retold.errors import LedgerError, UnknownError
from retold.memory.graph import label
from retold.memory.ingest import ArticleWriter
from retold.memory.lookup import Lookup
from retold.ports import Clock
from retold.records.memory import Judged
from retold.store import Database
from retold.store.judgements import JudgementRow
from retold.store.name_tables import NameTables
from retold.store.text import storable


class JudgementWriter:
    """Writes persons' judgements, each in a transaction of its own."""

    def __init__(self, database: Database, names: NameTables, naming: Lookup, clock: Clock) -> None:
        self._db, self._names, self._naming, self._clock = database, names, naming, clock

    def judge(self, a: str, b: str, verdict: Verdict, person: str) -> int:
        """Says that two are one, or two; the judgement's number. Raises `UnknownError` and `LedgerError`."""
        if not person.strip():
            raise LedgerError("a judgement needs the name of the person who makes it", "")
        with self._writing() as keeper:
            one, other = sorted((self._naming.form(a), self._naming.form(b)))
            if one == other:
                raise UnknownError(f"are one form of one name, {label(one)}; name two", f"{a}, {b}")
            before = [j for j in self._names.judgements.on_forms([one]) if j.person and (j.a, j.b) == (one, other)]
            features = {"a person's word": 1.0}
            line = JudgementRow(
                0,
                one,
                other,
                verdict.value,
                float(verdict is Verdict.SAME),
                features,
                "",
                storable(person.strip()),
                self._stamp(),
                None,
            )
            written = self._names.judgements.add(line)
            for overtaken in before:
                self._names.judgements.end(overtaken.id, self._stamp(), written)
            keeper.judge((one, other))
            return written

    def listed(self, everyone: bool, limit: int) -> list[Judged]:
        """Judgements, the latest first; `everyone`: the program's, too. To be used within a transaction."""
        rows = self._names.judgements.latest(persons=not everyone, limit=limit)
        forms = {f.id: f.name for f in self._names.forms.get({x for r in rows for x in (r.a, r.b)})}
        return [
            Judged(
                r.id,
                (label(r.a), forms[r.a]),
                (label(r.b), forms[r.b]),
                r.verdict,
                r.score,
                r.person or r.model,
                r.at,
                r.ended,
                r.features,
            )
            for r in rows
        ]

    def undo(self, judgement: int) -> None:
        """Takes a person's judgement back; what it overtook holds again. Raises `UnknownError`, and `LedgerError` where it is the program's."""
        with self._writing() as keeper:
            line = self._names.judgements.get(judgement)
            if line is None:
                raise UnknownError(
                    "there is no judgement of that number; `retold judgements` lists them", str(judgement)
                )
            if not line.person:
                raise LedgerError(
                    "is the program's own judgement; say `retold different` or `retold same` to overrule it",
                    str(judgement),
                )
            if line.ended:
                how = f"was overtaken by judgement {line.ended_by}" if line.ended_by else "was taken back already"
                raise LedgerError(f"{how}, {line.ended}", str(judgement))
            self._names.judgements.end(line.id, self._stamp())
            self._names.judgements.reopen(line.id)
            keeper.judge((line.a, line.b))

    def rebuild(self) -> None:
        """Derives all entities from the ledger anew."""
        with self._writing() as keeper:
            keeper.rebuild()

    @contextmanager
    def _writing(self) -> Iterator[ArticleWriter]:
        keeper = ArticleWriter(self._db)
        with self._db.writing():
            yield keeper

    def _stamp(self) -> str:
        return self._clock().isoformat(timespec="seconds").replace("+00:00", "Z")
