"""`retold/data/roles.json`: how likely a phrase is the role of a name, from the roles that an editor marked.

    python -m train.roles GOLD.jsonl ARTICLES.jsonl [WORDNET-NOUNS.jsonl.gz]

Writes the weights and prints, over ten parts of the articles, each judged by weights from the other nine: how many of
the editor's roles are found, and how many of those given are right. A logistic regression with a small penalty, by
Newton's method, so it always gives the same. With the nouns of Open English WordNet it writes `retold/data/nouns.tsv`.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retold import reading as stages
from retold.reading.encoder import load
from retold.reading.role_choice import features
from retold.reading.roles import candidates_of
from retold.types import Article, Metadata, Reading
from train import logistic

DATA = Path(__file__).parents[1] / "src" / "retold" / "data"
PENALTY = 5.0
PARTS = 10
LEAST = 0.65
"""Probability from which a role is given. Of those given, more than nine in ten are right."""
SHARED_PEOPLE = 3
"""People in two articles by which they tell one event, so that they are in one part."""
FOUND, RIGHT = 0.5, 0.4
"""Least F1 of the words of a phrase with those of the editor's role, and with the editor's own description."""

_LEXFILES = (("p", 9_620_000, 10_840_000, 0.4), ("o", 7_950_000, 8_500_000, 0.5), ("w", 6_260_000, 7_130_000, 0.5))
"""Letter of a kind, the keys of WordNet's files for people, groups and communication, the least share of senses."""
_LONGEST_NOUN = 16
_STOP = frozenset(
    "the a an of in on to and at by for with from its his her their that this is are was were be as".split()
)


@dataclass(frozen=True)
class Case:
    """All candidates of one chain: their features, whether each is right, and whether the editor has its words."""

    article: str
    rows: list[dict[str, float]]
    right: list[bool]
    found: list[bool]
    roles: int


def _words(text: str | None) -> set[str]:
    return {w.lower() for w in re.findall(r"\w+", text or "")} - _STOP


def _f1(a: set[str], b: set[str]) -> float:
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0.0


def cases(readings: Mapping[str, Reading], gold: Sequence[Mapping[str, Any]]) -> list[Case]:
    """The chains that the editor has, too, with their candidates."""
    found = []
    for judged in gold:
        read = readings[judged["id"]]
        for candidates in candidates_of(read):
            if not candidates:
                continue
            chain = candidates[0].chain
            names = {n.lower() for n in (chain.name, *chain.aliases)}
            mine = [e for e in judged["entities"] if names & {f.lower() for f in (e["name"], *e["forms"])}]
            if not mine:
                continue
            said = [_words(c.span.of(read.article.body)) for c in candidates]
            has = [any(_f1(words, _words(e.get("role"))) >= FOUND for e in mine) for words in said]
            tells = [any(_f1(words, _words(e.get("description"))) >= RIGHT for e in mine) for words in said]
            rows = [features(c, candidates, read) for c in candidates]
            right = [a or b for a, b in zip(has, tells, strict=True)]
            found.append(Case(judged["id"], rows, right, has, sum(bool(e.get("role")) for e in mine)))
    return found


def fit(rows: Sequence[dict[str, float]], right: Sequence[bool]) -> dict[str, float]:
    """The weights."""
    names = sorted({name for row in rows for name in row})
    x = np.array([[row.get(name, 0.0) for name in names] for row in rows])
    y = np.array(right, float)
    weights = logistic.solve(x, y, np.full(len(names), PENALTY))
    return dict(zip(names, (round(float(w), 3) for w in weights), strict=True))


def _chances(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    return 1 / (1 + np.exp(-scores))


def parts(gold: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """A part for each article; articles about the same people are in one."""
    people = {g["id"]: {e["name"] for e in g["entities"] if e["type"] == "person"} for g in gold}
    groups: list[list[str]] = []
    for article in people:
        same = [g for g in groups if any(len(people[article] & people[o]) >= SHARED_PEOPLE for o in g)]
        groups = [g for g in groups if g not in same] + [[article, *(o for g in same for o in g)]]
    return {article: n % PARTS for n, group in enumerate(sorted(groups, key=min)) for article in group}


def judge(judged: Sequence[Case], part: Mapping[str, int]) -> tuple[float, float]:
    """Share of the editor's roles that are found, and of the roles given that are right."""
    given = right = found = 0
    for n in range(PARTS):
        rest = [c for c in judged if part[c.article] != n]
        weights = fit([r for c in rest for r in c.rows], [y for c in rest for y in c.right])
        for case in (c for c in judged if part[c.article] == n):
            scores = np.array([sum(weights.get(k, 0.0) * v for k, v in row.items()) for row in case.rows])
            best = int(scores.argmax())
            if _chances(scores)[best] >= LEAST:
                given, right, found = given + 1, right + case.right[best], found + case.found[best]
    return found / max(1, sum(c.roles for c in judged)), right / max(1, given)


def write_nouns(wordnet: Path) -> None:
    """The nouns many of whose senses are people, groups, or works; a line for each set of kinds."""
    senses: defaultdict[str, Counter[str]] = defaultdict(Counter)
    with gzip.open(wordnet, "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            key = int(row["key"].partition("-")[0])
            kind = next((letter for letter, first, end, _ in _LEXFILES if first <= key < end), "")
            for noun in {row["name"], *row["aliases"]}:
                plain = noun.isascii() and noun.replace("-", "").isalpha() and noun.islower()
                if plain and 2 < len(noun) <= _LONGEST_NOUN:
                    senses[noun][kind] += 1
    kinds: defaultdict[str, list[str]] = defaultdict(list)
    for noun, counts in sorted(senses.items()):
        letters = "".join(k for k, _, _, least in _LEXFILES if counts[k] / counts.total() >= least)
        if letters:
            kinds[letters].append(noun)
    lines_out = (f"{letters}\t{' '.join(nouns)}\n" for letters, nouns in sorted(kinds.items()))
    (DATA / "nouns.tsv").write_text("".join(lines_out), encoding="utf-8")


def train(readings: Mapping[str, Reading], gold: Sequence[Mapping[str, Any]]) -> None:
    """Writes the weights, and prints what they are worth."""
    judged = cases(readings, gold)
    found, right = judge(judged, parts(gold))
    print(f"found {found:.3f} of the roles of entities that are read, right {right:.3f}")
    weights = fit([r for c in judged for r in c.rows], [y for c in judged for y in c.right])
    stored = {"least": LEAST, "weights": {name: w for name, w in weights.items() if w}}
    (DATA / "roles.json").write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    if len(sys.argv) > 3:
        write_nouns(Path(sys.argv[3]))
    gold = [g for g in map(json.loads, Path(sys.argv[1]).read_text("utf-8").splitlines()) if g["kind"] != "boilerplate"]
    rows = {r["id"]: r for r in map(json.loads, Path(sys.argv[2]).read_text("utf-8").splitlines())}
    encoder = load()
    articles = {g["id"]: Article(Metadata(headline=rows[g["id"]]["headline"]), rows[g["id"]]["body"]) for g in gold}
    train({key: stages.read(article, encoder) for key, article in articles.items()}, gold)


if __name__ == "__main__":
    main()
