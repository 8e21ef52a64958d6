"""Evidence for claims, and whether a claim is in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from retold.types import Article, Evidence, Span

_TOKEN = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)?")
_POSSESSIVE = re.compile(r"['’]s?$")

FUNCTION_WORDS = frozenset(
    """a an the and or but nor so yet of in on at by for from with to into onto over under about as than that this
    these those it its he his him she her they their them we our us you your i me my who whom whose which what
    when where why how is are was were be been being am do does did have has had will would shall should can
    could may might must not no there here also then if while because until since before after during between
    through against within without up down out off again further once only just very too more most such own same
    other both each all any few some s t""".split()
)


def evidence(article: Article, spans: Iterable[Span]) -> tuple[Evidence, ...]:
    """The exact words of `article` at `spans`, in text order, each place once."""
    return tuple(
        Evidence(article.id, span.start, span.end, span.of(article.body)) for span in sorted(set(spans))
    )


def words(text: str) -> list[str]:
    """Words and numbers of `text`, case and possessive aside."""
    return [_POSSESSIVE.sub("", w).casefold() for w in _TOKEN.findall(text)]


def content_words(text: str) -> list[str]:
    """What a sentence says beyond grammar: names, numbers, nouns, verbs, adjectives."""
    return [w for w in words(text) if w not in FUNCTION_WORDS]


def support(text: str, evidence: Sequence[Evidence]) -> float:
    """Share of the content words of `text` that stand in its evidence, 0..1.

    Negation counts as content: a "not" that the source lacks is a word too many.
    """
    said = [w for w in words(text) if w not in FUNCTION_WORDS or w in ("not", "no", "without")]
    if not said:
        return 0.0
    known = {w for e in evidence for w in words(e.exact)}
    return round(sum(w in known for w in said) / len(said), 4)
