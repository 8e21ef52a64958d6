"""Writers: digests, one after another, in one of the formats."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, Protocol

from retold.records import digest_json
from retold.types import Digest


class Writer(Protocol):
    """Takes digests in order."""

    def write(self, digest: Digest) -> None: ...

    def close(self) -> None:
        """Writes what must stand at the end."""


class _Lines:
    """JSON Lines, each row on disk before the next is read: a killed run loses none."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream

    def write(self, digest: Digest) -> None:
        self._stream.write(digest_json.dumps(digest) + "\n")
        self._stream.flush()

    def close(self) -> None:
        pass


class _Json:
    """One JSON object for one article, an array for several."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream, self._first, self._count = stream, "", 0

    def write(self, digest: Digest) -> None:
        text = digest_json.dumps(digest, indent=2)
        if self._count == 0:
            self._first = text
        else:
            self._stream.write((f"[\n{self._first}" if self._count == 1 else "") + f",\n{text}")
        self._count += 1

    def close(self) -> None:
        if self._count == 1:
            self._stream.write(self._first + "\n")
        elif self._count > 1:
            self._stream.write("\n]\n")


class _Markdown:
    def __init__(self, stream: IO[str]) -> None:
        self._stream, self._any = stream, False

    def write(self, digest: Digest) -> None:
        from retold.export.markdown import markdown

        self._stream.write(("\n---\n\n" if self._any else "") + markdown(digest))
        self._any = True

    def close(self) -> None:
        pass


class _Html:
    def __init__(self, stream: IO[str]) -> None:
        self._stream, self._count = stream, 0

    def write(self, digest: Digest) -> None:
        from retold.export import html

        self._count += 1
        self._stream.write((html.HEAD if self._count == 1 else "") + html.article(digest, self._count))

    def close(self) -> None:
        from retold.export import html

        if self._count:
            self._stream.write(html.TAIL)


class _Terminal:
    def __init__(self, stream: IO[str]) -> None:
        from rich.console import Console

        self._console = Console(file=stream, highlight=False, emoji=False, markup=False, soft_wrap=False)

    def write(self, digest: Digest) -> None:
        from retold.export.terminal import show

        show(digest, self._console)

    def close(self) -> None:
        pass


_WRITERS: dict[str, Callable[[IO[str]], Writer]] = {
    "terminal": _Terminal,
    "markdown": _Markdown,
    "html": _Html,
    "json": _Json,
    "jsonl": _Lines,
}


@contextmanager
def open_writer(form: str, stream: IO[str]) -> Iterator[Writer]:
    """A writer of `form` (terminal, markdown, html, json, jsonl) onto `stream`."""
    writer = _WRITERS[form](stream)
    yield writer
    writer.close()
