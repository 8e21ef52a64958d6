"""Answers that API routes share: cached JSON, uncached JSON, and the problems that they document."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from retold.memory import Memory
from retold.web.api.models import Problem
from retold.web.page_request import PageRequest
from retold.web.problems import PROBLEM_TYPE
from retold.web.site import Site
from retold.web.view import View, json_text

Responses = dict[int | str, dict[str, Any]]


def _problems(descriptions: dict[int, str]) -> Responses:
    return {
        status: {"model": Problem, "description": text, "content": {PROBLEM_TYPE: {}}}
        for status, text in descriptions.items()
    }


PROBLEMS = _problems(
    {
        400: "A date, or a place in a list, that cannot be understood",
        404: "Nothing has this id or name",
        421: "The server does not have this host name",
        422: "A parameter that is not allowed",
        429: "Too many requests, or too many at once; see Retry-After",
        503: "Too many questions are waiting; see Retry-After",
        504: "The answer takes too long; narrow the question",
    }
)
"""Problems that any request can have."""
WRITE_PROBLEMS = PROBLEMS | _problems(
    {
        401: "The token is missing or wrong",
        403: "Writing is not allowed",
        409: "Not possible now",
        413: "Too large",
        503: "Busy; see Retry-After",
    }
)
"""Problems that a request that writes can have."""
SLOW_PROBLEMS = WRITE_PROBLEMS | _problems({504: "The site is slow: within a minute it was not clear if it has a feed"})
"""Problems that a request that asks another site can have."""


async def cached_json(site: Site, request: Request, make: Callable[[Memory], Any], heavy: bool = False) -> Response:
    """JSON that is made once for each version of the memory. `heavy`: it may take long to make."""

    def build(_: PageRequest) -> View:
        return View(data=make(site.memory))

    return await site.answer(request, build, ("json",), heavy)


def unstored_json(data: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """JSON that nobody may store."""
    return Response(json_text(data), status, {"cache-control": "no-store", **(headers or {})}, "application/json")
