"""Reservations of text and data mining by publishers: the TDM Reservation Protocol in its three forms.

Source: W3C Community Group report, 2 February 2024; Directive (EU) 2019/790, article 4.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from retold.sources.html_parser import TagParser

WELL_KNOWN = "/.well-known/tdmrep.json"
MAX_BYTES = 512_000
"""Bytes of a `tdmrep.json` that are read."""
MAX_RULES = 2000
_MAX_WILDCARDS = 19
_HEAD = 100_000
"""Code points of a page that are searched for meta elements."""
_RESERVATION, _POLICY = "tdm-reservation", "tdm-policy"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a `tdmrep.json`, for paths that fit `location`."""

    location: str
    reserved: bool
    policy: str = ""
    """The address where a licence can be had; "" if there is none."""


@dataclass(frozen=True, slots=True)
class Reservation:
    """Rights are reserved."""

    policy: str = ""
    """The address where a licence can be had; "" if there is none."""


def parse_rules(data: bytes) -> tuple[Rule, ...]:
    """The rules of a `tdmrep.json`, in order. What cannot be read is left out."""
    try:
        content = json.loads(data.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError):
        return ()
    objects = [r for r in (content if isinstance(content, list) else [content]) if isinstance(r, dict)]
    return tuple(
        Rule(r["location"], str(r.get(_RESERVATION)) == "1", _policy_address(r.get(_POLICY)))
        for r in objects[:MAX_RULES]
        if isinstance(r.get("location"), str) and str(r.get(_RESERVATION)) in ("0", "1")
    )


def by_rules(rules: tuple[Rule, ...], url: str) -> Reservation | None:
    """What a site's rules say about a URL. The rule with the longest location counts, as in RFC 9309, 2.2.2."""
    parts = urlsplit(url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    fitting = [r for r in rules if _fits(r.location, path)]
    longest = max(fitting, key=lambda r: len(r.location), default=None)
    return Reservation(longest.policy) if longest is not None and longest.reserved else None


def by_header(headers: Mapping[str, str]) -> Reservation | bool | None:
    """What the headers of an answer say: a reservation; False if there is none; None if they say nothing."""
    return _statement(headers)


def by_page(html: str) -> Reservation | bool | None:
    """What the `meta` elements of a page say: a reservation; False if there is none; None if they say nothing."""
    parser = _MetaParser()
    parser.parse(html[:_HEAD])
    return _statement(parser.fields)


def for_page(rules: tuple[Rule, ...], url: str, headers: Mapping[str, str], html: str = "") -> Reservation | None:
    """The reservation that holds for a page; None if nothing is reserved.

    The page itself counts before the headers of its answer, and these before the rules of the site.
    """
    for statement in (by_page(html) if html else None, by_header(headers)):
        if statement is not None:
            return statement if isinstance(statement, Reservation) else None
    return by_rules(rules, url)


def _fits(location: str, path: str) -> bool:
    """Whether a location fits the beginning of a path. `*` is any text, `$` the end of the path."""
    has_end = location.endswith("$")
    pieces = location.removesuffix("$").split("*")
    if len(pieces) > _MAX_WILDCARDS + 1 or not path.startswith(pieces[0]):
        return False
    position = len(pieces[0])
    for piece in pieces[1:]:
        found = path.find(piece, position)
        if found < 0:
            return False
        position = found + len(piece)
    return not has_end or position == len(path) or (len(pieces) > 1 and path.endswith(pieces[-1]))


def _statement(fields: Mapping[str, str]) -> Reservation | bool | None:
    value = fields.get(_RESERVATION, "").strip()
    if value not in ("0", "1"):
        return None
    return Reservation(_policy_address(fields.get(_POLICY))) if value == "1" else False


def _policy_address(value: object) -> str:
    text = value.strip() if isinstance(value, str) else ""
    return text if re.match(r"https?://\S{1,900}$", text) else ""


class _MetaParser(TagParser):
    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        name = (attributes.get("name") or "").strip().lower()
        if tag == "meta" and name in (_RESERVATION, _POLICY):
            self.fields.setdefault(name, attributes.get("content") or "")
