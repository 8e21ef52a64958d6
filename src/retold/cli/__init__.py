"""The command line. Heavy imports wait until a command needs them."""

from __future__ import annotations

import click

from retold.cli.alerts import alert
from retold.cli.bulk import bulk
from retold.cli.export import export
from retold.cli.feeds import feeds, follow, watch
from retold.cli.ingest import ingest
from retold.cli.judge import different, judgements, same, undo
from retold.cli.query import article, entity, graph, search, stories, story, timeline
from retold.cli.read import read
from retold.cli.serve import serve
from retold.config import VERSION


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name="retold")
def main() -> None:
    """Retold reads the news and tells each story again, with its sources.

    `read` prints a digest of an article. `ingest` keeps articles in a memory, of which the other commands ask; `serve` shows it in a browser.
    `follow` names feeds, and `watch` keeps what they list.
    """


for _command in (
    read,
    ingest,
    search,
    stories,
    story,
    article,
    entity,
    graph,
    timeline,
    same,
    different,
    judgements,
    undo,
    alert,
    export,
    follow,
    feeds,
    watch,
    bulk,
    serve,
):
    main.add_command(_command)
