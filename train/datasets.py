"""The public data sets, read from the folder in `RETOLD_DATA` (default `../shared/data`)."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from train import gum

ROOT = Path(__file__).parents[1]
"""The checkout."""
FOLDER = Path(os.environ.get("RETOLD_DATA", ROOT.parent / "shared" / "data"))


def rows(name: str) -> list[dict[str, Any]]:
    """All rows of the set `<name>.jsonl.gz`, for example "bbc/bbc"."""
    with gzip.open(FOLDER / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def content_hash(name: str) -> str:
    """First 12 hex digits of the SHA-256 of a set's text, so that a floor names what it was measured on."""
    path = FOLDER / name
    files = sorted(path.rglob("*.gz")) if path.is_dir() else [path.with_name(path.name + ".jsonl.gz")]
    digest = hashlib.sha256()
    for file in files:
        digest.update(gzip.decompress(file.read_bytes()))
    return digest.hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class SummarizedArticle:
    """An article with its summaries, written by people or by systems trained on people's summaries."""

    id: str
    headline: str
    body: str
    summaries: tuple[str, ...]


def cliff_articles() -> list[SummarizedArticle]:
    """CLIFF's CNN/DailyMail part: each article once, with all its summaries."""
    articles: dict[str, SummarizedArticle] = {}
    for row in rows("grounding/cliff"):
        if "cnndm" not in row["id"]:
            continue
        body = row["source"]
        known = articles.get(body, SummarizedArticle(row["id"], "", body, ()))
        articles[body] = SummarizedArticle(known.id, "", body, (*known.summaries, row["claim"]))
    return list(articles.values())


def highlights() -> list[SummarizedArticle]:
    """Articles of CNN and the Daily Mail, each with the highlights that its editors wrote, one a line."""
    found = rows("summaries/cnndm-highlights")
    return [SummarizedArticle(row["id"], "", row["body"], ("\n".join(row["highlights"]),)) for row in found]


def gum_documents(part: str = "dev") -> list[gum.Document]:
    """All documents of GUM's `part` ("dev" or "train"), of every text type."""
    return gum.load(FOLDER / "gum" / part, shippable=False)


def gum_articles(part: str = "dev") -> Iterator[SummarizedArticle]:
    """GUM documents as articles with their summaries; each paragraph is one line of the body."""
    for document in gum_documents(part):
        body = "\n".join(" ".join(sentences) for sentences in document.paragraph_texts())
        yield SummarizedArticle(document.name, document.title, body, tuple(document.summaries))
