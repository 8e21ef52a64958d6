"""Retold reads the news and tells each story again, with its sources.

    import retold

    digest = retold.read("article.html")             # a URL, a file, or a dict with a body
    for outcome in retold.read_all(["articles/"]):    # a digest or an error for each article
        ...
    memory = retold.open("news.db")                  # everything that many articles say

Each sentence of a digest carries the words of the article that it rests on. All errors are `RetoldError`s.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from retold import config

__version__ = config.VERSION

if TYPE_CHECKING:
    from retold.api import check, open, read, read_all, to_json  # noqa: A004
    from retold.config import Settings
    from retold.engine import Engine
    from retold.errors import RetoldError
    from retold.memory import Memory
    from retold.types import Article, Claim, Digest, DigestEntity, Edge, Evidence, Graph

_MODULES = {
    "check": "api",
    "open": "api",
    "read": "api",
    "read_all": "api",
    "to_json": "api",
    "Settings": "config",
    "Engine": "engine",
    "Memory": "memory",
    "RetoldError": "errors",
    "Article": "types",
    "Claim": "types",
    "Digest": "types",
    "DigestEntity": "types",
    "Edge": "types",
    "Evidence": "types",
    "Graph": "types",
}
"""The module of each public name. It is imported when the name is first used, so `import retold` is fast."""

__all__ = [
    "Article",
    "Claim",
    "Digest",
    "DigestEntity",
    "Edge",
    "Engine",
    "Evidence",
    "Graph",
    "Memory",
    "RetoldError",
    "Settings",
    "__version__",
    "check",
    "open",
    "read",
    "read_all",
    "to_json",
]


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module 'retold' has no attribute {name!r}")

    value = getattr(import_module(f"retold.{_MODULES[name]}"), name)
    globals()[name] = value
    return value
