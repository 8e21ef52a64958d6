"""What a request asks for."""

from __future__ import annotations

import re
from dataclasses import dataclass

from starlette.requests import Request

from retold.errors import QueryError

MOST = 100
"""Things in one part of a list, at most."""
PARAMETERS = 50
LONGEST = 500
"""Code points of what is searched for."""
_NAMED = {
    "html": "text/html", "json": "application/json", "atom": "application/atom+xml", "feed": "application/feed+json",
    "jsonld": "application/ld+json", "ninjs": "application/vnd.iptc.ninjs+json",
    "xml": "application/xml", "gexf": "application/xml", "graphml": "application/graphml+xml", "csv": "text/csv", "opml": "text/x-opml",
}  # fmt: skip
"""Media types by the name that `?format=` takes."""


@dataclass(frozen=True, slots=True)
class PageRequest:
    """A request's address, as a page is made from it. `base`: scheme and host, without a slash."""

    path: str
    query: tuple[tuple[str, str], ...]
    base: str
    form: str

    def text(self, name: str, default: str = "") -> str:
        """The value of a parameter, the last where there are several."""
        value = next((v for k, v in reversed(self.query) if k == name), default).strip()
        if len(value) > LONGEST:
            raise QueryError(f"is longer than {LONGEST} characters", name)
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """All values of a parameter."""
        return tuple(v for k, v in self.query if k == name and v)[:20]

    def maybe(self, name: str) -> str | None:
        return self.text(name) or None

    def limit(self, default: int = 30) -> int:
        """How many are asked for."""
        given = self.text("limit", str(default))
        if not given.isascii() or not given.isdigit() or not 1 <= int(given) <= MOST:
            raise QueryError(f"must be a number from 1 to {MOST}", "limit")
        return int(given)

    def one_of(self, name: str, choices: tuple[str, ...]) -> str:
        """One of some values, the first where none is given."""
        given = self.text(name, choices[0]) or choices[0]
        if given not in choices:
            raise QueryError(f"must be one of {', '.join(choices)}", name)
        return given

    @property
    def given(self) -> dict[str, object]:
        """The query without the form of the answer and the place in a list."""
        found: dict[str, object] = {}
        for key, value in self.query:
            if key not in ("format", "after") and value:
                held = found.get(key)
                found[key] = value if held is None else [*held, value] if isinstance(held, list) else [held, value]
        return found

    @property
    def url(self) -> str:
        """The page's whole address."""
        from retold.web.addresses import page

        return self.base + page(self.path, self.given)


def page_request(request: Request, forms: tuple[str, ...], url: str = "") -> PageRequest:
    """What a request asks for, in one of `forms`, the first by default. `url`: where the app is for others, "" for as the request has it.

    Raises `QueryError` for a form that there is not.
    """
    query = tuple(request.query_params.multi_items())
    if len(query) > PARAMETERS:
        raise QueryError(f"are more than {PARAMETERS}", "the parameters")
    named = next((v for k, v in reversed(query) if k == "format"), "")
    if named and named not in forms:
        raise QueryError(f"must be one of {', '.join(forms)}", "format")
    base = based(request, url)
    path = (
        request.scope["raw_path"].decode("ascii", "replace").split("?")[0]
        if request.scope.get("raw_path")
        else request.url.path
    )
    return PageRequest(path, query, base, named or negotiated(request.headers.get("accept", ""), forms))


def based(request: Request, url: str) -> str:
    """Scheme and host of the app as others see it."""
    return url or f"{request.url.scheme}://{request.headers.get('host', request.url.netloc)}"


def known(request: Request, tag: str) -> bool:
    """Whether a request has what a tag stands for (RFC 9110, 13.1.2: weak comparison)."""
    given = request.headers.get("if-none-match", "")
    return given.strip() == "*" or tag.removeprefix("W/") in (t.strip().removeprefix("W/") for t in given.split(","))


def takes_gzip(request: Request) -> bool:
    """Whether an answer may be compressed."""
    return any(kind == "gzip" and weight > 0 for kind, weight in _likes(request.headers.get("accept-encoding", "")))


def negotiated(accept: str, forms: tuple[str, ...]) -> str:
    """The form that an Accept header likes best (RFC 9110, 12.5.1), the first where it likes all alike or none."""
    likes = dict(_likes(accept))
    best, most = forms[0], 0.0
    for form in forms:
        kind = _NAMED[form]
        liked = next((likes[k] for k in (kind, kind.split("/")[0] + "/*", "*/*") if k in likes), 0.0)
        if liked > most:
            best, most = form, liked
    return best


def media_type(form: str) -> str:
    """The media type of a form."""
    return _NAMED[form]


def _likes(accept: str) -> list[tuple[str, float]]:
    found = []
    for part in accept.lower().split(",")[:30]:
        kind, *parameters = (p.strip() for p in part.split(";"))
        weight = next((p[2:] for p in parameters if p.startswith("q=")), "1")
        found.append((kind, float(weight) if re.fullmatch(r"[01](?:\.\d{0,3})?", weight) else 1.0))
    return found
