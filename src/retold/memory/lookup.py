"""What a name or an id that somebody writes means."""

from __future__ import annotations

import re

from retold.corpus import names, topics
from retold.errors import UnknownError
from retold.memory.graph import label
from retold.store.forms import FormRow
from retold.store.name_tables import NameTables
from retold.store.text import storable
from retold.types import EntityType

LONGEST = 300
"""Code points of a name that is looked up."""


class Lookup:
    """Finds forms and entities by name or id; to be used within one transaction."""

    def __init__(self, names: NameTables) -> None:
        self._names = names

    def form(self, name: str) -> int:
        """The number of the form that a name or an id means, exactly. Raises `UnknownError`."""
        entity = next(iter(self.entities(name)), None)
        if entity is None:
            raise self._unknown(name)
        return next((f.id for f in self._matching(name) if f.entity == entity), entity)

    def resolve(self, name: str, kind: EntityType | None = None) -> int:
        """The number of the entity of a name or id, or of part of a name where it can be but one. Raises `UnknownError`."""
        found = self.entities(name, kind) or ([] if kind else self._part(name))
        if not found:
            raise self._unknown(name)
        return found[0]

    def entities(self, name: str, kind: EntityType | None = None) -> list[int]:
        """The numbers of all entities of a name or id, that of most stories first."""
        forms = self._matching(name, kind)
        rows = self._names.entities.get({f.entity for f in forms})
        return sorted(rows, key=lambda e: (-rows[e].stories, e))

    def _part(self, name: str) -> list[int]:
        plain = names.plain(storable(name[:LONGEST]))
        forms = {f for ids in self._names.forms.in_blocks([f"< {plain}", f"> {plain}"]).values() for f in ids}
        found = {f.entity for f in self._names.forms.get(forms) if f.articles}
        return list(found) if len(found) == 1 else []

    def _unknown(self, name: str) -> UnknownError:
        alike = [
            f"{e.name} ({label(e.id)})" for e in self._names.entities.alike(names.plain(storable(name[:LONGEST])), 5)
        ]
        return UnknownError(
            "nobody and nothing of that name is known" + (f"; there is {', '.join(alike)}" if alike else ""), name
        )

    def _matching(self, name: str, kind: EntityType | None = None) -> list[FormRow]:
        """The forms of a name or id."""
        text = storable(name[:LONGEST]).strip()
        if re.fullmatch(r"[eE]\d{1,18}", text) and (rows := self._names.forms.get([int(text[1:])])):
            return rows
        keys = {
            (names.key(text, EntityType.PERSON), True),
            (names.key(text, EntityType.ORGANIZATION), False),
            (names.key(text, EntityType.PLACE), False),
        }
        if kind is EntityType.TOPIC:
            keys = set()
        forms = [f for key, person in sorted(keys) for f in self._names.forms.with_key(key, person)]
        return forms + self._names.forms.with_key(f"# {topics.key(text)}", False)
