from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO


@dataclass(frozen=True, slots=True)
class Stored:
    name: str
    size: int
    stamp: str


def listed(name: str) -> list[Stored]:
    p = Path(name)
    files = sorted(x for x in p.rglob("*") if x.is_file()) if p.is_dir() else [p] if p.exists() else []
    return [Stored(str(x), x.stat().st_size, f"{x.stat().st_size}-{x.stat().st_mtime_ns}") for x in files]


def opened(name: str) -> BinaryIO:
    return open(name, "rb")


@contextmanager
def written(name: str) -> Iterator[BinaryIO]:
    p = Path(name)
    p.parent.mkdir(parents=True, exist_ok=True)
    t = p.with_name(f".{p.name}.{os.getpid()}.part")
    try:
        with t.open("wb") as f:
            yield f
            f.flush()
            os.fsync(f.fileno())
        os.replace(t, p)
    finally:
        t.unlink(missing_ok=True)


def exists(name: str) -> bool:
    return Path(name).exists()


def read(name: str) -> bytes:
    return Path(name).read_bytes()


def removed(name: str) -> None:
    Path(name).unlink(missing_ok=True)
