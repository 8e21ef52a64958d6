"""The address of a request, and the format of the answer that it asks for."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request

from retold.errors import QueryError
from retold.types import EntityType
from retold.web import addresses
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


def parse_page_request(request: Request, formats: tuple[str, ...], url: str = "") -> PageRequest:
    """Reads a request for a page that has `formats`; the first is the default.

    `url` is the public address of the app, "" to use the one in the request.
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
    return PageRequest(path, query, base_url(request, url), accepted)


def base_url(request: Request, url: str) -> str:
    """Scheme and host of the app as clients see it: `url`, or else those of the request."""
    return url or f"{request.url.scheme}://{request.headers.get('host', request.url.netloc)}"
