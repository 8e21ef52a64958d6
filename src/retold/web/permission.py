"""Who may write, which forms are ours, and what the others are told."""

from __future__ import annotations

import secrets
from typing import Any
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import Response

from retold.errors import FormatError
from retold.web.access import SESSION_COOKIE, is_same_origin
from retold.web.page_request import base_url
from retold.web.sessions import SESSION_SECONDS
from retold.web.site import Site

FORM_TYPE = "application/x-www-form-urlencoded"
MAX_FIELDS = 50


class ForbiddenError(Exception):
    """The client may not do this. `sign_in`: whether signing in would help."""

    def __init__(self, message: str, sign_in: bool = False) -> None:
        super().__init__(message)
        self.message, self.sign_in = message, sign_in


def require_write(site: Site, request: Request) -> None:
    """Raises `ForbiddenError` if the client may not write."""
    if not site.access.writable:
        raise ForbiddenError("This server is read-only.")
    _require_trust(site, request, "make changes")


def require_api_write(site: Site, request: Request) -> None:
    """Raises `ForbiddenError` if a program may not write, or if a page of another site sent the request."""
    if not is_same_origin(request):
        raise ForbiddenError("This request comes from a page of another site.")
    require_write(site, request)


def require_token(site: Site, request: Request) -> None:
    """Raises `ForbiddenError` if the client may not see alerts: they show what somebody watches, and where to write."""
    _require_trust(site, request, "see alerts")


def _require_trust(site: Site, request: Request, purpose: str) -> None:
    if site.access.is_trusted(request):
        return
    if site.access.token:
        raise ForbiddenError(f"Sign in with the server's token to {purpose}.", sign_in=True)
    raise ForbiddenError(
        f"Only this machine may {purpose}, and this request came through a proxy or from another machine. To allow it, "
        "start the server with --url https://…, its public address, and a token in RETOLD_TOKEN."
    )


async def form_fields(site: Site, request: Request) -> dict[str, str]:
    """The fields of one of our forms. Raises `ForbiddenError` for a form of another site, `FormatError` for no form."""
    content_type = request.headers.get("content-type", "")
    if content_type.split(";")[0] != FORM_TYPE:
        raise FormatError(f"must be {FORM_TYPE}", content_type or "content type")
    try:
        body = (await request.body()).decode("utf-8", "replace")
        values = parse_qs(body, keep_blank_values=True, max_num_fields=MAX_FIELDS)
    except ValueError as error:
        raise FormatError(f"has more than {MAX_FIELDS} fields", "the form") from error
    fields = {name: given[-1] for name, given in values.items()}
    if not site.access.is_our_form(request, fields.pop("form", "")):
        raise ForbiddenError("This form has expired, or it comes from another site. Reload the page and send it again.")
    return fields


def form_page(site: Site, request: Request, template: str, context: dict[str, Any], status: int = 200) -> Response:
    """A page with a form that only this browser can send."""
    session = request.cookies.get(SESSION_COOKIE, "") or secrets.token_urlsafe(18)
    form = {
        "form_token": site.access.form_token(session),
        "may_write": site.access.may_write(request),
        "signed_in": bool(site.access.token) and site.access.session(request) is not None,
    }
    response = site.page(request, template, {**form, **context}, status)
    set_cookie(site, request, response, SESSION_COOKIE, session)
    return response


def set_cookie(site: Site, request: Request, response: Response, name: str, value: str) -> None:
    """Gives the browser a cookie for a year. No script and no other site can use it."""
    secure = base_url(request, site.access).startswith("https:")
    response.set_cookie(name, value, max_age=SESSION_SECONDS, httponly=True, samesite="strict", secure=secure)
