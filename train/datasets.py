"""The public sets that benches read, from `RETOLD_DATA` (default `../shared/data`)."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
DATA = Path(os.environ.get("RETOLD_DATA", ROOT.parent / "shared" / "data"))


def rows(name: str) -> list[dict[str, Any]]:
    """Rows of `<name>.jsonl.gz`."""
    with gzip.open(DATA / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def corpus_hash(name: str) -> str:
    """First 12 hex digits of the SHA-256 of a set, so that a floor names what it was measured on."""
    path = DATA / name
    files = sorted(path.rglob("*.gz")) if path.is_dir() else [path.with_name(path.name + ".jsonl.gz")]
    digest = hashlib.sha256()
    for file in files:
        digest.update(gzip.decompress(file.read_bytes()))
    return digest.hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Summarised:
    """An article with what people, or systems trained on them, say of it in short."""

    id: str
    headline: str
    body: str
    summaries: tuple[str, ...]


def cliff() -> list[Summarised]:
    """CLIFF's CNN/DailyMail part, one article with all its summaries."""
    found: dict[str, Summarised] = {}
    for row in rows("grounding/cliff"):
        if "cnndm" not in row["id"]:
            continue
        known = found.get(row["source"])
        summaries = (*(known.summaries if known else ()), row["claim"])
        found[row["source"]] = Summarised(known.id if known else row["id"], "", row["source"], summaries)
    return list(found.values())


def gum_summaries(part: str = "dev") -> Iterator[Summarised]:
    """GUM documents as articles: a line a paragraph, with their summaries."""
    from train import gum

    for document in gum.load(DATA / "gum" / part, shippable=False):
        lines: list[str] = []
        for i, text in enumerate(document.texts):
            if i and document.paragraphs[i] == document.paragraphs[i - 1]:
                lines[-1] += " " + text
            else:
                lines.append(text)
        yield Summarised(document.name, document.title, "\n".join(lines), tuple(document.summaries))
