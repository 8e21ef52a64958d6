"""Ingests in processes of their own, with the real model, that are killed or run side by side.

    python crash.py kill FOLDER ROWS TIMES | python crash.py together FOLDER ROWS

The model is loaded once, and each ingest is a fork. An article that was read stays read: it is the writing that is
killed, and so most kills come in the midst of it. Prints what went wrong; nothing, where all is well.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from pathlib import Path
from random import Random

import retold.memory.memory
from retold import Engine, Memory, Settings
from retold.memory import Kept
from retold.memory.prepared import prepare
from retold.reading.encoder import load
from retold.types import Page


def child(database: Path, rows: Path, told: Path, engine: Engine) -> int:
    """Begins an ingest; each article that it acknowledges is a line of `told`."""
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        with Memory(str(database), engine) as memory, told.open("a") as out:
            for kept in memory.ingest([str(rows)]):
                assert isinstance(kept, Kept), kept
                out.write(f"{kept.id}\n")
                out.flush()
        status = 0
    except BaseException as error:  # noqa: BLE001 - a fork must say what ended it, whatever it was
        sys.stdout.write(f"ingest: {error!r}\n")
        sys.stdout.flush()
    finally:
        os._exit(status)


def read_ahead(engine: Engine, rows: Path) -> None:
    """Reads all articles, so that the ingests after this have only to write them."""
    pages = [page for page in engine.pages([str(rows)]) if isinstance(page, Page)]
    read = {a.id: prepare(engine, a, lambda _: None) for a in map(engine.article, pages)}
    retold.memory.memory.prepare = lambda _, article, on_step: read[article.id]


def checked(database: Path, told: Path, engine: Engine, bodies: dict[str, str]) -> list[str]:
    """What is wrong after an ingest ended, in whatever way."""
    acknowledged = set(told.read_text().splitlines()) if told.exists() else set()
    if not database.exists():
        return [f"acknowledged without a database: {acknowledged}"] if acknowledged else []
    with Memory(str(database), engine) as memory:
        wrong = memory.problems()
        held = {key: document["article"]["body"] for key, document in memory.articles()}
    wrong += [f"acknowledged but lost: {key}" for key in sorted(acknowledged - held.keys())]
    return wrong + [f"not whole: {key}" for key, body in held.items() if body != bodies[key]]


def kill(folder: Path, rows: Path, times: int) -> list[str]:
    engine = Engine(Settings(threads=1), load())
    bodies = {r["id"]: r["body"] for r in map(json.loads, rows.read_text().splitlines())}
    random, wrong, round_, done = Random(7), [], 0, 0
    longest = 0.25
    retold.memory.memory.BATCH = 3
    read_ahead(engine, rows)
    while done < times and not wrong:
        database, told = folder / f"{round_}.db", folder / f"{round_}.told"
        pid = child(database, rows, told, engine)
        time.sleep(random.uniform(0.0, longest))
        ended, _ = os.waitpid(pid, os.WNOHANG)
        if ended:  # all was read before it could be killed: the next begins with nothing
            round_ += 1
        else:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            done += 1
            if (
                not told.exists() or not told.stat().st_size
            ):  # on a slow machine the first article takes longer than on a fast one
                longest = min(1.1 * longest, 20.0)
        wrong += checked(database, told, engine, bodies)
    if not any(p.read_text() for p in folder.glob("*.told")):
        wrong.append("no ingest got far enough to acknowledge anything before it was killed")
    database, told = folder / f"{round_}.db", folder / f"{round_}.told"
    os.waitpid(child(database, rows, told, engine), 0)
    return wrong + checked(database, told, engine, bodies) + _complete(database, engine, bodies)


def together(folder: Path, rows: Path) -> list[str]:
    engine = Engine(Settings(threads=1), load())
    bodies = {r["id"]: r["body"] for r in map(json.loads, rows.read_text().splitlines())}
    retold.memory.memory.BATCH = 3
    read_ahead(engine, rows)
    tolds = [folder / f"{i}.told" for i in range(3)]
    pids = [child(folder / "m.db", rows, told, engine) for told in tolds]
    wrong = [f"an ingest failed: {pid}" for pid in pids if os.waitpid(pid, 0)[1]]
    return (
        wrong
        + [w for told in tolds for w in checked(folder / "m.db", told, engine, bodies)]
        + _complete(folder / "m.db", engine, bodies)
    )


def _complete(database: Path, engine: Engine, bodies: dict[str, str]) -> list[str]:
    with Memory(str(database), engine) as memory:
        counts = memory.counts()
    return [] if counts["articles"] == len(bodies) else [f"{counts['articles']} articles of {len(bodies)}"]


if __name__ == "__main__":
    found = (
        kill(Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]))
        if sys.argv[1] == "kill"
        else together(Path(sys.argv[2]), Path(sys.argv[3]))
    )
    sys.stdout.write("".join(f"{line}\n" for line in found))
    sys.exit(bool(found))
