"""Where appearances stand in their articles, and which entities they are."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from retold.store.appearances import Appearance
from retold.store.name_tables import NameTables
from retold.types import Span


def spans(appearance: Appearance) -> list[Span]:
    """All places of an appearance in the body of its article; a topic has none."""
    return [Span(int(start), int(end)) for start, end in np.frombuffer(appearance.spans, dtype="<i4").reshape(-1, 2)]


def starts(appearances: Iterable[Appearance]) -> list[int]:
    """Where the mentions of appearances begin, ascending."""
    return sorted(int(at) for a in appearances for at in np.frombuffer(a.spans, dtype="<i4")[::2])


def entities_by_form(names: NameTables, appearances: Iterable[Appearance]) -> dict[int, int]:
    """The entity of each form that appears."""
    return {form.id: form.entity for form in names.forms.get({a.form for a in appearances})}
