"""`retold export`."""

from __future__ import annotations

from pathlib import Path

import click

from retold.cli.database import open_memory
from retold.cli.options import db_option, format_by_suffix, output_option
from retold.cli.output import output_stream

CONTENTS = ("mentions", "entities", "stories", "digests", "graph")
FORMATS = ("jsonl", "csv", "parquet", "gexf", "graphml", "ftm")
_FORMAT_OF_SUFFIX = {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
    ".parquet": "parquet",
    ".gexf": "gexf",
    ".graphml": "graphml",
}


@click.command()
@click.argument("content", type=click.Choice(CONTENTS))
@db_option
@click.option(
    "--format",
    "output_format",
    type=click.Choice(FORMATS),
    show_default="by the suffix of --output, else jsonl",
    help="Format of the output.",
)
@output_option
def export(content: str, db: str | None, output_format: str | None, output: Path | None) -> None:
    """Write out what the memory holds.

    Mentions and digests come in the order in which they were kept, stories the
    latest first, entities by how many stories have them.

    `gexf` and `graphml` are for the graph. `parquet` needs --output. `ftm`
    (FollowTheMoney) is for entities and the graph: it has types for persons,
    organizations, events and links, and none that fits places, works, products
    and topics. Relations between persons and organizations become ownerships,
    directorships, employments and the like; others, and those that are planned,
    alleged or denied, are links of no known kind with their status.
    """
    from retold.errors import RetoldError
    from retold.export import tables

    output_format = output_format or format_by_suffix(_FORMAT_OF_SUFFIX, output, "jsonl")
    try:
        tables.check(content, output_format, output)
    except RetoldError as error:
        raise click.UsageError(error.message) from error
    with open_memory(db) as memory:
        if output_format == "parquet" and output is not None:
            tables.parquet(memory.export(content, output_format), output)
            return
        with output_stream(output, atomic=True) as stream:
            tables.write(stream, output_format, memory.export(content, output_format))
