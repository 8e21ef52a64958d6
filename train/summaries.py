"""Articles with what people thought important in them, in groups of one kind each."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from retold.english.sentences import split
from retold.types import Span
from train import datasets, editor

HALF = 2
"""One of so many articles of XSum is taken: they have one summary of one sentence."""
THIRD = 3
"""The same for the BBC's, of which a program made the extracts."""
COVERED = 0.6
"""Share of a fact's words from which a sentence tells it."""
FACT = 0.25
"""What a fact counts beside one that must be told."""


@dataclass(frozen=True, slots=True)
class Judged:
    """An article with summaries, or with places of its body that are important and how much."""

    group: str
    id: str
    headline: str
    body: str
    summaries: tuple[str, ...] = ()
    places: tuple[tuple[Span, float], ...] = ()


def judged() -> list[Judged]:
    """All articles to fit on. An article of CNN or the Daily Mail that is in several sets comes once."""
    cliff = [Judged("cnn", a.id, a.headline, a.body, a.summaries) for a in datasets.cliff_articles()]
    found: dict[str, Judged] = {_key(a.body): a for a in cliff}
    measured = set(found)
    for article in _cnn():
        key = _key(article.body)
        if key not in measured:
            known = found.get(key, replace(article, summaries=()))
            found[key] = replace(known, summaries=(*known.summaries, *article.summaries))
    gum = (Judged("gum", a.id, a.headline, a.body, a.summaries) for a in datasets.gum_articles("train"))
    return [*found.values(), *gum, *_xsum(), *_newsroom(), *_bbc(), *_editor()]


def _key(body: str) -> str:
    """The same for two texts of one article, of which one may be tokenised or without its place."""
    letters = re.sub(r"[^a-z]", "", re.sub(r"^.{0,60}?\(\s*cnn\s*\)", "", body.lower()))
    return hashlib.sha256(letters[40:120].encode()).hexdigest()


def _cnn() -> Iterator[Judged]:
    for row in datasets.rows("summaries/cnndm-highlights"):
        yield Judged("cnn", row["id"], "", row["body"], (" ".join(row["highlights"]),))
    for row in datasets.rows("summaries/writers"):
        yield Judged("cnn", row["id"], "", row["body"], tuple(row["summaries"]))
    for row in datasets.rows("summaries/summeval"):
        yield Judged("cnn", row["id"], "", row["body"], (row["reference"], *row["summaries"]))


def _xsum() -> Iterator[Judged]:
    """Articles of the BBC with their first sentence, which is not in the body."""
    for row in datasets.rows("summaries/xsum")[::HALF]:
        yield Judged("xsum", row["id"], "", row["body"], (row["summary"],))
    claims: dict[str, list[str]] = {}
    for row in datasets.rows("grounding/xsum-human"):
        if row["supported"]:
            claims.setdefault(row["source"], []).append(row["claim"])
    for number, (body, supported) in enumerate(claims.items()):
        yield Judged("xsum", f"xsum-human-{number}", "", body, tuple(supported))


def _newsroom() -> Iterator[Judged]:
    for row in datasets.rows("summaries/newsroom-human"):
        yield Judged("newsroom", row["id"], "", row["body"], (row["reference"],))


def _bbc() -> Iterator[Judged]:
    """Articles of the BBC with the sentences of their extracts."""
    for row in datasets.rows("bbc/bbc")[::THIRD]:
        extract = _letters(row["extract"])
        spans = (
            s for s in split(row["body"]) if len(s.of(row["body"])) > 20 and _letters(s.of(row["body"])) in extract
        )
        yield Judged("bbc", row["id"], row["headline"], row["body"], places=tuple((s, 1.0) for s in spans))


def _letters(text: str) -> str:
    return re.sub(r"\W", "", text.lower())


def _editor() -> Iterator[Judged]:
    headlines = {row["id"]: row.get("headline") or "" for row in datasets.rows("editor/articles")}
    for key, body, gold in editor.articles(datasets.FOLDER):
        places = tuple(
            (Span(*found.span()), 1.0 if fact["must"] else FACT)
            for fact in gold["facts"]
            for found in re.finditer(re.escape(fact["quote"]), body)
        )
        yield Judged("editor", key, headlines[key], body, places=places)


def weights(places: Sequence[tuple[Span, float]], sentences: Sequence[Span]) -> list[float]:
    """How important each sentence is: the sum of the places that it covers."""
    return [
        sum(
            weight
            for place, weight in places
            if min(place.end, s.end) - max(place.start, s.start) >= COVERED * (place.end - place.start)
        )
        for s in sentences
    ]
