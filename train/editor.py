"""News that an editor judged: 119 articles with facts, names, quotations and more."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def articles(data: Path) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """The id, the body and the editor's judgement of each article that is one. `data`: the folder with editor/."""
    with gzip.open(data / "editor" / "gold.jsonl.gz", "rt", encoding="utf-8") as lines:
        gold = {row["id"]: row for row in map(json.loads, lines) if row["kind"] != "boilerplate"}
    with gzip.open(data / "editor" / "articles.jsonl.gz", "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            if row["id"] in gold:
                yield row["id"], row["body"], gold[row["id"]]
