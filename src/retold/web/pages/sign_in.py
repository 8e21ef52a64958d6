"""The page on which a browser signs in with the server's token, and signs out."""

from __future__ import annotations

import secrets

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from retold.web.access import KEY_COOKIE, SESSION_COOKIE
from retold.web.permission import form_fields, form_page, set_cookie
from retold.web.site import Site


async def sign_in(site: Site, request: Request) -> Response:
    """The form for the token. With the right token, the browser gets a cookie and may write."""
    error = ""
    if request.method == "POST":
        fields = await form_fields(site, request)
        if secrets.compare_digest(fields.get("token", "").strip().encode(), site.access.token.encode()):
            response = RedirectResponse("/add", 303)
            set_cookie(site, request, response, KEY_COOKIE, site.access.new_session())
            return response
        error = "This token is wrong."
    return form_page(site, request, "signin.html", {"error": error}, 403 if error else 200)


async def sign_out(site: Site, request: Request) -> Response:
    """Ends the session of this browser. Its cookies are worth nothing from now on, also where somebody copied them."""
    await form_fields(site, request)
    if session := site.access.session(request):
        await site.access.ended.end(session)
    response = RedirectResponse("/signin", 303)
    for name in (KEY_COOKIE, SESSION_COOKIE):
        response.delete_cookie(name, httponly=True, samesite="strict")
    return response
