"""Scripts, styles and fonts of the package: a few files, held in memory, plain and compressed."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from retold.web.negotiation import accepts_gzip, has_any, has_current

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
    gzipped: bytes | None
    fingerprint: str
    headers: dict[str, str]


class Assets:
    """Files by name. Only names that exist at the start are known, so that no path leads out of the folder."""

    def __init__(self, folder: Path) -> None:
        self._assets = {f.name: _load(f) for f in sorted(folder.iterdir()) if f.suffix in _TYPES}

    def fingerprint(self, name: str) -> str:
        """A hash of a file's content. It is part of the file's address, so that browsers may keep the file for ever."""
        return self._assets[name].fingerprint

    async def answer(self, request: Request) -> Response:
        """The file that a request names. Raises `HTTPException` 404 for any other."""
        asset = self._assets.get(request.path_params["name"])
        if asset is None:
            raise HTTPException(404)
        immutable = request.query_params.get("v") == asset.fingerprint
        cache_control = "public, max-age=31536000, immutable" if immutable else "public, max-age=3600"
        headers = {**asset.headers, "cache-control": cache_control}
        if has_current(request, asset.headers["etag"]) or has_any(request):
            return Response(status_code=304, headers=headers)
        if asset.gzipped is not None and accepts_gzip(request):
            return Response(asset.gzipped, headers={**headers, "content-encoding": "gzip"})
        return Response(asset.body, headers=headers)


def _load(file: Path) -> _Asset:
    body = file.read_bytes()
    media_type = _TYPES[file.suffix]
    gzipped = gzip.compress(body, 9, mtime=0) if file.suffix != ".woff2" else None
    charset = "; charset=utf-8" if media_type.startswith("text/") else ""
    fingerprint = blake2b(body, digest_size=6).hexdigest()
    headers = {"content-type": media_type + charset, "etag": f'W/"{fingerprint}"', "vary": "Accept-Encoding"}
    return _Asset(body, gzipped, fingerprint, headers)
