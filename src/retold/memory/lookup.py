"""Finds the entity that a name or an id means."""

from __future__ import annotations

import re

from retold.corpus import names, topics
from retold.errors import UnknownError
from retold.memory.entity_ids import entity_id
from retold.store.forms import FormRow
from retold.store.name_tables import NameTables
from retold.store.text import storable
from retold.types import EntityType

LONGEST = 300
"""Code points of a name that are looked up; the rest is ignored."""


SUGGESTIONS = 5
"""Similar names that the message of an unknown name lists."""


class Lookup:
    """Finds forms and entities by name or id. Use it within one transaction."""

    def __init__(self, names: NameTables) -> None:
        self._names = names

    def form(self, name: str) -> int:
        """The form that a name or an id means. Part of a name is not enough. Raises `UnknownError`."""
        entity = next(iter(self.entities(name)), None)
        if entity is None:
            raise self._unknown(name)
        return next((f.id for f in self._matching(name) if f.entity == entity), entity)

    def resolve(self, name: str, kind: EntityType | None = None) -> int:
        """The entity that a name or an id means; of several, the one with the most stories. Raises `UnknownError`.

        Part of a name is enough if only one entity has it.
        """
        entities = self.entities(name, kind) or ([] if kind else self._by_part(name))
        if not entities:
            raise self._unknown(name)
        return entities[0]

    def entities(self, name: str, kind: EntityType | None = None) -> list[int]:
        """All entities with a name or an id, those of most stories first."""
        forms = self._matching(name, kind)
        rows = self._names.entities.get({f.entity for f in forms})
        return sorted(rows, key=lambda e: (-rows[e].stories, e))

    def _by_part(self, name: str) -> list[int]:
        """The only entity whose name begins or ends with `name`."""
        plain = names.plain(storable(name[:LONGEST]))
        forms = {f for ids in self._names.forms.in_blocks([f"< {plain}", f"> {plain}"]).values() for f in ids}
        entities = {f.entity for f in self._names.forms.get(forms) if f.articles}
        return list(entities) if len(entities) == 1 else []

    def _unknown(self, name: str) -> UnknownError:
        similar = self._names.entities.alike(names.plain(storable(name[:LONGEST])), SUGGESTIONS)
        suggestions = ", ".join(f"{e.name} ({entity_id(e.id)})" for e in similar)
        return UnknownError("no entity has this name" + (f"; similar: {suggestions}" if suggestions else ""), name)

    def _matching(self, name: str, kind: EntityType | None = None) -> list[FormRow]:
        """The forms with a name or an id."""
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
