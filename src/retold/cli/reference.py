"""docs/cli.md, made from the commands and their help texts: `python -m retold.cli.reference > docs/cli.md`."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from dataclasses import fields

import click

from retold.cli import SECTIONS
from retold.config import Settings

INTRODUCTION = """\
# Command line

<!-- Made by `python -m retold.cli.reference > docs/cli.md`. Change the help texts of the commands, or that module. -->

Every command explains itself with `--help`; this page is the same text. It also has the
[kinds of source](#kinds-of-source), [names, dates and databases](#names-dates-and-databases), the
[exit statuses](#exit-statuses), [your own themes](#your-own-themes) and the [settings](#settings).
"""

SOURCES = """\
## Kinds of source

`retold read` and `retold ingest` take these sources:

| source | what is read |
| --- | --- |
| a URL (`https://…`) | the page. Private and loopback addresses are refused unless `RETOLD_ALLOW_PRIVATE=1` |
| an HTML file (`.html`, `.htm`, `.xhtml`) | the article of the page |
| a text file (`.txt`, `.text`, `.md`) | its text, cleaned of clutter |
| a JSON file | one article, an array of articles, or `{"articles": […]}` |
| a JSON Lines file (`.jsonl`, `.ndjson`) | one article on each line |
| any of these, gzipped (`.gz`) | the same |
| a WARC archive (`.warc`, `.warc.gz`, `.warc.zst`) | its pages: [bulk.md](bulk.md) |
| a Parquet table (`.parquet`) | its rows: [bulk.md](bulk.md) |
| a folder | all of these files in it, in the order of their names |
| a pattern in quotation marks (`'news/2026-*/*.html'`) | the files that fit. `**` also matches slashes |
| `s3://bucket/key` | any of these in an S3-compatible store, set up by the usual `AWS_*` variables |
| `-` | standard input. Its kind is recognised from how it begins |

An article in JSON has `id`, `url`, `headline`, `byline` (a string or a list), `publisher`, `published`,
`canonical_url`, `modified` and `language`. All of these are optional. It also has one of these:

- `body`: the article. It is kept as it is, so offsets in the digest are offsets in your own text. Only characters that
  nobody sees, such as soft hyphens, are taken away, and line breaks of wrapped text become spaces, and so do dots in
  their place ("a device . that helps").
- `text`: scraped text. It is cleaned of teasers, share bars, stamps and captions.
- `html`: a page. The article is extracted from it.

With JSON Lines in and JSON Lines out, order and ids stay the same. If a row or a source cannot be read, its name and
the reason go to standard error, and the rest is read.
"""

NAMES = """\
## Names, dates and databases

**Entities.** An entity is named by its id (`E12`), by any of its names, or by the beginning or end of a name if only
one entity fits. If several share a name, the one with the most stories is used; the others are listed.

**Dates.** A date is a day, a month or a year: `2026-02-26`, `2026-02`, `2026`.

**Databases.** `--db` names a file, or the URL of a PostgreSQL database (`postgresql://user@host/name`), which needs
`pip install 'retold[postgres]'`. Without `--db` it is `RETOLD_DB`, else `retold.db` in your data folder. In Python,
`retold.open(db)` opens the same memory. What it holds is in [memory.md](memory.md).
"""

STATUSES = """\
## Exit statuses

| status | meaning |
| --- | --- |
| 0 | Everything was done. |
| 1 | Something could not be done: a source could not be read, a feed could not be followed, a message could not be \
delivered, or the command had to stop. Standard error says what and why. |
| 2 | The command was used wrongly. |
"""

THEMES = """\
## Your own themes

A digest can look for your own themes besides the IPTC Media Topics. They are in a TOML file:

```toml
[[theme]]
name = "Microdramas"
keywords = ["microdrama", "vertical drama"]        # as words, in any case, plurals too

[[theme]]
name = "Co-production"
keywords = ["co-production", "co-produce"]
sentence = "Broadcasters of two countries make a series together."   # by meaning
```

They come first in `themes`. Their qcode is `user:` and the name in lower case.
"""

SETTINGS = """\
## Settings

Settings are environment variables. In Python, `retold.Settings` has a field for each, with the same name in lower case
and without `RETOLD_`.

| variable | default | meaning |
| --- | --- | --- |
"""

COLOURS = "\n`NO_COLOR` and `COLUMNS` are honoured.\n"

LINKS = {
    "retold bulk": "What is read and written, and how to run it on a cluster: [bulk.md](bulk.md).",
    "retold export": "The columns: [memory.md](memory.md).",
    "retold feeds": "What is fetched, when, and how politely: [follow.md](follow.md).",
    "retold alert": "What a message says, and how it is delivered: [alerts.md](alerts.md).",
    "retold serve": "The pages and the API: [web.md](web.md).",
}
"""Where to read on about a command."""


def reference() -> str:
    """The text of docs/cli.md."""
    parts = [INTRODUCTION]
    for title, commands in SECTIONS.items():
        parts.append(f"## {title}\n")
        for command in commands:
            parts += _command(command, "retold", 3)
    parts += [SOURCES, NAMES, STATUSES, THEMES, SETTINGS + "\n".join(_setting_rows()) + "\n" + COLOURS]
    return "\n".join(parts)


def _command(command: click.Command, parent: str, level: int) -> Iterator[str]:
    """A command, and below it the commands of a group."""
    name = f"{parent} {command.name}"
    context = click.Context(command, info_name=name)
    yield f"{'#' * level} `{name}`\n"
    usage = " ".join(command.collect_usage_pieces(context))
    yield f"```sh\n{name} {usage}\n```\n"
    yield from (_paragraph(paragraph) for paragraph in inspect.cleandoc(command.help or "").split("\n\n"))
    if name in LINKS:
        yield LINKS[name] + "\n"
    if rows := [_option_row(option) for option in command.params if isinstance(option, click.Option)]:
        yield "| option | default | meaning |\n| --- | --- | --- |\n" + "\n".join(rows) + "\n"
    if isinstance(command, click.Group):
        for inner in command.commands.values():
            yield from _command(inner, name, level + 1)


def _paragraph(text: str) -> str:
    if text.startswith("\b\n"):  # click leaves the lines of such a paragraph as they are
        return f"```text\n{inspect.cleandoc(text[2:])}\n```\n"
    return _code(text) + "\n"


def _option_row(option: click.Option) -> str:
    names = ", ".join(f"`{name}`" for name in (*option.opts, *option.secondary_opts))
    meaning = option.help or ""
    if isinstance(option.type, click.Choice):
        meaning += f" Values: {', '.join(f'`{choice}`' for choice in option.type.choices)}."
    else:
        value = "" if option.is_flag else option.metavar or option.type.name.upper()
        names += f" {value}" if value else ""
    return f"| {_cell(names)} | {_cell(_code(_default(option)))} | {_cell(_code(meaning))} |"


def _default(option: click.Option) -> str:
    if option.required:
        return "required"
    if isinstance(option.show_default, str):
        return option.show_default
    return str(option.default) if option.show_default else ""


def _code(text: str) -> str:
    """`text` with its options and variables as code: --db becomes `--db`."""
    code = re.compile(r"(`[^`]*`)|(?<![\w-])(--[a-z-]+|RETOLD_[A-Z_]+)")
    return code.sub(lambda match: match[1] or f"`{match[2]}`", text)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _setting_rows() -> Iterator[str]:
    meanings = _field_docs(Settings)
    defaults = Settings()
    for field in fields(Settings):
        default = getattr(defaults, field.name)
        shown = (
            f"{default:g}"
            if isinstance(default, float)
            else str(int(default) if isinstance(default, bool) else default)
        )
        yield f"| `RETOLD_{field.name.upper()}` | {_cell(shown)} | {_cell(meanings[field.name])} |"


def _field_docs(record: type) -> dict[str, str]:
    """The strings that stand below the fields of a class, on one line each."""
    (definition,) = ast.parse(inspect.getsource(record)).body
    assert isinstance(definition, ast.ClassDef)
    docs = {}
    for field, text in zip(definition.body, definition.body[1:], strict=False):
        match field, text:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(doc))):
                docs[name] = " ".join(doc.split())
    return docs


if __name__ == "__main__":
    click.echo(reference(), nl=False)
