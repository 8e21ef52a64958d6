"""Articles with what people thought important in them, in groups of one kind each."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from retold.types import Span
from train import datasets, editor, marks

COVERED = 0.6
"""Share of a fact's words from which a sentence tells it."""
FACT = 0.25
"""What a fact counts beside one that must be told."""
GRADE = (0.0, 0.05, 0.3, 1.0)
"""What a sentence counts by its grade, 0 to 3."""


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
    return [*found.values(), *gum, *_newsroom(), *_editor(), *_graded()]


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


def _newsroom() -> Iterator[Judged]:
    for row in datasets.rows("summaries/newsroom-human"):
        yield Judged("newsroom", row["id"], "", row["body"], (row["reference"],))


def _editor() -> Iterator[Judged]:
    headlines = {row["id"]: row.get("headline") or "" for row in datasets.rows("editor/articles")}
    for key, body, gold in editor.articles(datasets.FOLDER):
        places = tuple(
            (Span(*found.span()), 1.0 if fact["must"] else FACT)
            for fact in gold["facts"]
            for found in re.finditer(re.escape(fact["quote"]), body)
        )
        yield Judged("editor", key, headlines[key], body, places=places)


def _graded() -> Iterator[Judged]:
    """Articles with sentences that readers graded."""
    table = marks.by_article()
    sets = {corpus: datasets.rows(corpus) for corpus in {corpus for corpus, _ in table}}
    for (corpus, number), rows in table.items():
        row = sets[corpus][int(number)]
        places = tuple((Span(int(r["start"]), int(r["end"])), GRADE[int(r["grade"])]) for r in rows)
        yield Judged("graded", str(row["id"]), row.get("headline") or "", row["body"], places=places)


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
