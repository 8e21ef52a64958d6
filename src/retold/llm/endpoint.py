"""A language model behind an interface like OpenAI's: Ollama, llama.cpp, vLLM, LM Studio, and paid ones.

One request a question, several at once. No redirect is followed, an answer has a limit of bytes and of time, and
whatever is wrong with it is an error for that question alone. A server that fails several times in a row is left alone
for a while.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from retold.config import Settings
from retold.errors import SettingsError, SourceError, WriterError, WriterPausedError, WriterRefusedError
from retold.llm import completions
from retold.llm.breaker import Breaker
from retold.sources.http import retry_after
from retold.sources.http.client import Response, host, post_json
from retold.types import Ask, Draft

AT_ONCE = 4
"""Requests that run at once."""
MAX_BYTES = 500_000
"""Bytes of an answer."""
REFUSED = (400, 401, 402, 403, 404, 405, 422)
"""Statuses that the same request would get again."""
LONGEST_REASON = 200


class EndpointWriter:
    """The model `RETOLD_WRITER_MODEL` of the interface at `RETOLD_WRITER`."""

    def __init__(self, settings: Settings, breaker: Breaker | None = None) -> None:
        """Raises `SettingsError` if a setting of the writer cannot be used."""
        if not settings.writer_model:
            raise SettingsError("must name the model that the interface is asked for", "RETOLD_WRITER_MODEL")
        if not host(settings.writer) or "@" in settings.writer.split("/")[2]:
            raise SettingsError(
                "must be an address without a user name; a key goes into RETOLD_WRITER_KEY", "RETOLD_WRITER"
            )
        if not (settings.writer_key.isascii() and settings.writer_key.isprintable()):
            raise SettingsError("must be plain ASCII, because it is sent in a header", "RETOLD_WRITER_KEY")
        self._settings = replace(settings, max_bytes=MAX_BYTES)
        self._url = f"{settings.writer.rstrip('/')}/chat/completions"
        self._breaker = breaker or Breaker()
        self._gives_chances = True

    @property
    def model(self) -> str:
        return self._settings.writer_model

    @property
    def place(self) -> str:
        return host(self._url)

    def write(self, asks: Sequence[Ask]) -> list[Draft | WriterError]:
        if len(asks) == 1:
            return [self._outcome(asks[0])]
        with ThreadPoolExecutor(min(AT_ONCE, len(asks) or 1), thread_name_prefix="retold-writer") as pool:
            return list(pool.map(self._outcome, asks))

    def _outcome(self, ask: Ask) -> Draft | WriterError:
        if pause := self._breaker.pause():
            return WriterPausedError(
                f"failed several times; it is asked again in {math.ceil(pause)} seconds", self.place
            )
        try:
            draft = self._draft(ask)
        except WriterRefusedError as error:
            return error
        except WriterError as error:
            self._breaker.fail()
            return error
        self._breaker.succeed()
        return draft

    def _draft(self, ask: Ask) -> Draft:
        start = time.monotonic()
        with_chances = bool(ask.choices) and self._gives_chances
        response = self._answer(ask, with_chances)
        if response.status == 400 and with_chances:  # some interfaces refuse to give probabilities
            self._gives_chances = False
            response = self._answer(ask, False)
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
        reason = _without(self._settings.writer_key, _reason(response))
        if response.redirect_target:
            raise WriterRefusedError(
                "answers with a redirect, which is not followed; give the address it leads to", self.place
            )
        if response.status in REFUSED:
            raise WriterRefusedError(f"refuses the request: HTTP {response.status}{reason}", self.place)
        wait = retry_after.parse(response.retry_after, time.time())
        if wait:
            self._breaker.fail(wait)
        raise WriterError(f"failed: HTTP {response.status}{reason}", self.place)


def _reason(response: Response) -> str:
    """What an answer says about an error, in one line, as ": reason"; "" if it says nothing."""
    text = response.data[:4000].decode("utf-8", "replace")
    try:
        error = json.loads(text)["error"]
        text = error["message"] if isinstance(error, dict) else str(error)
    except (ValueError, LookupError, TypeError):
        pass
    text = " ".join(str(text).split())[:LONGEST_REASON]
    return f": {text}" if text and not text.startswith("<") else ""


def _without(key: str, text: str) -> str:
    return text.replace(key, "…") if key else text
