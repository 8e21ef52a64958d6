"""Objects of an S3-compatible store, for `retold.sources.storage`."""

from __future__ import annotations

import io
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO, cast
from urllib.parse import urlsplit

from pyarrow import fs

from retold.errors import MissingError, StorageError
from retold.sources.storage import S3, StoredFile
from retold.sources.storage.streams import RawStream

_AHEAD = 4 << 20
"""Bytes asked for at once: each request takes its time, however small."""
_HELD = 16 << 20
_ATTEMPTS = 5
_KEYS = (
    "AWS_ACCESS_KEY_ID", "AWS_PROFILE", "AWS_ROLE_ARN", "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI",
)  # fmt: skip
_SETTINGS = (
    *_KEYS,
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_REGION",
    "AWS_DEFAULT_REGION",
    "AWS_ENDPOINT_URL",
    "AWS_ENDPOINT_URL_S3",
    "AWS_SHARED_CREDENTIALS_FILE",
    "HOME",
)
_REASONS = {
    "NO_SUCH_BUCKET": "there is no such bucket",
    "ACCESS_DENIED": "access is denied; check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and what they may do",
    "INVALID_ACCESS_KEY_ID": "the store does not know this AWS_ACCESS_KEY_ID",
    "SIGNATURE_DOES_NOT_MATCH": "AWS_SECRET_ACCESS_KEY does not belong to AWS_ACCESS_KEY_ID",
    "EXPIRED_TOKEN": "the keys have expired",
    "NO_SUCH_KEY": "there is no such object",
    "NETWORK_CONNECTION": "the store cannot be reached; check AWS_ENDPOINT_URL and AWS_REGION",
    "Moved Permanently": "the bucket is in another region; set AWS_REGION",
    "SLOW_DOWN": "the store asks to slow down; try again later",
}  # fmt: skip


class Bucket:
    """A `Store` of names that begin with s3://."""

    def found(self, name: str) -> StoredFile | None:
        """The object of this name."""
        if not _path(name).partition("/")[2] or name.endswith("/"):
            return None
        with _told(name):
            about = _system().get_file_info(_path(name))
        return _stored(about) if about.is_file else None

    def below(self, folder: str) -> Iterator[StoredFile] | None:
        """All objects whose keys begin with the folder and a slash."""
        with _told(folder):
            found = _system().get_file_info(fs.FileSelector(_path(folder), recursive=True, allow_not_found=True))
            if not found and _system().get_file_info(_path(folder)).type == fs.FileType.NotFound:
                if _system().get_file_info(_path(folder).partition("/")[0]).type == fs.FileType.NotFound:
                    raise StorageError(_REASONS["NO_SUCH_BUCKET"], folder)
                return None
        return (_stored(f) for f in found if f.is_file)

    def opened(self, name: str) -> BinaryIO:
        """The object, read ahead in large pieces."""
        with _told(name):
            return cast(
                BinaryIO, io.BufferedReader(RawStream(_system().open_input_file(_path(name)), name, _told), _AHEAD)
            )

    @contextmanager
    def written(self, name: str) -> Iterator[BinaryIO]:
        """Bytes are gathered here first: an upload that is broken off must not become an object."""
        with tempfile.SpooledTemporaryFile(_HELD) as gathered:
            yield cast(BinaryIO, gathered)
            gathered.seek(0)
            with _told(name), _system().open_output_stream(_path(name)) as stream:
                shutil.copyfileobj(gathered, stream, _AHEAD)

    def removed(self, name: str) -> None:
        """Removes an object."""
        with _told(name):
            try:
                _system().delete_file(_path(name))
            except FileNotFoundError:
                return

    def swept(self, name: str) -> None:
        """Nothing is left: what is broken off was never sent."""


def _path(name: str) -> str:
    """`bucket/key`."""
    path = name.removeprefix(S3)
    if not path.partition("/")[0]:
        raise StorageError("names no bucket; write s3://bucket/key", name)
    return path


def _stored(about: Any) -> StoredFile:
    return StoredFile(S3 + about.path, about.size, str(about.mtime_ns))


def _system() -> Any:
    return _connected(tuple((k, os.environ[k]) for k in _SETTINGS if k in os.environ))


@lru_cache(maxsize=4)
def _connected(environment: tuple[tuple[str, str], ...]) -> Any:
    given = dict(environment)
    endpoint = given.get("AWS_ENDPOINT_URL_S3") or given.get("AWS_ENDPOINT_URL") or ""
    options: dict[str, Any] = {}
    if endpoint:
        at = urlsplit(endpoint if "//" in endpoint else f"//{endpoint}", scheme="https")
        options = {"endpoint_override": at.netloc, "scheme": at.scheme}
    region = (
        given.get("AWS_REGION")
        or given.get("AWS_DEFAULT_REGION")
        or ("us-east-1" if endpoint or not keys(given) else None)
    )
    return fs.S3FileSystem(
        anonymous=not keys(given),
        region=region,
        request_timeout=60,
        connect_timeout=10,
        retry_strategy=fs.AwsStandardS3RetryStrategy(max_attempts=_ATTEMPTS),
        **options,
    )


def keys(given: Mapping[str, str], vendor: Path = Path("/sys/devices/virtual/dmi/id/sys_vendor")) -> bool:
    """Whether anything gives keys: the environment, a file, or the machine itself where it is one of Amazon's."""
    if any(given.get(k) for k in _KEYS):
        return True
    if Path(
        given.get("AWS_SHARED_CREDENTIALS_FILE") or Path(given.get("HOME", "/nowhere")) / ".aws" / "credentials"
    ).is_file():
        return True
    try:
        return "Amazon" in vendor.read_text()
    except OSError:
        return False


@contextmanager
def _told(name: str) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        if "ucket" in str(error):
            raise StorageError(_REASONS["NO_SUCH_BUCKET"], name) from error
        raise MissingError("there is no such object", name) from error
    except (OSError, ValueError) as error:
        said = str(error)
        reason = next(
            (text for mark, text in _REASONS.items() if mark in said), f"cannot be read or written: {said[:300]}"
        )
        raise StorageError(reason, name) from error


__all__ = ["Bucket", "keys"]
