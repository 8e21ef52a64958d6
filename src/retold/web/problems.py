"""What clients read about an error: its title, and the problem document for programs (RFC 9457)."""

from __future__ import annotations

import json

PROBLEM_TYPE = "application/problem+json"
OTHER_TITLE = "Something went wrong"
TITLES = {
    400: "This request cannot be understood",
    401: "You may not do this",
    403: "You may not do this",
    404: "Not found",
    405: "You cannot do this at this address",
    409: "Not possible",
    413: "Too large",
    421: "Wrong host name",
    422: "This cannot be read",
    429: "Too many requests",
    503: "Busy",
    504: "This takes too long",
}
"""Titles by status; `OTHER_TITLE` for any other."""


def problem_json(status: int, title: str, detail: str) -> str:
    """A problem document."""
    problem = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    return json.dumps(problem, ensure_ascii=False, separators=(",", ":"))
