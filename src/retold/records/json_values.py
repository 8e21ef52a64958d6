"""Records as JSON values, and JSON values as text."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from typing import Any

from retold.records.memory import Story

COUNTS = ("tellings", "publishers")
"""Fields of a story that can be counted from its articles. `plain` leaves them out."""


def values(record: Any) -> Any:
    """A record as JSON values, field by field, at any depth."""
    return _values(record, ())


def plain(record: Any) -> Any:
    """The same as `values`, for export: a story has no field that can be counted from its articles."""
    return _values(record, COUNTS)


def _values(value: Any, story_fields_left_out: tuple[str, ...]) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        left_out = story_fields_left_out if isinstance(value, Story) else ()
        return {
            f.name: _values(getattr(value, f.name), story_fields_left_out)
            for f in fields(value)
            if f.name not in left_out
        }
    if isinstance(value, list | tuple):
        return [_values(v, story_fields_left_out) for v in value]
    return {k: _values(v, story_fields_left_out) for k, v in value.items()} if isinstance(value, dict) else value


def dumps(json_values: Any, indent: int | None = None) -> str:
    """JSON text that UTF-8 can carry. UTF-8 has no lone surrogates: a text with one is written in ASCII with escapes."""
    text = json.dumps(json_values, ensure_ascii=False, indent=indent)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return json.dumps(json_values, indent=indent)
    return text
