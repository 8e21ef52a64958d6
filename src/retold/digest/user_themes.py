"""Themes of the user, from a TOML file.

    [[theme]]
    name = "Microdramas"
    keywords = ["microdrama", "vertical drama"]
    sentence = "Short vertical dramas are made for phones."

A theme has `keywords` (matched as whole words in any case, also in the plural), a `sentence` (matched by
meaning), or both.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from retold.errors import SettingsError

_KEYS = {"name", "keywords", "sentence"}


@dataclass(frozen=True, slots=True)
class ThemeRequest:
    """One entry of the file; `sentence` is "" if there is none."""

    name: str
    keywords: tuple[str, ...]
    sentence: str

    @property
    def qcode(self) -> str:
        """The id of the theme: "user:" and the name in lower case, its words joined by hyphens."""
        return "user:" + "-".join(re.findall(r"\w+", self.name.lower()))


def load(path: Path) -> tuple[ThemeRequest, ...]:
    """The themes of a file, in order.

    Raises `SettingsError`, which names the file, the entry and the fault.
    """
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"cannot be read: {error.strerror or error}", str(path)) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"is not TOML: {error}", str(path)) from error
    entries = found.get("theme")
    if not isinstance(entries, list) or not entries:
        raise SettingsError("has no [[theme]] entry", str(path))
    themes = tuple(_theme(entry, f"{path}: theme {number}") for number, entry in enumerate(entries, start=1))
    codes = [t.qcode for t in themes]
    for code in codes:
        if codes.count(code) > 1:
            raise SettingsError(f"two themes have the same name, {code!r}", str(path))
    return themes


def _theme(entry: Any, where: str) -> ThemeRequest:
    if not isinstance(entry, dict):
        raise SettingsError("must be a table", where)
    unknown = sorted(set(entry) - _KEYS)
    if unknown:
        raise SettingsError(f"has an unknown key {unknown[0]!r}; the keys are name, keywords and sentence", where)
    name, keywords, sentence = entry.get("name"), entry.get("keywords", []), entry.get("sentence", "")
    if not isinstance(name, str) or not re.search(r"\w", name):
        raise SettingsError("needs a name", where)
    if not isinstance(keywords, list) or not all(isinstance(k, str) and k.strip() for k in keywords):
        raise SettingsError("keywords must be a list of words", where)
    if not isinstance(sentence, str):
        raise SettingsError("sentence must be text", where)
    if not keywords and not sentence.strip():
        raise SettingsError("needs keywords or a sentence", where)
    return ThemeRequest(name.strip(), tuple(k.strip() for k in keywords), sentence.strip())
