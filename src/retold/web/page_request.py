"""The address of a request, and the format of the answer that it asks for."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request

from retold.errors import QueryError
from retold.types import EntityType
from retold.web import addresses
from retold.web.access import Access
from retold.web.client_address import parsed
from retold.web.negotiation import preferred_format

ENTITY_TYPES = tuple(t.value for t in EntityType)
MAX_ITEMS = 100
"""Items in one part of a list, at most."""
MAX_PARAMETERS = 50
MAX_VALUES = 20
"""Values of one parameter that are read."""
MAX_TEXT = 500
"""Code points of one parameter, at most."""


@dataclass(frozen=True, slots=True)
class PageRequest:
    """All that a page is made from. `base`: scheme and host, without a slash at the end."""

    path: str
    query: tuple[tuple[str, str], ...]
    base: str
    format: str

    def text(self, name: str, default: str = "") -> str:
        """The value of a parameter; if it is given several times, the last. Raises `QueryError` if it is too long."""
        value = next((v for k, v in reversed(self.query) if k == name), default).strip()
        if len(value) > MAX_TEXT:
            raise QueryError(f"is longer than {MAX_TEXT} characters", name)
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """All values of a parameter, 20 at most."""
        return tuple(v for k, v in self.query if k == name and v)[:MAX_VALUES]

    def text_or_none(self, name: str) -> str | None:
        """The value of a parameter, None if it is missing or empty."""
        return self.text(name) or None

    def limit(self, default: int = 30) -> int:
        """How many items the answer may have. Raises `QueryError` if it is not a number from 1 to 100."""
        text = self.text("limit", str(default))
        if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= MAX_ITEMS:
            raise QueryError(f"must be a number from 1 to {MAX_ITEMS}", "limit")
        return int(text)

    def choice(self, name: str, choices: tuple[str, ...]) -> str:
        """One of some values, by default the first. Raises `QueryError` for any other."""
        value = self.text(name, choices[0]) or choices[0]
        if value not in choices:
            raise QueryError(f"must be one of {', '.join(choices)}", name)
        return value

    @property
    def filters(self) -> dict[str, object]:
        """The query without the format and the place in a list. A parameter with several values has a list."""
        filters: dict[str, object] = {}
        for key, value in self.query:
            if key not in ("format", "after") and value:
                before = filters.get(key)
                if before is None:
                    filters[key] = value
                else:
                    filters[key] = [*before, value] if isinstance(before, list) else [before, value]
        return filters

    @property
    def url(self) -> str:
        """The page's full address."""
        return self.base + addresses.page(self.path, self.filters)


def parse_page_request(request: Request, formats: tuple[str, ...], access: Access) -> PageRequest:
    """Reads a request for a page that has `formats`; the first is the default.

    Raises `QueryError` for another format, and for too many parameters.
    """
    query = tuple(request.query_params.multi_items())
    if len(query) > MAX_PARAMETERS:
        raise QueryError(f"at most {MAX_PARAMETERS} are allowed", "parameters")
    chosen = next((v for k, v in reversed(query) if k == "format"), "")
    if chosen and chosen not in formats:
        raise QueryError(f"must be one of {', '.join(formats)}", "format")
    raw_path = request.scope.get("raw_path")  # with its percent signs, as links on the page must have it
    path = raw_path.decode("ascii", "replace").split("?")[0] if raw_path else request.url.path
    accepted = chosen or preferred_format(request.headers.get("accept", ""), formats)
    return PageRequest(path, query, base_url(request, access), accepted)


def base_url(request: Request, access: Access) -> str:
    """Scheme and host of the app as clients see it.

    They are its public address, if it has one, or the host of the request, if that is one of the app's names. A server
    that answers to any name takes the address that it listens on instead: a client could name a host of its own, and
    feeds and links would lead other readers there.
    """
    return access.url or f"{request.url.scheme}://{_host(request, access)}"


def _host(request: Request, access: Access) -> str:
    header = request.headers.get("host", "")
    name, port = (request.scope.get("server") or ("localhost", None))[:2]
    address = parsed(name)
    own = str(address) if address else name
    if access.is_own_host(header, own):
        return header
    bracketed = f"[{own}]" if ":" in own else own
    return f"{bracketed}:{port}" if port else bracketed
