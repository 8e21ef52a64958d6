"""A replaying server with an interface like OpenAI's, on loopback, with the faults that real ones have."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from tests.loopback import Reply, Request, Web

from retold.config import Settings

HOST = "127.0.0.1"
_TEXT = re.compile(r"TEXT\n(.*?)\nEND", re.DOTALL)
_SENTENCE = re.compile(r"SENTENCE\n(.*?)\nEND", re.DOTALL)


@dataclass
class Replay:
    """Answers each question about a text in `drafts` with its draft, and others with the text itself.

    `chances`: the probability of "yes" by the sentence that is asked about; without it no probabilities are given.
    `answer`: what it says to "does the text say all of that?". `faults`: what the next answers are instead, in order.
    """

    drafts: Mapping[str, str] = field(default_factory=dict)
    chances: Mapping[str, float] | None = None
    answer: str = "yes"
    faults: list[Reply | Callable[[Request], Reply]] = field(default_factory=list)
    asked: list[dict[str, Any]] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)

    def __call__(self, request: Request) -> Reply:
        body = json.loads(request.body)
        with self.lock:
            self.asked.append(body | {"key": request.headers.get("authorization", "")})
            fault = self.faults.pop(0) if self.faults else None
        if fault is not None:
            return fault(request) if callable(fault) else fault
        return completion(self._text(body), self._logprobs(body))

    def _text(self, body: dict[str, Any]) -> str:
        asked = body["messages"][1]["content"]
        if _SENTENCE.search(asked):
            return self.answer
        found = _TEXT.search(asked)
        text = found[1] if found else ""
        return self.drafts.get(text, text)

    def _logprobs(self, body: dict[str, Any]) -> dict[str, Any] | None:
        found = _SENTENCE.search(body["messages"][1]["content"])
        if self.chances is None or found is None or not body.get("logprobs"):
            return None
        yes = self.chances.get(found[1], 0.9)
        top = [{"token": " Yes", "logprob": math.log(yes)}, {"token": "no", "logprob": math.log(1 - yes)}]
        return {"content": [{"token": " Yes", "logprob": math.log(yes), "top_logprobs": top}]}


def completion(text: str, logprobs: dict[str, Any] | None = None, ended: str = "stop") -> Reply:
    choice = {
        "index": 0,
        "message": {"role": "assistant", "content": text},
        "finish_reason": ended,
        "logprobs": logprobs,
    }
    values = {"choices": [choice], "usage": {"prompt_tokens": 50, "completion_tokens": 20}}
    return Reply(json.dumps(values), "application/json")


def serve(web: Web, replay: Replay, path: str = "/v1/chat/completions") -> Settings:
    """Puts the server on a loopback web, and returns the settings that name it."""
    web.put(HOST, path, replay)
    return Settings(writer=web.url(HOST, "/v1"), writer_model="replay-7b", writer_timeout=60.0)
