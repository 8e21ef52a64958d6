"""A language model as writer, which is opt-in: nothing is sent anywhere unless `RETOLD_WRITER` names it.

`open_writer` gives the writer of the settings. `rewriter.rewritten` has it write the claims of a digest anew, one at a
time, from evidence that we chose; each sentence is checked, and where it fails our own stays.
"""

from __future__ import annotations

import logging
from pathlib import Path

from retold.config import Settings
from retold.errors import SettingsError, StoreError
from retold.ports import Clock, Writer

__all__ = ["bare_writer", "drafts_file", "open_writer"]

_log = logging.getLogger("retold.llm")


def open_writer(settings: Settings, clock: Clock) -> Writer | None:
    """The language model that the settings name; None if they name none. Nothing is asked yet.

    Its drafts are kept in the user's cache folder. Where that cannot be used, it is asked each time.

    Raises `SettingsError` if a setting cannot be used, and `StoreError` if the tokens of a day cannot be counted.
    """
    if not settings.writer:
        return None
    from retold.llm.kept_drafts import KeepingWriter
    from retold.store.drafts import Drafts

    writer = bare_writer(settings)
    assert writer is not None
    try:
        drafts = Drafts(drafts_file())
    except StoreError as error:
        if settings.writer_tokens_a_day:
            raise
        _log.warning("drafts are not kept: %s", error)
        return writer
    return KeepingWriter(writer, drafts, clock, settings.writer_tokens_a_day)


def drafts_file() -> Path:
    """The file in which drafts are kept."""
    from platformdirs import user_cache_path

    return user_cache_path("retold") / "drafts.db"


def bare_writer(settings: Settings) -> Writer | None:
    """The same without its drafts: it is asked each time. Raises `SettingsError`."""
    if not settings.writer:
        return None
    if settings.writer.startswith(("http://", "https://")):
        from retold.llm.endpoint import EndpointWriter

        return EndpointWriter(settings)
    if settings.writer.lower().endswith(".gguf"):
        from retold.llm.gguf import GgufWriter

        return GgufWriter(Path(settings.writer).expanduser())
    raise SettingsError(
        "must be the address of an interface like OpenAI's, such as http://localhost:11434/v1, or the path of a .gguf "
        "file",
        "RETOLD_WRITER",
    )
