"""A language model behind an interface like OpenAI's: Ollama, llama.cpp, vLLM, LM Studio, and paid ones.

One request a question, several at once. No redirect is followed, an answer has a limit of bytes and of time, and
whatever is wrong with it is an error for that question alone. A server that fails several times in a row is left alone
for a while.
"""

from __future__ import annotations

import json
import math
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from urllib.parse import urlsplit

from retold.config import Settings
from retold.errors import SettingsError, SourceError, WriterError, WriterPausedError, WriterRefusedError
from retold.llm import completions
from retold.llm.breaker import Breaker
from retold.sources.http import retry_after
from retold.sources.http.client import Response, host, post_json
from retold.types import Ask, Draft

AT_ONCE = 4
"""Requests that run at once, of all articles together."""
MAX_BYTES = 500_000
"""Bytes of an answer."""
REFUSED = (401, 402, 403, 404, 405)
"""Statuses that every request would get."""
DECLINED = (400, 422)
"""Statuses that this request would get again: it has what the server does not know, or does not like."""
LONGEST_REASON = 200


class _DeclinedError(WriterError):
    """A server does not take one request. Others may pass, and it has not failed."""


class EndpointWriter:
    """The model `RETOLD_WRITER_MODEL` of the interface at `RETOLD_WRITER`."""

    def __init__(self, settings: Settings, breaker: Breaker | None = None) -> None:
        """Raises `SettingsError` if a setting of the writer cannot be used."""
        if not settings.writer_model:
            raise SettingsError("must name the model that the interface is asked for", "RETOLD_WRITER_MODEL")
        parts = urlsplit(settings.writer) if host(settings.writer) else None
        if parts is None or parts.username or parts.password or parts.query or parts.fragment:
            raise SettingsError(
                "must be an address without a user name and without anything after ? or #; a key goes into "
                "RETOLD_WRITER_KEY",
                "RETOLD_WRITER",
            )
        if not (settings.writer_key.isascii() and settings.writer_key.isprintable()):
            raise SettingsError("must be plain ASCII, because it is sent in a header", "RETOLD_WRITER_KEY")
        self._settings = replace(settings, max_bytes=MAX_BYTES)
        self._url = f"{settings.writer.rstrip('/')}/chat/completions"
        self._breaker = breaker or Breaker()
        self._room = threading.Semaphore(AT_ONCE)
        self._gives_chances = True

    @property
    def model(self) -> str:
        return self._settings.writer_model

    @property
    def place(self) -> str:
        return host(self._url)

    @property
    def address(self) -> str:
        return self._url

    def write(self, asks: Sequence[Ask]) -> list[Draft | WriterError]:
        outcomes: dict[int, Draft | WriterError] = {}
        left = iter(enumerate(asks))
        lock = threading.Lock()

        def work() -> None:
            while True:
                with lock:
                    number, ask = next(left, (-1, None))
                if ask is None:
                    return
                outcomes[number] = self._outcome(ask)

        # Daemons: a slow server must not keep the program from ending.
        threads = [
            threading.Thread(target=work, name="retold-writer", daemon=True) for _ in range(min(AT_ONCE, len(asks)))
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return [outcomes[number] for number in range(len(asks))]

    def _outcome(self, ask: Ask) -> Draft | WriterError:
        with self._room:
            if pause := self._breaker.pause():
                return WriterPausedError(f"is not asked for {math.ceil(pause)} seconds, because it failed", self.place)
            try:
                draft = self._draft(ask)
            except (WriterRefusedError, _DeclinedError) as error:
                return error
            except WriterError as error:
                self._breaker.fail()
                return error
            except Exception as error:  # noqa: BLE001 - whatever an answer does, the digest goes on without it
                self._breaker.fail()
                return WriterError(f"answers with something that cannot be read ({type(error).__name__})", self.place)
            self._breaker.succeed()
            return draft

    def _draft(self, ask: Ask) -> Draft:
        start = time.monotonic()
        with_chances = bool(ask.choices) and self._gives_chances
        response = self._answer(ask, with_chances)
        if response.status in DECLINED and with_chances:  # some interfaces refuse to give probabilities
            response = self._answer(ask, False)
            self._gives_chances = response.status != 200
        self._require_success(response)
        try:
            values = json.loads(response.data)
        except (ValueError, RecursionError) as error:
            raise WriterError("answers with something that is not JSON", self.place) from error
        return completions.draft(ask, values, self.model, self.place, time.monotonic() - start)

    def _answer(self, ask: Ask, with_chances: bool) -> Response:
        body = {"model": self.model, **completions.request(ask, with_chances)}
        key = self._settings.writer_key
        headers = {"Accept": "application/json"} | ({"Authorization": f"Bearer {key}"} if key else {})
        data = json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
        try:
            return post_json(self._url, data, headers, self._settings.writer_timeout, self._settings)
        except SourceError as error:
            raise WriterError(_without(key, error.message), self.place) from (None if key else error)

    def _require_success(self, response: Response) -> None:
        """Raises `WriterError` for every status that is no success."""
        if response.status == 200:
            return
        reason = _reason(response, self._settings.writer_key)
        if response.redirect_target:
            raise WriterRefusedError(
                "answers with a redirect, which is not followed; give the address it leads to", self.place
            )
        if response.status in REFUSED:
            raise WriterRefusedError(f"refuses the request: HTTP {response.status}{reason}", self.place)
        if response.status in DECLINED:
            raise _DeclinedError(f"declines the request: HTTP {response.status}{reason}", self.place)
        error = WriterError(f"failed: HTTP {response.status}{reason}", self.place)
        if wait := retry_after.parse(response.retry_after, time.time()):
            self._breaker.wait(wait)
        raise error


def _reason(response: Response, key: str) -> str:
    """What an answer says about an error, in one line and without the key, as ": reason"; "" if it says nothing."""
    text = response.data[:4000].decode("utf-8", "replace")
    with suppress(ValueError, LookupError, TypeError, RecursionError):
        error = json.loads(text)["error"]
        text = error["message"] if isinstance(error, dict) else str(error)
    text = _without(key, " ".join(str(text).split()))[:LONGEST_REASON]
    return f": {text}" if text and not text.startswith("<") else ""


def _without(key: str, text: str) -> str:
    return text.replace(key, "…") if key else text
