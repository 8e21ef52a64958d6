"""Writers of digests, one for each format of `retold read`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, Protocol

from retold.records import digest_json
from retold.types import Digest


class Writer(Protocol):
    """Writes digests in the order in which it gets them."""

    def write(self, digest: Digest) -> None: ...

    def close(self) -> None:
        """Writes the end of the output."""


class _Lines:
    """JSON Lines. Each row is flushed before the next article is read, so a run that is killed loses none."""

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
        self._stream, self._started = stream, False

    def write(self, digest: Digest) -> None:
        from retold.export.markdown import markdown

        self._stream.write(("\n---\n\n" if self._started else "") + markdown(digest))
        self._started = True

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
def open_writer(output_format: str, stream: IO[str]) -> Iterator[Writer]:
    """A writer onto `stream`. `output_format` is "terminal", "markdown", "html", "json" or "jsonl"."""
    writer = _WRITERS[output_format](stream)
    yield writer
    writer.close()
