"""Writes WARC files for benches."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter


def write(path: Path, pages: Iterable[tuple[str, str]]) -> None:
    """Writes `(address, HTML)` pages as responses, gzipped by record if the name ends in ".gz"."""
    with path.open("wb") as stream:
        writer = WARCWriter(stream, gzip=path.suffix == ".gz")
        for address, html in pages:
            headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
            record = writer.create_warc_record(
                address, "response", payload=BytesIO(html.encode()), http_headers=headers
            )
            writer.write_record(record)
