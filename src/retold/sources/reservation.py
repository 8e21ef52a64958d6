"""Rights to text and data mining that a publisher reserves: the TDM Reservation Protocol
(W3C Community Group report, 2 February 2024; Directive (EU) 2019/790, article 4) in its three forms."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urlsplit

WELL_KNOWN = "/.well-known/tdmrep.json"
LARGEST = 512_000
"""Bytes of a `tdmrep.json` that are read."""
RULES = 2000
_HEAD = 100_000
"""Code points of a page in which its meta elements are looked for."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a `tdmrep.json`: what it says of paths like `location`; `policy` is where a licence can be had, "" where nowhere."""

    location: str
    reserved: bool
    policy: str = ""


@dataclass(frozen=True, slots=True)
class Reservation:
    """That rights are reserved, and where a licence can be had."""

    policy: str = ""


def parsed(data: bytes) -> tuple[Rule, ...]:
    """The rules that a `tdmrep.json` has, in its order."""
    try:
        listed = json.loads(data.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError):
        return ()
    found = [r for r in (listed if isinstance(listed, list) else [listed]) if isinstance(r, dict)]
    return tuple(
        Rule(r["location"], str(r.get("tdm-reservation")) == "1", _policy(r.get("tdm-policy")))
        for r in found[:RULES]
        if isinstance(r.get("location"), str) and str(r.get("tdm-reservation")) in ("0", "1")
    )


def by_file(known: tuple[Rule, ...], url: str) -> Reservation | None:
    """What a site's file says of a URL. The rule with the longest location that fits holds, as in robots.txt (RFC 9309, 2.2.2)."""
    parts = urlsplit(url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    fits = [r for r in known if _fits(r.location, path)]
    best = max(fits, key=lambda r: len(r.location), default=None)
    return Reservation(best.policy) if best is not None and best.reserved else None


def _fits(location: str, path: str) -> bool:
    """Whether a location, with `*` for anything and `$` for the end, fits the beginning of a path."""
    end = location.endswith("$")
    pieces = location.removesuffix("$").split("*")
    if len(pieces) > 20 or not path.startswith(pieces[0]):
        return False
    at = len(pieces[0])
    for piece in pieces[1:]:
        found = path.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    return not end or at == len(path) or (len(pieces) > 1 and path.endswith(pieces[-1]))


def by_header(headers: Mapping[str, str]) -> Reservation | bool | None:
    """What the header of an answer says: a reservation, False for that there is none, None where it says nothing."""
    said = headers.get("tdm-reservation", "").strip()
    if said not in ("0", "1"):
        return None
    return Reservation(_policy(headers.get("tdm-policy"))) if said == "1" else False


def by_page(html: str) -> Reservation | bool | None:
    """The same for the `meta` elements of a page."""
    reader = _Metas()
    reader.feed(html[:_HEAD])
    said = reader.found.get("tdm-reservation", "").strip()
    if said not in ("0", "1"):
        return None
    return Reservation(_policy(reader.found.get("tdm-policy"))) if said == "1" else False


def reserved(known: tuple[Rule, ...], url: str, headers: Mapping[str, str], html: str = "") -> Reservation | None:
    """What holds for a page: its own word before its answer's header, the header before the site's file. None: nothing is reserved."""
    for said in (by_page(html) if html else None, by_header(headers)):
        if said is not None:
            return said if isinstance(said, Reservation) else None
    return by_file(known, url)


class _Metas(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        name = (named.get("name") or "").strip().lower()
        if tag == "meta" and name in ("tdm-reservation", "tdm-policy"):
            self.found.setdefault(name, named.get("content") or "")


def _policy(value: object) -> str:
    text = value.strip() if isinstance(value, str) else ""
    return text if re.match(r"https?://\S{1,900}$", text) else ""
