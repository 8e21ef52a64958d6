"""Conditions that a list of articles can be narrowed by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Filter:
    """Conditions that must all hold; a default value is no condition.

    `since`, `until`: days since 1970, `until` not included. `publisher`: its name, in any case. `entities`: numbers of
    entities (a theme is one, too); an article must name all of them. `kind`: an article must name an entity of this
    type. `relation`: an article must give a relation of this type; `party`: between this entity and another one.
    """

    since: float | None = None
    until: float | None = None
    publisher: str = ""
    entities: tuple[int, ...] = ()
    kind: str = ""
    relation: str = ""
    party: int | None = None

    def sql(self) -> tuple[str, list[Any]]:
        """Conditions on `article a`, each after an AND, and their values; "" if there are none."""
        parts: list[str] = []
        values: list[Any] = []
        for condition, value in (
            ("a.day >= ?", self.since),
            ("a.day < ?", self.until),
            ("lower(a.publisher) = lower(?)", self.publisher or None),
        ):
            if value is not None:
                parts.append(condition)
                values.append(value)
        for entity in self.entities:
            parts.append(
                "a.key IN (SELECT p.article FROM appearance p JOIN form f ON f.id = p.form WHERE f.entity = ?)"
            )
            values.append(entity)
        if self.kind:
            parts.append("EXISTS (SELECT 1 FROM appearance p WHERE p.article = a.key AND p.type = ?)")
            values.append(self.kind)
        if self.relation and self.party is None:
            parts.append("a.key IN (SELECT r.article FROM relation r WHERE r.type = ?)")
            values.append(self.relation)
        elif self.relation:
            at_one_end = "SELECT r.article FROM form f JOIN relation r ON r.{} = f.id WHERE f.entity = ? AND r.type = ?"
            ends = " UNION ALL ".join(at_one_end.format(end) for end in ("subject", "object"))
            parts.append(f"a.key IN ({ends})")
            values += [self.party, self.relation] * 2
        return "".join(f" AND {p}" for p in parts), values


EVERYTHING = Filter()
