"""Names of files: patterns, hidden files, order."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable

from retold.sources.storage.file import StoredFile

S3 = "s3://"
"""How names in an S3-compatible store begin."""
_WILDCARD = re.compile(r"[*?\[]")
_PATTERN_PART = re.compile(
    r"""
      \*\*/               # any folders
    | \*\*                # anything
    | \*                  # anything but a slash
    | \?                  # one character but no slash
    | \[ !? \]? [^\]/]* \]  # one of these characters, or none of these
    | .                   # itself
    """,
    re.VERBOSE | re.DOTALL,
)
_WILDCARDS = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}


def absolute(name: str) -> str:
    """A name that means the same in every folder, without a slash at its end."""
    return name.rstrip("/") if name.startswith(S3) else os.path.abspath(name)


def relative(name: str, folder: str) -> str:
    """The name as seen from the folder. Paths are compared by their meaning: names below "." do not begin with it."""
    return name[len(folder) + 1 :] if name.startswith(S3) else os.path.relpath(name, folder or "/")


def visible_in_order(files: Iterable[StoredFile], folder: str) -> list[StoredFile]:
    """The files of a folder in order of names, without those that begin with a dot or lie in such a folder."""
    return sorted((f for f in files if "/." not in f"/{relative(f.name, folder)}"), key=lambda f: f.name)


def split_pattern(name: str) -> tuple[str, re.Pattern[str]] | None:
    """The folder below which a pattern looks, and an expression for names relative to it; None if it is no pattern."""
    wildcard = _WILDCARD.search(name)
    if wildcard is None:
        return None
    head, slash, _ = name[: wildcard.start()].rpartition("/")
    return head or slash or ".", re.compile(_expression(name[len(head + slash) :]), re.DOTALL)


def _expression(pattern: str) -> str:
    """A pattern of the shell as a regular expression."""
    parts = []
    for part in _PATTERN_PART.findall(pattern):
        if part in _WILDCARDS:
            parts.append(_WILDCARDS[part])
        elif len(part) > 1:
            characters = part[1:-1].replace("\\", "\\\\").replace("[", "\\[")
            parts.append(f"[^{characters[1:]}]" if characters.startswith("!") else f"[{characters}]")
        else:
            parts.append(re.escape(part))
    return "".join(parts)
