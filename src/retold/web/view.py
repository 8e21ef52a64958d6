"""What a page shows, before it is written in one of its formats."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from retold.export.feeds import Feed
from retold.records.json_values import values


@dataclass(frozen=True, slots=True)
class View:
    """A page: `template` with `context` for people, `data` (records or JSON values) for programs.

    `feed`: the page as Atom or JSON Feed. `formats`: other formats by name, each written when it is asked for.
    `redirect`: the address of the page to go to instead.
    """

    template: str = ""
    context: dict[str, Any] = field(default_factory=dict)
    data: Any = None
    feed: Feed | None = None
    formats: dict[str, Callable[[], str]] = field(default_factory=dict)
    redirect: str = ""


def json_text(data: Any) -> str:
    """Records as compact JSON text."""
    return json.dumps(values(data), ensure_ascii=False, separators=(",", ":"))
