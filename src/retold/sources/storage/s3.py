"""Objects of an S3-compatible store."""

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
from retold.sources.storage.file import StoredFile
from retold.sources.storage.names import S3
from retold.sources.storage.streams import RawStream

_READ_SIZE = 4 << 20
"""Bytes of one request: each request takes its time, however small it is."""
_MEMORY = 16 << 20
"""A file that is being written stays in memory up to this size in bytes; a larger one goes to a temporary file."""
_ATTEMPTS = 5
_CREDENTIALS = (
    "AWS_ACCESS_KEY_ID",
    "AWS_PROFILE",
    "AWS_ROLE_ARN",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
)
_VARIABLES = (
    *_CREDENTIALS,
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_REGION",
    "AWS_DEFAULT_REGION",
    "AWS_ENDPOINT_URL",
    "AWS_ENDPOINT_URL_S3",
    "AWS_SHARED_CREDENTIALS_FILE",
    "HOME",
)
_NO_BUCKET = "there is no such bucket"
_REASONS = {
    "NO_SUCH_BUCKET": _NO_BUCKET,
    "ACCESS_DENIED": "access is denied; check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and what they may do",
    "INVALID_ACCESS_KEY_ID": "the store does not know this AWS_ACCESS_KEY_ID",
    "SIGNATURE_DOES_NOT_MATCH": "AWS_SECRET_ACCESS_KEY does not belong to AWS_ACCESS_KEY_ID",
    "EXPIRED_TOKEN": "the keys have expired",
    "NO_SUCH_KEY": "there is no such object",
    "NETWORK_CONNECTION": "the store cannot be reached; check AWS_ENDPOINT_URL and AWS_REGION",
    "Moved Permanently": "the bucket is in another region; set AWS_REGION",
    "SLOW_DOWN": "the store asks to slow down; try again later",
}
"""Words in the messages of the AWS library, and what we say instead."""


class Bucket:
    """A `Storage` of names that begin with s3://."""

    def find(self, name: str) -> StoredFile | None:
        """The object of this name."""
        if not _path(name).partition("/")[2] or name.endswith("/"):
            return None
        with _mapped_errors(name):
            info = _file_system().get_file_info(_path(name))
        return _stored_file(info) if info.is_file else None

    def walk(self, folder: str) -> Iterator[StoredFile] | None:
        """All objects whose keys begin with the folder and a slash."""
        path = _path(folder)
        with _mapped_errors(folder):
            infos = _file_system().get_file_info(fs.FileSelector(path, recursive=True, allow_not_found=True))
            if not infos and not _is_there(path):
                if not _is_there(path.partition("/")[0]):
                    raise StorageError(_NO_BUCKET, folder)
                return None
        return (_stored_file(i) for i in infos if i.is_file)

    def open(self, name: str) -> BinaryIO:
        """The object, read in large pieces."""
        with _mapped_errors(name):
            stream = RawStream(_file_system().open_input_file(_path(name)), name, _mapped_errors)
            return cast(BinaryIO, io.BufferedReader(stream, _READ_SIZE))

    @contextmanager
    def create(self, name: str) -> Iterator[BinaryIO]:
        """Collects the bytes on this machine first: an upload that breaks off must not become an object."""
        with tempfile.SpooledTemporaryFile(_MEMORY) as collected:
            yield cast(BinaryIO, collected)
            collected.seek(0)
            with _mapped_errors(name), _file_system().open_output_stream(_path(name)) as stream:
                shutil.copyfileobj(collected, stream, _READ_SIZE)

    def remove(self, name: str) -> None:
        """Removes an object."""
        with _mapped_errors(name):
            try:
                _file_system().delete_file(_path(name))
            except FileNotFoundError:
                return

    def remove_leftovers(self, name: str) -> None:
        """There are none: an upload that breaks off leaves nothing."""


def _path(name: str) -> str:
    """`bucket/key`."""
    path = name.removeprefix(S3)
    if not path.partition("/")[0]:
        raise StorageError("names no bucket; write s3://bucket/key", name)
    return path


def _is_there(path: str) -> bool:
    return bool(_file_system().get_file_info(path).type != fs.FileType.NotFound)


def _stored_file(info: Any) -> StoredFile:
    return StoredFile(S3 + info.path, info.size, str(info.mtime_ns))


def _file_system() -> Any:
    return _connect(tuple((k, os.environ[k]) for k in _VARIABLES if k in os.environ))


@lru_cache(maxsize=4)
def _connect(variables: tuple[tuple[str, str], ...]) -> Any:
    environment = dict(variables)
    endpoint = environment.get("AWS_ENDPOINT_URL_S3") or environment.get("AWS_ENDPOINT_URL") or ""
    options: dict[str, Any] = {}
    if endpoint:
        parts = urlsplit(endpoint if "//" in endpoint else f"//{endpoint}", scheme="https")
        options = {"endpoint_override": parts.netloc, "scheme": parts.scheme}
    is_signed = has_credentials(environment)
    region = environment.get("AWS_REGION") or environment.get("AWS_DEFAULT_REGION")
    if not region and (endpoint or not is_signed):
        region = "us-east-1"
    return fs.S3FileSystem(
        anonymous=not is_signed,
        region=region or None,
        request_timeout=60,
        connect_timeout=10,
        retry_strategy=fs.AwsStandardS3RetryStrategy(max_attempts=_ATTEMPTS),
        **options,
    )


def has_credentials(
    environment: Mapping[str, str], vendor: Path = Path("/sys/devices/virtual/dmi/id/sys_vendor")
) -> bool:
    """Whether there are keys: in the environment, in a file, or from the machine itself if it is one of Amazon's.

    `vendor`: the file that names the maker of the machine.
    """
    if any(environment.get(variable) for variable in _CREDENTIALS):
        return True
    default = Path(environment.get("HOME", "/nowhere")) / ".aws" / "credentials"
    if Path(environment.get("AWS_SHARED_CREDENTIALS_FILE") or default).is_file():
        return True
    try:
        return "Amazon" in vendor.read_text()
    except OSError:
        return False


@contextmanager
def _mapped_errors(name: str) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        if "ucket" in str(error):
            raise StorageError(_NO_BUCKET, name) from error
        raise MissingError("there is no such object", name) from error
    except (OSError, ValueError) as error:
        text = str(error)
        reason = next(
            (reason for words, reason in _REASONS.items() if words in text),
            f"cannot be read or written: {text[:300]}",
        )
        raise StorageError(reason, name) from error


__all__ = ["Bucket", "has_credentials"]
