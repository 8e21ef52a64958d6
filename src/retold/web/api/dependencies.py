"""What a client needs for a route."""

from __future__ import annotations

from fastapi import Depends, params
from starlette.requests import Request

from retold.web.permission import require_api_write, require_token
from retold.web.site import Site


def write_required(site: Site) -> list[params.Depends]:
    """For routes that write."""

    def may_write(request: Request) -> None:
        require_api_write(site, request)

    return [Depends(may_write)]


def token_required(site: Site) -> list[params.Depends]:
    """For routes that show alerts."""

    def has_token(request: Request) -> None:
        require_token(site, request)

    return [Depends(has_token)]
