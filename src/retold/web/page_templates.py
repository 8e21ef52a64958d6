"""Jinja templates, with the functions and filters that they use."""

from __future__ import annotations

import gettext
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from retold.config import VERSION
from retold.export.view import snippet, when
from retold.records.json_values import values
from retold.records.memory import Hit
from retold.types.relations import STATUS_WORDS, TYPE_WORDS
from retold.web import addresses
from retold.web.assets import STATIC, Assets
from retold.web.page_request import ENTITY_TYPES
from retold.web.problems import OTHER_TITLE, TITLES

DOMAIN = "retold"
_SCRIPT_ESCAPES = str.maketrans(
    {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
)


class Templates:
    """Renders pages. All values are escaped."""

    def __init__(self, language: str = "en") -> None:
        translations = gettext.translation(DOMAIN, Path(__file__).parent / "locale", [language], fallback=True)
        self._environment = Environment(
            loader=PackageLoader("retold.web"),
            auto_reload=False,
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=StrictUndefined,
            extensions=["jinja2.ext.i18n"],
        )
        self._environment.install_gettext_translations(translations, newstyle=True)  # type: ignore[attr-defined]
        assets = Assets(STATIC)
        self._environment.globals.update(
            links=addresses,
            language=language,
            version=VERSION,
            entity_types=ENTITY_TYPES,
            type_words=TYPE_WORDS,
            status_words=STATUS_WORDS,
            relation_strings=relation_strings(translations.gettext),
            error_title=lambda status: TITLES.get(status, OTHER_TITLE),
            static=lambda name: f"/static/{name}?v={assets.fingerprint(name)}",
        )
        self._environment.filters.update(
            when=when, day=day, snippet=snippet, script_json=script_json, snippets=snippets, values=values, zip=zip
        )

    def render(self, template: str, context: dict[str, Any]) -> str:
        """A page as HTML."""
        return self._environment.get_template(template).render(context)


def relation_strings(translated: Callable[[str], str]) -> dict[str, str]:
    """The words of relations for the scripts: "relation.acquires", "status.planned"."""
    types = {f"relation.{kind}": translated(words) for kind, words in TYPE_WORDS.items()}
    return types | {f"status.{status}": translated(words) if words else "" for status, words in STATUS_WORDS.items()}


def day(published: str | None) -> str:
    """The day of a date, or of a date and time: "26 February 2026"."""
    return when((published or "")[:10])


def script_json(data: Any) -> Markup:
    """JSON that is safe inside `<script type="application/json">`, whatever it contains."""
    return Markup(json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_SCRIPT_ESCAPES))


def snippets(hit: Hit) -> Iterator[tuple[bool, str]]:
    """The snippet of a search result in pieces, each with whether it matches a word of the query."""
    position, text = 0, hit.snippet.exact
    for start, end in hit.marks:
        yield False, text[position:start]
        yield True, text[start:end]
        position = end
    yield False, text[position:]
