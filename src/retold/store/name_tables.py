"""The five tables about names, together: what other packages hold."""

from __future__ import annotations

from dataclasses import dataclass

from retold.store.appearances import AppearanceTable
from retold.store.database import Database
from retold.store.entities import EntityTable
from retold.store.forms import FormTable
from retold.store.judgements import JudgementTable
from retold.store.relations import RelationTable


@dataclass(frozen=True, slots=True)
class NameTables:
    """Forms, appearances, judgements, entities and relations of one database."""

    forms: FormTable
    appearances: AppearanceTable
    judgements: JudgementTable
    entities: EntityTable
    relations: RelationTable


def name_tables(database: Database) -> NameTables:
    """The tables about names of a database."""
    return NameTables(
        FormTable(database),
        AppearanceTable(database),
        JudgementTable(database),
        EntityTable(database),
        RelationTable(database),
    )
