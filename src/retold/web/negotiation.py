"""Content negotiation (RFC 9110): media types, `Accept` headers and entity tags."""

from __future__ import annotations

import re

from starlette.requests import Request

MEDIA_TYPES = {
    "html": "text/html",
    "json": "application/json",
    "atom": "application/atom+xml",
    "feed": "application/feed+json",
    "jsonld": "application/ld+json",
    "ninjs": "application/vnd.iptc.ninjs+json",
    "xml": "application/xml",
    "gexf": "application/xml",
    "graphml": "application/graphml+xml",
    "csv": "text/csv",
    "opml": "text/x-opml",
}
"""Media types by the name that `?format=` takes."""
_MAX_PREFERENCES = 30
"""Only this many parts of a header are read."""


def preferred_format(accept: str, formats: tuple[str, ...]) -> str:
    """The format that an `Accept` header prefers (RFC 9110, 12.5.1). On a tie, or if it accepts none: the first."""
    weights = dict(_preferences(accept))
    best, best_weight = formats[0], 0.0
    for name in formats:
        media_type = MEDIA_TYPES[name]
        ranges = (media_type, media_type.split("/")[0] + "/*", "*/*")
        weight = next((weights[r] for r in ranges if r in weights), 0.0)
        if weight > best_weight:
            best, best_weight = name, weight
    return best


def accepts_gzip(request: Request) -> bool:
    """Whether the answer may be compressed."""
    preferences = _preferences(request.headers.get("accept-encoding", ""))
    return any(coding == "gzip" and weight > 0 for coding, weight in preferences)


def has_current(request: Request, etag: str) -> bool:
    """Whether the client already has the version that `etag` stands for (RFC 9110, 13.1.2: weak comparison)."""
    client_tags = (tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(","))
    return etag.removeprefix("W/") in client_tags


def has_any(request: Request) -> bool:
    """Whether the client has some version and wants no other, whatever it is. This can only be answered when it is
    known that there is something at the address."""
    return request.headers.get("if-none-match", "").strip() == "*"


def _preferences(header: str) -> list[tuple[str, float]]:
    """The values of an `Accept` or `Accept-Encoding` header with their weights. An invalid weight counts as 1."""
    preferences = []
    for part in header.lower().split(",")[:_MAX_PREFERENCES]:
        value, *parameters = (p.strip() for p in part.split(";"))
        weight = next((p[2:] for p in parameters if p.startswith("q=")), "1")
        preferences.append((value, float(weight) if re.fullmatch(r"[01](?:\.\d{0,3})?", weight) else 1.0))
    return preferences
