"""Errors: a page for people, a problem document for programs (RFC 9457)."""

from __future__ import annotations

import logging

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from retold.errors import (
    BusyError,
    DeadlineError,
    LedgerError,
    QueryError,
    ReadOnlyError,
    RetoldError,
    StoppedError,
    StoreError,
    UnknownError,
)
from retold.web.negotiation import preferred_format
from retold.web.permission import ForbiddenError
from retold.web.problems import OTHER_TITLE, PROBLEM_TYPE, TITLES, problem_json
from retold.web.site import Site

_STATUS: tuple[tuple[type[RetoldError], int], ...] = (
    (UnknownError, 404),
    (QueryError, 400),
    (DeadlineError, 504),
    (LedgerError, 409),
    (BusyError, 503),
    (ReadOnlyError, 403),
    (StoppedError, 503),
    (StoreError, 500),
    (RetoldError, 422),
)
_STORE_DETAIL = {
    403: "The database is read-only.",
    500: "The database cannot be used. The server's log has the reason.",
    503: "Another process is writing. Try again in a moment.",
}
"""What clients are told about errors of the database: neither where it is nor the database's own message."""
_log = logging.getLogger("retold.web")


class ErrorAnswers:
    """The answers of one site to errors."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def add_to(self, app: FastAPI) -> None:
        """Registers a handler for each kind of error."""
        app.add_exception_handler(RetoldError, self._retold_error)
        app.add_exception_handler(ForbiddenError, self._forbidden)
        app.add_exception_handler(HTTPException, self._http_error)
        app.add_exception_handler(RequestValidationError, self._invalid)

    async def _retold_error(self, request: Request, error: Exception) -> Response:
        assert isinstance(error, RetoldError)
        status = next(status for kind, status in _STATUS if isinstance(error, kind))
        detail = str(error)
        if isinstance(error, StoreError) and not isinstance(error, LedgerError):
            _log.error("%s %s: %s", request.method, request.url.path, error)
            detail = _STORE_DETAIL[status]
        response = self._answer(request, status, TITLES.get(status, OTHER_TITLE), detail)
        if status == 503:
            response.headers["retry-after"] = "5"
        return response

    async def _forbidden(self, request: Request, error: Exception) -> Response:
        assert isinstance(error, ForbiddenError)
        return self._answer(request, 401 if error.sign_in else 403, TITLES[403], error.message, error.sign_in)

    async def _http_error(self, request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        detail = "There is no page at this address." if error.status_code == 404 else str(error.detail)
        title = TITLES.get(error.status_code, str(error.detail))
        response = self._answer(request, error.status_code, title, detail)
        response.headers.update(error.headers or {})
        return response

    async def _invalid(self, request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        details = (f"{'.'.join(map(str, e['loc'][1:]))}: {e['msg']}" for e in error.errors()[:5])
        return self._answer(request, 422, TITLES[400], "; ".join(details))

    def _answer(self, request: Request, status: int, title: str, detail: str, sign_in: bool = False) -> Response:
        if (
            request.url.path.startswith("/api/")
            or preferred_format(request.headers.get("accept", ""), ("html", "json")) == "json"
            or request.query_params.get("format") == "json"
        ):
            return Response(problem_json(status, title, detail), status, media_type=PROBLEM_TYPE)
        context = {"status": status, "detail": detail, "sign_in": sign_in}
        return self._site.page(request, "error.html", context, status)
