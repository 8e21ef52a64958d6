"""The kinds of articles."""

from __future__ import annotations

from enum import StrEnum


class ArticleKind(StrEnum):
    """What an article is. A page that only lists stories is no article, so it has no kind."""

    NEWS = "news"
    OPINION = "opinion"
    REVIEW = "review"
    LIVE_BLOG = "live blog"
    LIST = "list"
    TRANSCRIPT = "transcript"
