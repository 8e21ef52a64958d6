"""`retold/data/same_names.json`: how likely two names of an article mean one thing. `othernames.tsv`: other names.

    python -m train.same_names DATA

DATA: the folder with editor/, gum/ and kb/. A logistic regression with a small penalty on pairs of names in GUM's
training part and in 119 articles of an editor. Prints, over ten parts of the articles, each judged by weights from the
other nine, how many pairs are joined, and how many of those are right.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np

from retold.english.sentences import split
from retold.reading.coref import groups_by_style
from retold.reading.encoder import load
from retold.reading.mentions import find_mentions
from retold.reading.name_forms import Form, key_of
from retold.reading.same_names import candidates
from train import editor, gum, logistic
from train.coreference import body_and_mentions

OUT = Path(__file__).parents[1] / "src" / "retold" / "data"
PENALTY = 3.0
PARTS = 10
LEAST = 0.7
"""Probability from which two names are one."""

_NO_NEWS = re.compile(r"\b(?:genus|family|order|suborder|class|subclass|phylum|tribe|division|language)\b")
"""In entries of WordNet that no news needs: plants, animals, languages."""


@dataclass(frozen=True)
class Case:
    """A pair of names: its article, features, and whether it is one thing."""

    article: str
    text: str
    row: dict[str, float]
    right: bool


def write_names(data: Path) -> None:
    """Writes what has two names or more: places, organizations, events and works of WordNet; no people."""
    with gzip.open(data / "kb" / "namenet.jsonl.gz", "rt", encoding="utf-8") as rows:
        entries = [r for r in map(json.loads, rows) if r["type"] != "person"]
    with gzip.open(data / "kb" / "wordnet-nouns.jsonl.gz", "rt", encoding="utf-8") as rows:
        wordnet = list(map(json.loads, rows))
    entries += [r for r in wordnet if r["name"][:1].isupper() and r["key"][:2] in ("06", "07", "08")]
    common = {n for r in wordnet for n in (r["name"], *r["aliases"]) if n.islower()}
    heads = {key_of(entry["name"]) for entry in entries}
    lines: set[str] = set()
    for entry in entries:
        names = [n for n in (entry["name"], *entry["aliases"]) if n[:1].isupper() and not _NO_NEWS.search(n)]
        first, *others = [k for k in dict.fromkeys(map(key_of, names)) if len(k) > 2] or [""]
        # "Russia" was no other name of the Soviet Union, and "the revolution" may be any.
        if others := [k for k in others if k not in heads | common]:
            lines.add("\t".join([first, *others]))
    (OUT / "othernames.tsv").write_text("\n".join(sorted(lines)) + "\n", encoding="utf-8")


Names = Sequence[tuple[str, str]]
"""Names of an article with the thing that each means."""


def texts(data: Path) -> Iterator[tuple[str, str, Names]]:
    """The id, the body and the gold names of each article."""
    for document in gum.load(data / "gum" / "train"):
        body, mentions = body_and_mentions(document)
        yield document.name, body, [(key_of(body[a:b]), str(entity)) for a, b, entity, _ in mentions]
    for key, body, gold in editor.articles(data):
        names = [(key_of(f), e["name"]) for e in gold["entities"] for f in {e["name"], *e["forms"]}]
        yield f"editor {key}", body, names
    yield from ecb_texts(data)


def ecb_texts(data: Path) -> Iterator[tuple[str, str, Names]]:
    """The articles of ECB+, with the chains of its people, places and organizations."""
    with gzip.open(data / "stories" / "ecbplus-dev.jsonl.gz", "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            kinds = ("HUMAN", "LOC", "NON_HUMAN")
            names = [m for m in row["mentions"] if m["type"].startswith(kinds) and m["text"][:1].isupper()]
            yield f"ecb {row['topic']}", row["body"], [(key_of(m["text"]), m["chain"]) for m in names]


def cases(article: str, names: Names, groups: dict[str, list[Form]]) -> Iterator[Case]:
    """The pairs of one article of which both names are known."""
    meant: dict[str, set[str]] = {}
    for name, thing in names:
        meant.setdefault(name, set()).add(thing)
    for pair, row in candidates(groups):
        things = [set().union(*(meant.get(f.key, set()) for f in groups[key])) for key in (pair.a, pair.b)]
        if all(things):
            text = f"{pair.kind}: {pair.short.text} = {pair.long.text}"
            yield Case(article, text, row, bool(things[0] & things[1]))


def judged(data: Path) -> Iterator[Case]:
    """The pairs of all articles."""
    encoder = load()
    for key, body, names in texts(data):
        spans = split(body)
        mentions = find_mentions(body, spans, encoder.encode([span.of(body) for span in spans]))
        yield from cases(key, names, groups_by_style(body, mentions)[0])


def main() -> None:
    data = Path(sys.argv[1])
    write_names(data)
    found = list(judged(data))
    names = ["bias", *sorted({name for c in found for name in c.row} - {"bias"})]
    rows = [{name: c.row.get(name, 0.0) for name in names} for c in found]
    right = np.array([c.right for c in found])
    part = np.array([int(sha256(c.article.encode()).hexdigest(), 16) % PARTS for c in found])
    chances = np.zeros(len(found))
    for number in range(PARTS):
        train = [i for i in range(len(found)) if part[i] != number]
        weights = logistic.fit([rows[i] for i in train], [found[i].right for i in train], PENALTY)
        for i in np.flatnonzero(part == number):
            chances[i] = 1 / (1 + np.exp(-sum(weights[n] * v for n, v in rows[i].items())))
    for least in (0.5, 0.6, 0.7, 0.8, 0.9):
        told = chances >= least
        print(f"{least}: {told.sum()} of {right.sum()} joined, {right[told].mean():.3f} right")
    for i in np.argsort(-chances):
        if (chances[i] >= LEAST) != right[i]:
            print(f"{chances[i]:.2f} {right[i]} {found[i].article[:20]} {found[i].text}")
    weights = logistic.fit(rows, [c.right for c in found], PENALTY)
    stored = {"least": LEAST, "weights": {n: w for n, w in sorted(weights.items()) if w}}
    (OUT / "same_names.json").write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
