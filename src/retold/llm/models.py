"""Model files: fetched once, kept only if their checksum is right."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from retold.config import Settings
from retold.errors import FormatError, SettingsError, StorageError
from retold.sources.http.download import download

_HEX = re.compile(r"[0-9a-f]{64}")
_CHUNK = 1 << 20


def fetch_model(
    url: str,
    sha256: str,
    folder: Path,
    settings: Settings,
    on_progress: Callable[[int, int | None], None] = lambda _, __: None,
) -> Path:
    """Fetches a GGUF file into `folder`, and returns its path. One that is there with the right checksum is kept.

    `sha256`: 64 hexadecimal digits. `on_progress`: gets the bytes that are there, and all, if known.

    Raises:
        SettingsError: the address does not end in a name with ".gguf", or the checksum is none.
        FetchError: it cannot be fetched; what was fetched so far is kept, to go on from there.
        FormatError: the file is another one than the checksum says, and is deleted.
        StorageError: it cannot be written.
    """
    try:
        name = PurePosixPath(urlsplit(url).path).name
    except ValueError:
        name = ""
    if not name.lower().endswith(".gguf") or not _HEX.fullmatch(sha256.lower()):
        what = (
            "is no address of a .gguf file" if _HEX.fullmatch(sha256.lower()) else "needs --sha256 with 64 hex digits"
        )
        raise SettingsError(what, url)
    target = folder / name
    part = target.with_name(f"{name}.part")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if target.is_file() and _sha256(target) == sha256.lower():
            return target
        download(url, part, settings, on_progress)
        if _sha256(part) != sha256.lower():
            part.unlink()
            raise FormatError("is another file than its checksum says; it was deleted", url)
        part.replace(target)
    except OSError as error:
        raise StorageError(f"cannot be written: {error.strerror}", str(target)) from error
    return target


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
