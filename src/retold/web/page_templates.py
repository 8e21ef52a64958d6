"""Templates, and what they are helped with."""

from __future__ import annotations

import gettext
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from retold.config import VERSION
from retold.export.view import snippet, when
from retold.records.json_values import values
from retold.records.memory import Hit
from retold.web import addresses
from retold.web.assets import STATIC, Assets

DOMAIN = "retold"
_SCRIPT = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})


class Templates:
    """Renders pages. Everything that is put in is escaped."""

    def __init__(self, language: str = "en") -> None:
        strings = gettext.translation(DOMAIN, Path(__file__).parent / "locale", [language], fallback=True)
        self._environment = Environment(
            loader=PackageLoader("retold.web"),
            auto_reload=False,
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=StrictUndefined,
            extensions=["jinja2.ext.i18n"],
        )
        self._environment.install_gettext_translations(strings, newstyle=True)  # type: ignore[attr-defined]  # made by the extension
        assets = Assets(STATIC)
        self._environment.globals.update(
            links=addresses,
            language=language,
            version=VERSION,
            static=lambda name: f"/static/{name}?v={assets.mark(name)}",
        )
        self._environment.filters.update(
            when=when, day=day, snippet=snippet, embedded=embedded, snippets=snippets, values=values, zip=zip
        )

    def render(self, template: str, context: dict[str, Any]) -> str:
        """A page."""
        return self._environment.get_template(template).render(context)


def day(published: str | None) -> str:
    """The day of a date, or of a date and time: "26 February 2026"."""
    return when((published or "")[:10])


def embedded(data: Any) -> Markup:
    """JSON that can stand in a `<script type="application/json">`, whatever it holds."""
    return Markup(json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_SCRIPT))


def snippets(hit: Hit) -> Iterator[tuple[bool, str]]:
    """The snippet of what a search found in pieces, each with whether it is one of the words."""
    at, text = 0, hit.snippet.exact
    for start, end in hit.marks:
        yield False, text[at:start]
        yield True, text[start:end]
        at = end
    yield False, text[at:]
