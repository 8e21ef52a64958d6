"""The data that scripts of a page hold: JSON-LD, and the state from which a browser makes the page.

All of it is found by form and not by site: JSON in a script of type JSON, JSON that is assigned to a variable, JSON in
a string that is parsed, the rows that Next.js streams, and the flat lists of Nuxt.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

MOST_LETTERS = 8_000_000
"""Code points of scripts that are read on one page."""
MOST_VALUES = 40
"""Values that are taken from one script. Each costs at most one look through the script."""
MOST_DEPTH = 60
"""Values within values that are followed."""
_MAX_NODES, _MAX_LIST = 200, 50
"""Nodes of JSON-LD that are read, and members of one list: enough for any page."""

_JSON_LD = re.compile(r"<script[^>]{0,200}application/ld\+json[^>]{0,200}>", re.IGNORECASE)
_SCRIPT_END = re.compile(r"</script>", re.IGNORECASE)
_WRAPPED = re.compile(r"^\s*+(?://)?\s*+(?:<!\[CDATA\[|<!--)|(?://)?\s{0,9}(?:\]\]>|-->)\s{0,9}$")
"""What old pages put around a script."""
_PARTS = ("@graph", "mainEntity", "mainEntityOfPage", "article")
"""Keys below which JSON-LD can have the article of the page; below others are other things."""
_VALUE = re.compile(r"(?:=\s{0,9}|\bpush\(\s{0,9})(?=[\[{])|JSON\.parse\(\s{0,9}(?=\")")
_ROW = re.compile(r"[0-9a-f]{1,8}:(?:T[0-9a-f]{1,8},)?")
_DECODER = json.JSONDecoder(strict=False)
_REFERENCES = frozenset(("Reactive", "ShallowReactive", "Ref", "ShallowRef", "EmptyRef"))

Node = dict[str, Any]
"""An object of JSON-LD."""


def json_ld(html: str) -> Iterator[Node]:
    """The nodes of the JSON-LD of a page that can be the page or its article.

    A script that has no end ends the search: no other has one either.
    """
    at = 0
    while (start := _JSON_LD.search(html, at)) and (end := _SCRIPT_END.search(html, start.end())):
        yield from _nodes(html[start.end() : end.start()])
        at = end.end()


def _nodes(text: str) -> Iterator[Node]:
    try:
        waiting = [json.loads(_WRAPPED.sub("", text), strict=False)]
    except (ValueError, RecursionError):
        return
    for _ in range(_MAX_NODES):
        if not waiting:
            return
        node = waiting.pop(0)
        if isinstance(node, list):
            waiting += node[:_MAX_LIST]
        elif isinstance(node, dict):
            yield node
            waiting += [node[part] for part in _PARTS if part in node]


def types(node: Node) -> frozenset[str]:
    """The types of a node of JSON-LD, in lower case."""
    kinds = node.get("@type")
    names = kinds if isinstance(kinds, list) else [kinds]
    return frozenset(str(name).rsplit("/", 1)[-1].lower() for name in names if name)


def states(tree: Any) -> Iterator[Any]:
    """The values of JSON in the scripts of a page that are no JSON-LD. `tree`: the page as lxml has it."""
    left, streamed = MOST_LETTERS, []
    for script in tree.iter("script"):
        text, kind = script.text or "", script.get("type", "").lower()
        left -= len(text)
        if left < 0 or not text or "ld+json" in kind:
            continue
        if "json" in kind:
            yield from _whole(text)
            continue
        for value in _assigned(text):
            if isinstance(value, list) and len(value) == 2 and isinstance(value[1], str):
                streamed.append(value[1])
            else:
                yield value
    yield from _rows("".join(streamed))


def _whole(text: str) -> Iterator[Any]:
    try:
        value = _DECODER.decode(text.strip())
    except (ValueError, RecursionError):
        return
    yield _hydrated(value) if isinstance(value, list) else value


def _assigned(text: str) -> Iterator[Any]:
    """Values of JSON that a script assigns, pushes or parses."""
    at = 0
    for _ in range(MOST_VALUES):
        found = _VALUE.search(text, at)
        if found is None:
            return
        at = found.end()
        try:
            value, at = _DECODER.raw_decode(text, at)
            yield json.loads(value, strict=False) if isinstance(value, str) else value
        except (ValueError, RecursionError):
            continue


def _rows(text: str) -> Iterator[Any]:
    """The values of rows such as `1a:{…}`, which Next.js sends in pieces."""
    for line in text.split("\n"):
        row = _ROW.sub("", line, count=1)
        if row[:1] in ("[", "{"):
            try:
                yield json.loads(row, strict=False)
            except (ValueError, RecursionError):
                continue
        elif " " in row:
            yield row


def _hydrated(flat: list[Any]) -> Any:
    """The value of a flat list, in which numbers are places of the list; any other list as it is."""
    if not flat or not isinstance(flat[0], (dict, list)) or not _has_only_places(flat[0], len(flat)):
        return flat
    known: dict[int, Any] = {}

    def value(place: Any, depth: int) -> Any:
        if not isinstance(place, int) or isinstance(place, bool) or not 0 <= place < len(flat) or depth > MOST_DEPTH:
            return None
        if place not in known:
            known[place] = None  # a value within itself
            given = flat[place]
            if isinstance(given, list) and len(given) == 2 and given[0] in _REFERENCES:
                known[place] = value(given[1], depth + 1)
            elif isinstance(given, list):
                known[place] = [value(member, depth + 1) for member in given]
            elif isinstance(given, dict):
                known[place] = {k: value(member, depth + 1) for k, member in given.items()}
            else:
                known[place] = given
        return known[place]

    return value(0, 0)


def _has_only_places(value: dict[str, Any] | list[Any], size: int) -> bool:
    members = list(value.values()) if isinstance(value, dict) else value
    if members and members[0] in _REFERENCES:
        members = members[1:]
    return bool(members) and all(type(m) is int and -8 <= m < size for m in members)
