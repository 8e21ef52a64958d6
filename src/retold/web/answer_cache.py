"""Finished answers, kept until the memory changes."""

from __future__ import annotations

import gzip
import threading
from dataclasses import dataclass

from cachetools import LRUCache
from starlette.requests import Request
from starlette.responses import Response

from retold.web.negotiation import accepts_gzip

MAX_BYTES, MAX_ANSWER = 64_000_000, 1_000_000
"""Bytes of all cached answers together, and of the largest one that is cached."""
MIN_GZIP = 500
"""Answers of at least this many bytes are compressed."""
_OVERHEAD = 1000
"""Bytes that an answer takes besides its text, about."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A finished answer. `gzipped`: the compressed body, None if it is not worth it."""

    status: int
    body: bytes
    gzipped: bytes | None
    headers: dict[str, str]

    @classmethod
    def of_body(cls, body: bytes, headers: dict[str, str]) -> Answer:
        """A successful answer, compressed if it is long enough."""
        return cls(200, body, gzip.compress(body, 6, mtime=0) if len(body) >= MIN_GZIP else None, headers)

    @property
    def size(self) -> int:
        """Bytes that it takes in memory, about."""
        return len(self.body) + len(self.gzipped or b"") + _OVERHEAD

    def response(self, request: Request) -> Response:
        """The answer as the client accepts it."""
        if self.gzipped is not None and accepts_gzip(request):
            return Response(self.gzipped, self.status, {**self.headers, "content-encoding": "gzip"})
        return Response(self.body, self.status, self.headers)


class AnswerCache:
    """The latest answers by their request, each with the version of the memory that it was made from."""

    def __init__(self) -> None:
        self._answers: LRUCache[object, tuple[int, Answer]] = LRUCache(MAX_BYTES, getsizeof=lambda entry: entry[1].size)
        self._lock = threading.Lock()

    def get(self, key: object, version: int) -> Answer | None:
        """The answer for `key`, None if there is none for this version of the memory."""
        with self._lock:
            cached, answer = self._answers.get(key, (None, None))
        return answer if cached == version else None

    def put(self, key: object, version: int, answer: Answer) -> None:
        """Caches an answer, unless it is too large."""
        if answer.size <= MAX_ANSWER:
            with self._lock:
                self._answers[key] = (version, answer)
