"""Small archives of made-up news, and helpers that read folders of shards."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from tests.sources.archives.warc.written import Archive, made, response

from retold.bulk.driver import options, run
from retold.bulk.inputs import units
from retold.bulk.jobs import BulkProgress, BulkSummary
from retold.config import Settings

SETTINGS = Settings(threads=1)
TABLES = ("digests", "mentions", "vectors")

NEWS = (
    (
        "north-1",
        "Northlink closes Marlow ferry route",
        "The Fjord Times",
        "2026-03-02T08:00:00Z",
        (
            "Northlink will close its ferry route to Marlow after losses of 12 million kroner, chief executive Anna "
            "Rosendal said on Monday. The Marlow route lost passengers to the new road tunnel. Mayor Erik Moe called "
            "the closure of the ferry a disaster for Marlow."
        ),
    ),
    (
        "island-1",
        "Island fears for its ferry",
        "Island Post",
        "2026-03-02T15:00:00Z",
        (
            "The island of Marlow will lose its ferry: Northlink, which made losses of 14 million kroner there, closes "
            "the route, chief executive Anna Rosendal told reporters. Mayor Erik Moe of Marlow said that the tunnel "
            "takes the passengers of the ferry."
        ),
    ),
    (
        "agency-1",
        "Ferry route shuts",
        "Wire",
        "2026-03-03",
        (
            "MARLOW (Wire) - Northlink will close its ferry route to Marlow after losses of 12 million kroner, chief "
            "executive Anna Rosendal said on Monday. The Marlow route lost passengers to the new road tunnel. Mayor "
            "Erik Moe called the closure of the ferry a disaster for Marlow."
        ),
    ),
    (
        "salmon-1",
        "Norway raises salmon tax",
        "The Fjord Times",
        "2026-03-04",
        (
            "The Norwegian parliament voted to raise the tax on salmon farms to 25 percent. Shares in Mowi and SalMar "
            "rose in Oslo after the vote. Anna Rosendal, the chief executive of Northlink, said that the salmon tax "
            "would cost her ferry company freight."
        ),
    ),
    (
        "salmon-2",
        "Salmon farmers to pay more",
        "Oslo Daily",
        "2026-03-04T18:00:00Z",
        (
            "Salmon farms will pay a tax of 25 percent, the Norwegian parliament decided in a vote on Wednesday. Mowi "
            "and SalMar, the largest salmon farmers, rose on the stock exchange in Oslo. Finance minister Kari Lund "
            "said that the salmon belongs to all."
        ),
    ),
    (
        "spire-1",
        "Spire of Tolvik church struck",
        "Tolvik News",
        "2026-05-09",
        (
            "Lightning struck the spire of the church of Tolvik on Saturday. Nobody was hurt. Anna Rosendal, a "
            "soprano, had sung there an hour before. The vicar, Jonas Berg, said that the organ was wet but whole."
        ),
    ),
)
"""Articles: id, headline, publisher, date and body. The third is almost a copy of the first."""


def row(number: int, **other: str) -> dict[str, str]:
    """An article of `NEWS` as a row of JSON."""
    key, headline, publisher, published, body = NEWS[number]
    return {
        "id": key,
        "headline": headline,
        "publisher": publisher,
        "published": published,
        "url": f"https://paper.example/{key}",
        "body": body,
    } | other


def rows(path: Path, articles: Sequence[Mapping[str, str]]) -> Path:
    """A file of JSON Lines."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = "".join(json.dumps(a) + "\n" for a in articles).encode()
    path.write_bytes(gzip.compress(text) if path.suffix == ".gz" else text)
    return path


def archived(numbers: Sequence[int], said: str = "", date: str = "2026-03-05T10:00:00Z") -> Archive:
    """A WARC of articles of `NEWS` as pages, each with `said` as a second paragraph."""

    def html(n: int) -> bytes:
        _key, headline, publisher, published, body = NEWS[n]
        meta = (
            f'<meta property="og:site_name" content="{publisher}">'
            f'<meta property="article:published_time" content="{published}">'
        )
        article = f"<article><h1>{headline}</h1><p>{body}</p><p>{said}</p></article>"
        head = f"<head><title>{headline}</title>{meta}</head>"
        return f"<!doctype html><html lang=en>{head}<body>{article}</body></html>".encode()

    return made(
        [
            lambda w, n=n: response(w, f"https://paper.example/page/{NEWS[n][0]}", html(n), WARC_Date=date)
            for n in numbers
        ]
    )


def parquet(path: Path, numbers: Sequence[int]) -> Path:
    """A Parquet table of articles of `NEWS`."""
    pq.write_table(pa.Table.from_pylist([row(n, id=f"p-{NEWS[n][0]}", url="") for n in numbers]), path)
    return path


def read(
    inputs: Sequence[Path | str],
    out: Path | str,
    engine: str = "local",
    workers: int = 2,
    told: list[BulkProgress] | None = None,
    **made: Any,
) -> BulkSummary:
    """A bulk run in this process. `made`: limit and language."""
    made_as = options(made.pop("limit", 0), made.pop("language", ""), SETTINGS)
    assert not made
    return run(
        units([str(i) for i in inputs], str(out)),
        str(out),
        (engine, workers),
        (made_as, SETTINGS),
        (told if told is not None else []).append,
    )


def retold(*args: object, **env: str) -> subprocess.CompletedProcess[str]:
    """Runs the command line."""
    return subprocess.run(
        [sys.executable, "-m", "retold", *map(str, args)],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env=os.environ | env,
    )


def contents(out: Path | str, below: Sequence[str] = TABLES) -> dict[str, bytes]:
    """The bytes of all files in some folders of a run, by path, without the temporary files that a kill leaves."""
    return {
        str(f.relative_to(out)): f.read_bytes()
        for folder in below
        for f in sorted((Path(out) / folder).rglob("*"))
        if f.is_file() and not f.name.startswith(".")
    }


def table(out: Path | str, name: str, column: str) -> list[Any]:
    """A column of all files of a table."""
    return [v for f in sorted((Path(out) / name).glob("*.parquet")) for v in pq.read_table(f)[column].to_pylist()]


def manifests(out: Path | str) -> list[dict[str, Any]]:
    return [json.loads(f.read_text()) for f in sorted((Path(out) / "manifests").glob("*.json"))]


def skipped(out: Path | str) -> tuple[int, int, dict[str, int]]:
    """Records, articles, and skipped records by reason, from the folder's manifest. Checks it against the shards."""
    counts = json.loads((Path(out) / "manifest.json").read_text())["counts"]
    single = [m["counts"] for m in manifests(out)]
    assert counts["in"] == sum(c["in"] for c in single) == counts["out"] + sum(counts["skipped"].values())
    assert (
        counts["out"]
        == sum(c["out"] for c in single)
        == len(table(out, "digests", "row"))
        == len(table(out, "vectors", "row"))
    )
    return counts["in"], counts["out"], counts["skipped"]
