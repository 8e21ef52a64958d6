"""`retold export`."""

from __future__ import annotations

from pathlib import Path

import click

from retold.cli.options import db_option, memory, output_option, output_stream

WHAT = ("mentions", "entities", "stories", "digests", "graph")
FORMATS = ("jsonl", "csv", "parquet", "gexf", "graphml", "ftm")
_BY_SUFFIX = {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
    ".parquet": "parquet",
    ".gexf": "gexf",
    ".graphml": "graphml",
}


@click.command()
@click.argument("what", type=click.Choice(WHAT))
@db_option
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    help="Form of the output. By default it follows the suffix of --output, else jsonl.",
)
@output_option
def export(what: str, db: str | None, form: str | None, output: Path | None) -> None:
    """Write out what the memory holds.

    gexf and graphml are for the graph; ftm (FollowTheMoney) for entities and the graph; parquet
    needs --output.
    """
    from retold.errors import RetoldError
    from retold.export import tables

    form = form or (_BY_SUFFIX.get(output.suffix.lower()) if output else None) or "jsonl"
    try:
        tables.check(what, form, output)
    except RetoldError as error:
        raise click.UsageError(error.message) from error
    with memory(db) as kept:
        if form == "parquet" and output is not None:
            tables.parquet(kept.export(what, form), output)
            return
        with output_stream(output, whole=True) as stream:
            tables.write(stream, form, kept.export(what, form))
