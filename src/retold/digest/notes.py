"""Notes: what a reader of the digest should know about how far it can be trusted."""

from __future__ import annotations

from collections.abc import Sequence

from retold.digest.compression import is_personal
from retold.records.article_kinds import ArticleKind
from retold.types import Claim, Reading

_KINDS: dict[str, str] = {
    ArticleKind.OPINION: "This is an opinion piece: it says what its author thinks.",
    ArticleKind.REVIEW: "This is a review: it gives the judgement of its author.",
    ArticleKind.LIVE_BLOG: "This is a live blog: its posts may not stand in the order of the events.",
    ArticleKind.LIST: "This is a list of separate items, and not one story.",
    ArticleKind.TRANSCRIPT: "This is a transcript: it gives what people said.",
}


def notes(reading: Reading, told: Sequence[Claim]) -> tuple[str, ...]:
    """The notes for a digest. `told`: its takeaways and retelling."""
    article = reading.article
    found = []
    if not reading.language_supported:
        name = "was not recognised" if reading.language == "und" else f"seems to be {reading.language!r}"
        found.append(
            f"The language {name}; the reading model was made for English, so names and takeaways may be wrong."
        )
    if kind := _KINDS.get(article.metadata.kind):
        found.append(kind)
    elif told and is_personal(reading, reading.quotes):
        found.append("The author speaks as “I” or “we”: this is the author's own account.")
    if left_out := article.left_out:
        read = len(article.body)
        found.append(f"The text has {read + left_out:,} characters. Only the first {read:,} were read.")
    if article.tables:
        tables = "A table" if article.tables == 1 else f"{article.tables} tables"
        found.append(f"{tables} of the page {'is' if article.tables == 1 else 'are'} not told.")
    if not told:
        found.append(_why_nothing(reading))
    return tuple(found)


def _why_nothing(reading: Reading) -> str:
    """Why nothing of a text is told."""
    body = reading.article.body
    story = [s.span.of(body) for s in reading.sentences if not s.clutter]
    if not story:
        return "Nothing is told: the text holds no story, only captions, credits or notices of the site."
    if all(text.isupper() for text in story):
        return "Nothing is told: the text is in capitals, so names cannot be told from other words."
    return "Nothing is told: no sentence of the text is a whole statement that can stand on its own."
