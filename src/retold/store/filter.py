"""What a list of articles can be narrowed by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Filter:
    """All that is given must hold. `since`, `until`: days since 1970, the second not included;
    `publisher`: its name, in any case; `entities`: numbers, an article has all of them (a theme
    is one, too); `kind`: a type of which the article names somebody or something."""

    since: float | None = None
    until: float | None = None
    publisher: str = ""
    entities: tuple[int, ...] = ()
    kind: str = ""

    def sql(self) -> tuple[str, list[Any]]:
        """Conditions on `article a`, each led by AND, and their values; "" where there are none."""
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
        return "".join(f" AND {p}" for p in parts), values


EVERYTHING = Filter()
