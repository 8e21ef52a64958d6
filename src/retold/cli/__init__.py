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
from retold.cli.writer import writer
from retold.config import VERSION

SECTIONS = {
    "Read and keep articles": (read, ingest, bulk),
    "Ask the memory": (search, stories, story, article, entity, timeline, graph, export),
    "Correct who is who": (same, different, judgements, undo),
    "Follow feeds and get alerts": (follow, feeds, watch, alert),
    "Serve": (serve,),
    "Write with a language model": (writer,),
}
"""The commands, in the order in which `--help` and docs/cli.md show them."""


class Sections(click.Group):
    """A group whose `--help` lists the commands by section."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes a list of commands for each section."""
        width = max(len(name) for name in self.list_commands(ctx))
        for title, commands in SECTIONS.items():
            rows = [(f"{command.name:{width}}", command.get_short_help_str(70 - width)) for command in commands]
            with formatter.section(title):
                formatter.write_dl(rows)


@click.group(cls=Sections, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name="retold")
def main() -> None:
    """Read the news, and tell each story again with its sources.

    `retold read` prints a digest of an article. `retold ingest` keeps articles in
    a database, the memory. The other commands ask the memory, follow feeds into
    it, or serve it in a browser.
    """


for _commands in SECTIONS.values():
    for _command in _commands:
        main.add_command(_command)
