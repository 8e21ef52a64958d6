"""What the limits of an article hold: large inputs, a short article beside long ones, a stop in a long one.

    python -m bench.limits

The inputs are made here: 20 MB of one pattern each, as text and as HTML.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.request import Request, urlopen

from bench.results import Measure, Sheet, Stage
from retold import Engine, Memory, Settings
from retold.errors import LimitError
from retold.types import Content, Metadata, Page

SIZE = 20_000_000
LIMIT = 20.0
"""Seconds that an article may take in this bench."""
SENTENCE = "The harbour of Tolvik was closed on Monday, Mayor Ingrid Solheim of Northlink said. "
SHORT = SENTENCE * 20
LONG = "\n\n".join(SENTENCE.replace("Tolvik", f"Tolvik{n}") * 8 for n in range(150))
TEXTS = {
    "sentences": SENTENCE,
    "paragraphs": SENTENCE * 8 + "\n\n",
    "single quotes": "'a ",
    "double quotes": '"a" said Bob. ',
    "open quotes": "“a ",
    "word": "a",
    "capitals": "A",
    "names": "Ann Lee ",
    "list of names": "Ann Lee, Bo Ek and ",
    "digits": "7",
    "dates": "on 7 May 2026 ",
    "dashes": "a - b -- c — ",
    "brackets": "(a [b ",
    "lines": "a\n",
    "spaces": " ",
    "initials": "J. R. ",
    "dots": ".",
}
PAGES = {
    "paragraphs": f"<p>{SENTENCE * 6}</p>",
    "long paragraph": SENTENCE,
    "attribute": "x='y' ",
    "entities": "&amp; ",
    "signs": "< ",
    "comments": "<!-- a --> ",
    "open comments": "<!-- ",
    "meta": "<meta property='a' content='b'>" + "x" * 60,
    "script": "<script>{" + "x" * 60,
    "nesting": "<div>" + "x" * 60,
}

SHEET = Sheet(
    "limits",
    Stage.SPEED,
    (
        Measure(
            "limits.longest_s",
            "longest time that one input of 20 MB is read",
            "s",
            f"{len(TEXTS) + len(PAGES)} made inputs",
            baselines={"the limit in this run": "limits.limit_s"},
            digits=1,
        ),
        Measure(
            "limits.given_up", "of these, given up at the limit", "", f"{len(TEXTS) + len(PAGES)} made inputs", digits=0
        ),
        Measure(
            "limits.short_beside_long_s",
            "a short article, while long ones are read",
            "s",
            "made articles of 1,700 and 100,000 characters",
            baselines={"alone": "limits.short_s", "a long one": "limits.long_s"},
            digits=1,
        ),
        Measure("limits.stop_s", "SIGTERM in a long article until the server has ended", "s", digits=1),
    ),
)


def _inputs() -> Iterator[Page]:
    for name, text in TEXTS.items():
        for content in (Content.BODY, Content.TEXT):
            yield Page(f"{content.value}, {name}", content, _filled(text), Metadata(id="x"))
    for name, part in PAGES.items():
        head = "<html><body><article><p>One sentence stands here.</p><p "
        yield Page(
            f"html, {name}", Content.HTML, head + (">" if part[0] != "x" else "") + _filled(part), Metadata(id="x")
        )


def _filled(part: str) -> str:
    return (part * (SIZE // len(part) + 1))[:SIZE]


def large_inputs() -> dict[str, float]:
    """Each input is read alone, after a short one that warms the worker up."""
    longest, given_up = 0.0, 0
    with Engine(Settings(threads=1, time_limit=LIMIT)) as engine:
        for page in _inputs():
            list(engine.read_pages([_page("warm", SHORT)]))
            started = time.perf_counter()
            (outcome,) = engine.read_pages([page])
            seconds = time.perf_counter() - started
            print(
                f"{seconds:6.1f} s  {page.source}: {outcome if isinstance(outcome, Exception) else 'read'}", flush=True
            )
            longest, given_up = max(longest, seconds), given_up + isinstance(outcome, LimitError)
    return {"limits.longest_s": longest, "limits.limit_s": LIMIT, "limits.given_up": float(given_up)}


def _page(name: str, body: str) -> Page:
    return Page(name, Content.TEXT, body, Metadata(id=name))


def short_beside_long() -> dict[str, float]:
    """A short article that a person adds while long ones are being added."""

    def add(memory: Memory, name: str, body: str) -> float:
        started = time.perf_counter()
        memory.add(lambda: _page(name, f"{name} {body}"))
        return time.perf_counter() - started

    with (
        tempfile.TemporaryDirectory() as folder,
        Engine(Settings(threads=1)) as engine,
        Memory(str(Path(folder) / "m.db"), engine) as memory,
    ):
        long_seconds = add(memory, "Long0", LONG)
        add(memory, "Warm", SHORT)
        alone = add(memory, "Alone", SHORT)
        threads = [threading.Thread(target=add, args=(memory, f"Long{n}", LONG)) for n in (1, 2)]
        for thread in threads:
            thread.start()
        add(memory, "Warm2", SHORT)  # the process that is kept for short ones starts here
        beside = add(memory, "Beside", SHORT)
        assert all(thread.is_alive() for thread in threads)
        for thread in threads:
            thread.join()
    return {"limits.long_s": long_seconds, "limits.short_s": alone, "limits.short_beside_long_s": beside}


def stop() -> dict[str, float]:
    """`retold serve` gets a long article from a program, and then SIGTERM."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "retold", "serve", "--port", "0", "--db", str(Path(folder) / "m.db")]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        url = next(word for word in process.stdout.readline().split() if word.startswith("http"))
        body = ("{" + f'"body": "{LONG.replace(chr(10), " ")}"' + "}").encode()
        request = Request(f"{url}api/v1/articles", body, {"Content-Type": "application/json"})

        def send() -> None:
            with suppress(OSError):  # the server is stopped before it answers
                urlopen(request)

        threading.Thread(target=send, daemon=True).start()
        time.sleep(4)
        started = time.perf_counter()
        process.send_signal(signal.SIGTERM)
        process.wait(120)
        return {"limits.stop_s": time.perf_counter() - started}


if __name__ == "__main__":
    SHEET.publish(stop() | short_beside_long() | large_inputs())
