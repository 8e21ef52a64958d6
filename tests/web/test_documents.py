"""The documents and the catalogue of texts agree with the web app."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from retold.memory import Memory
from retold.types.relations import STATUS_WORDS, TYPE_WORDS
from retold.web import Access, create
from retold.web.pages.about import PARTS
from retold.web.problems import OTHER_TITLE, TITLES

ROOT = Path(__file__).parents[2]
WEB = ROOT / "src" / "retold" / "web"


def test_every_address_is_documented(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "web.md").read_text()
    with Memory(str(tmp_path / "m.db")) as memory:
        app = create(memory, Access())
        pages = {re.match(r"/[\w.]*", getattr(r, "path", "/"))[0] for r in app.routes}
        api = {path.removeprefix("/api/v1").split("/{")[0] for path in app.openapi()["paths"]}
    assert {p for p in pages if f"`{p}" not in text} - {"/api", "/static", "/favicon.ico"} == set()
    assert {a for a in api if f"{a}`" not in text and f"{a}?" not in text and f"{a}/" not in text} == set()


def test_the_limits_are_documented_with_their_numbers() -> None:
    table = (ROOT / "docs" / "operations.md").read_text().partition("## Limits")[2].partition("###")[0]
    rows = {cells[1].strip(): cells[2] for line in table.splitlines() if len(cells := line.split("|")) > 4}
    strangers = Access.bound_to("0.0.0.0").limits
    connections = strangers.connections
    expected = {
        "connections": [f"{connections.total:,}"],
        "connections of one address": [str(connections.of_one_address)],
        "requests of one client": [str(strangers.at_once)],
        "head of a request": [f"{connections.head:.0f} seconds"],
        "body of a request": [f"{connections.body:.0f} seconds", f"{connections.body_rate / 1000:.0f} kB"],
        "reading of an answer": [f"{connections.read:.0f} seconds"],
        "a kept connection": [f"{connections.idle:.0f} seconds"],
        "reads of one client": [f"{strangers.reads:.0f} a second", str(strangers.reads_at_once)],
        "writes of one client": ["one in two seconds", str(strangers.writes_at_once)],
    }
    for name, numbers in expected.items():
        row = rows.get(name) or next(text for title, text in rows.items() if title.startswith(name))
        assert all(number in row for number in numbers), name
    assert strangers.writes == 0.5
    assert f"{strangers.body // 1_000_000} MB" in table


def texts() -> Iterator[str]:
    """Texts that stand in the code and are translated in templates."""
    yield from (text for part in PARTS for text in part)
    yield from (*TITLES.values(), OTHER_TITLE)
    yield from filter(None, (*TYPE_WORDS.values(), *STATUS_WORDS.values()))


def strings() -> set[str]:
    """All texts that are translated."""
    options = {"**.html": {"extensions": "jinja2.ext.i18n", "newstyle_gettext": "true"}}
    found: set[str] = set()
    for _, _, message, _, _ in extract_from_dir(WEB / "templates", [("**.html", "jinja2")], options):
        found.add(message[0] if isinstance(message, tuple) else message)
    return found | set(texts())


def test_the_catalogue_has_every_string() -> None:
    """Write it again with: python tests/web/test_documents.py"""
    with (WEB / "locale" / "retold.pot").open("rb") as file:
        catalogue = {m.id[0] if isinstance(m.id, tuple) else m.id for m in read_po(file) if m.id}
    assert catalogue == strings()


def test_no_page_has_words_outside_the_catalogue() -> None:
    """Text between tags that is neither computed nor marked for translation."""
    left = {}
    for template in (WEB / "templates").glob("*.html"):
        text = re.sub(
            r"\{%.*?%\}|\{#.*?#\}|<script.*?</script>|<title>.*?</title>", " ", template.read_text(), flags=re.DOTALL
        )
        bare = re.findall(r">([^<>{}]*[A-Za-z]{3,}[^<>{}]*)<", re.sub(r"\{\{.*?\}\}", "", text, flags=re.DOTALL))
        if words := [
            w.strip()
            for w in bare
            if w.strip() not in ("Retold", "OpenAPI", "retold ingest articles.jsonl folder/ https://…")
        ]:
            left[template.name] = words
    assert left == {}


def test_every_word_of_the_scripts_is_given_by_the_page() -> None:
    page = (WEB / "templates" / "graph.html").read_text() + (WEB / "templates" / "base.html").read_text()
    scripts = "".join(f.read_text() for f in sorted((ROOT / "frontend" / "src").rglob("*.js")))
    keys = set(re.findall(r'\b(?:t|count)\(\s*"(\w+\.\w+)"', scripts)) | set(re.findall(r"strings\.(\w+)", scripts))
    assert len(keys) > 25
    assert {k for k in keys if f'"{k}"' not in page and f'"{k}.other"' not in page} == set()


def write() -> None:
    """Writes the catalogue."""
    from babel.messages.catalog import Catalog
    from babel.messages.pofile import write_po

    catalogue = Catalog(project="Retold", charset="utf-8")
    options = {"**.html": {"extensions": "jinja2.ext.i18n", "newstyle_gettext": "true"}}
    for name, line, message, comments, context in extract_from_dir(WEB / "templates", [("**.html", "jinja2")], options):
        catalogue.add(message, None, [(f"templates/{name}", line)], auto_comments=comments, context=context)
    for text in texts():
        catalogue.add(text)
    (WEB / "locale").mkdir(exist_ok=True)
    with (WEB / "locale" / "retold.pot").open("wb") as file:
        write_po(file, catalogue, sort_output=True, omit_header=True, width=120)


if __name__ == "__main__":
    write()
