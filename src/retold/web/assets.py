"""Scripts, styles and fonts of the package: a few files, held in memory with what they are compressed to."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from retold.web.negotiation import known, takes_gzip

STATIC = Path(__file__).parent / "static"
_TYPES = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    ".txt": "text/plain",
}


@dataclass(frozen=True, slots=True)
class _Asset:
    body: bytes
    squeezed: bytes | None
    headers: dict[str, str]


class Assets:
    """Files by name. Only names that were there at the start are known, so that no path leads elsewhere."""

    def __init__(self, folder: Path) -> None:
        self._held = {f.name: _asset(f) for f in sorted(folder.iterdir()) if f.suffix in _TYPES}

    def mark(self, name: str) -> str:
        """What changes with a file's content: part of its address, so that it may be kept for ever."""
        return self._held[name].headers["etag"][3:-1]

    async def answer(self, request: Request) -> Response:
        """The file of a request."""
        asset = self._held.get(request.path_params["name"])
        if asset is None:
            raise HTTPException(404)
        forever = request.query_params.get("v") == self.mark(request.path_params["name"])
        headers = {
            **asset.headers,
            "cache-control": "public, max-age=31536000, immutable" if forever else "public, max-age=3600",
        }
        if known(request, asset.headers["etag"]):
            return Response(status_code=304, headers=headers)
        if asset.squeezed is not None and takes_gzip(request):
            return Response(asset.squeezed, headers={**headers, "content-encoding": "gzip"})
        return Response(asset.body, headers=headers)


def _asset(file: Path) -> _Asset:
    body = file.read_bytes()
    kind = _TYPES[file.suffix]
    squeezed = gzip.compress(body, 9, mtime=0) if file.suffix != ".woff2" else None
    charset = "; charset=utf-8" if kind.startswith("text/") else ""
    headers = {
        "content-type": kind + charset, "etag": f'W/"{blake2b(body, digest_size=6).hexdigest()}"', "vary": "Accept-Encoding",
    }  # fmt: skip
    return _Asset(body, squeezed, headers)
