"""A language model from a GGUF file, in this process, by llama.cpp (the extra `retold[writer]`)."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from retold.errors import SettingsError, WriterError
from retold.llm import completions
from retold.types import Ask, Draft

CONTEXT = 4096
"""Tokens of a question with its answer."""


class GgufWriter:
    """The model in a file. It is loaded with the first question."""

    def __init__(self, path: Path) -> None:
        """Raises `SettingsError` if there is no such file."""
        if not path.is_file():
            raise SettingsError("is no file; `retold writer get` fetches one", f"RETOLD_WRITER={path}")
        self._path, self._lock = path, threading.Lock()
        self._broken: WriterError | None = None

    @property
    def model(self) -> str:
        return self._path.stem

    @property
    def place(self) -> str:
        return ""

    @property
    def address(self) -> str:
        return f"{self._path} {self._path.stat().st_size}"

    @cached_property
    def _server(self) -> Any:
        # Where cores are shared, threads that wait by counting keep each other from working.
        os.environ.setdefault("OMP_WAIT_POLICY", "passive")
        try:
            import xllamacpp
        except ImportError as error:
            raise WriterError("needs the extra: pip install 'retold[writer]'", self._path.name) from error
        params = xllamacpp.CommonParams()
        params.model.path = str(self._path)
        params.n_ctx = CONTEXT
        params.n_parallel = 1
        params.cpuparams.poll = 0
        params.verbosity = -1
        try:
            return xllamacpp.Server(params)
        except Exception as error:
            raise WriterError(f"cannot be loaded: {error}", self._path.name) from error

    def write(self, asks: Sequence[Ask]) -> list[Draft | WriterError]:
        return [self._outcome(ask) for ask in asks]

    def _outcome(self, ask: Ask) -> Draft | WriterError:
        with self._lock:
            if self._broken is not None:
                return self._broken
            start = time.monotonic()
            try:
                server = self._server
            except WriterError as error:
                self._broken = error
                return error
            try:
                values = server.handle_chat_completions(completions.request(ask, bool(ask.choices)))
                return completions.draft(ask, values, self.model, self._path.name, time.monotonic() - start)
            except WriterError as error:
                return error
            except Exception as error:  # noqa: BLE001 - whatever the library raises, the digest goes on without it
                return WriterError(f"failed: {error}", self._path.name)
