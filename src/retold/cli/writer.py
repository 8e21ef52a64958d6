"""A language model as writer: `retold writer status`, `test`, `get`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from retold.cli.output import echo, echo_status
from retold.cli.progress import is_watched, progress_bar

if TYPE_CHECKING:
    from retold.ports import Writer

EXAMPLE = (
    "Lena Moritz, who chairs the ferry company Nordfjord Lines, said that boats could cost up to 1.9 billion kroner.",
    "The council did not approve the loan, because three of its members were ill and the others could not agree.",
    "Nordfjord Lines carried 4.1 million passengers last year, when a storm closed the harbour for nine days.",
)
"""Sentences of an invented story, which `retold writer test` sends."""


@click.group()
def writer() -> None:
    """Let a language model write the sentences of a digest anew.

    It is off unless the setting RETOLD_WRITER names one: the address of an
    interface like OpenAI's (Ollama, llama.cpp, vLLM, or a paid one), or a GGUF
    file. Each of its sentences is checked against the article. Where it fails,
    Retold's own sentence stays.
    """


@writer.command()
def status() -> None:
    """Show which language model is set, and where text is sent.

    Nothing is sent. The exit status is 1 if none is set.
    """
    from datetime import UTC, datetime

    from retold.config import Settings
    from retold.errors import RetoldError
    from retold.llm import drafts_file

    try:
        settings = Settings.from_environment()
        found = _writer()
        if found is None:
            echo("writer: none; set RETOLD_WRITER to name one. No text leaves this machine.")
            sys.exit(1)
        from retold.store.drafts import Drafts

        drafts = Drafts(drafts_file())
    except RetoldError as error:
        raise click.ClickException(str(error)) from error
    spent = drafts.spent(datetime.now(UTC).date().isoformat())
    drafts.close()
    most = f" of {settings.writer_tokens_a_day:,}" if settings.writer_tokens_a_day else ""
    echo(f"writer: {found.model}")
    echo(f"place: {found.place or 'this machine; no text leaves it'}")
    if settings.writer.startswith("http://") and found.place not in ("localhost", "127.0.0.1", "::1"):
        echo("warning: text and key go there without encryption; use https:// if the host has it")
    tokens = f"{settings.writer_tokens:,} tokens" if settings.writer_tokens else "no limit of tokens"
    echo(f"limits: {settings.writer_timeout:g} seconds an answer, {tokens} an article")
    echo(f"today: {spent:,}{most} tokens (UTC)")
    echo(f"drafts: {drafts_file()}")


@writer.command(name="test")
def test_writer() -> None:
    """Ask the language model for three sentences, and show what comes of them.

    The sentences are of an invented story. The exit status is 1 if the model
    does not answer.
    """
    from retold.errors import RetoldError, WriterError
    from retold.grounding import check
    from retold.llm import prompts
    from retold.llm.rules import cleaned, flaw

    try:
        found = _writer(keep=False)
    except RetoldError as error:
        raise click.ClickException(str(error)) from error
    if found is None:
        raise click.ClickException("no writer is set; set RETOLD_WRITER to name one")
    echo_status(f"three sentences go to {found.place or 'this machine'} ({found.model})")
    failed = False
    for sentence in EXAMPLE:
        outcome = found.write([prompts.retell(sentence, len(sentence.split()))])[0]
        if isinstance(outcome, WriterError):
            failed = True
            echo_status(outcome)
            continue
        text = cleaned(outcome.text)
        wrong = flaw(text, [sentence], len(sentence.split()))
        verdict = check(text, [sentence])
        reason = wrong or ("" if verdict.supported else "not supported")
        echo(f"  ours:  {sentence}")
        echo(f"  draft: {text}")
        echo(f"  {f'refused: {reason}' if reason else 'taken'}; {outcome.tokens} tokens, {outcome.seconds:.1f} s\n")
    sys.exit(1 if failed else 0)


@writer.command()
@click.argument("url")
@click.option("--sha256", required=True, metavar="HEX", help="The checksum of the file, as its publisher gives it.")
@click.option(
    "--to",
    "folder",
    metavar="FOLDER",
    show_default="models in your data folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write the file to this folder.",
)
def get(url: str, sha256: str, folder: Path | None) -> None:
    """Fetch a GGUF file, to run a language model on this machine.

    A download that breaks off goes on where it stopped when the command is run
    again. The file is kept only if its checksum is right. To use it, install
    retold[writer] and set RETOLD_WRITER to its path.
    """
    from platformdirs import user_data_path
    from rich.progress import DownloadColumn, TimeRemainingColumn, TransferSpeedColumn

    from retold.config import Settings
    from retold.errors import RetoldError
    from retold.llm.models import fetch_model

    target = folder or user_data_path("retold") / "models"
    try:
        settings = Settings.from_environment()
        if is_watched(True):
            with progress_bar(DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn()) as progress:
                task = progress.add_task("fetching", total=None)
                path = fetch_model(
                    url, sha256, target, settings, lambda done, size: progress.update(task, completed=done, total=size)
                )
        else:
            path = fetch_model(url, sha256, target, settings)
    except RetoldError as error:
        raise click.ClickException(str(error)) from error
    echo(f"{path}: fetched; use it with RETOLD_WRITER={path}")


def _writer(keep: bool = True) -> Writer | None:
    """The writer of the settings; `keep`: with its drafts. Raises `SettingsError` or `StoreError`."""
    from datetime import UTC, datetime

    from retold.config import Settings
    from retold.llm import bare_writer, open_writer

    settings = Settings.from_environment()
    return open_writer(settings, lambda: datetime.now(UTC)) if keep else bare_writer(settings)
