"""Sentences about an alert: what it looks for, and why it reports a story."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from retold.records.alerts import AlertQuery


def query_values(query: AlertQuery) -> dict[str, Any]:
    """A query as JSON values, without the conditions that it does not set."""
    values = {
        "entity": query.entity,
        "with": query.other,
        "theme": query.theme,
        "query": query.query,
        "publisher": query.publisher,
        "type": query.kind,
        "new_only": query.new_only,
    }
    return {name: value for name, value in values.items() if value}


def describe(query: AlertQuery) -> str:
    """What an alert looks for, as a name for it: "Northlink with Erik Moe, new only"."""
    parts = [
        query.entity + (f" with {query.other}" if query.other else ""),
        query.theme,
        f"“{query.query.strip()}”" if query.query else "",
        f"in {query.publisher}" if query.publisher else "",
        f"with a {query.kind}" if query.kind else "",
        "new only" if query.new_only else "",
    ]
    return ", ".join(part for part in parts if part)


def reason(query: AlertQuery, matched: Sequence[str], met: Sequence[str]) -> str:
    """Why an alert reports a story, in one sentence.

    `matched`: the values that matched, in the order of the message. `met`: names of new acquaintances.
    """
    values = iter(matched)
    parts = []
    if query.entity:
        name = next(values, query.entity)
        if query.other:
            parts.append(f"it has {name}" + (" for the first time" if query.new_only else ""))
        else:
            parts.append(f"it names {name}" + (f", for the first time with {_join(met)}" if met else ""))
    if query.theme:
        parts.append(f"its theme is {next(values, query.theme)}")
    if query.query:
        parts.append(f"it says {query.query}")
    if query.publisher:
        parts.append(f"{query.publisher} published it")
    if query.kind:
        parts.append(f"it names {'an' if query.kind[0] in 'aeiou' else 'a'} {query.kind}")
    return f"You get this story because {_join(parts)}."


def _join(parts: Sequence[str]) -> str:
    return " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)
