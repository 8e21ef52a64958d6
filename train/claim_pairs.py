"""Claims beside what they should rest on, from named public sets, for the entailment model.

Each has the words of its source that bear on it, a label, and where people marked them the words that are wrong. Sets
share articles (CNN and the Daily Mail, XSum), so they are parted by the text of the source and never by row.
"""

from __future__ import annotations

import ast
import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from retold.english.sentences import split
from retold.grounding.passages import Passages
from retold.types import Span
from train import datasets

SETS = ("cliff", "xsum-human", "summeval", "summedits-other", "factcc-human", "rank19")
"""The six sets on which the checker is measured, by sources that it was not trained on."""
GROUNDING = (*SETS, "polytope", "bump", "goyal21", "entfa-entities", "factcheckgpt-stance", "summedits-news-dev")
NLI = ("rte", "fever-symmetric", "fool-me-twice", "climate-fever")
LEAST_AGREEMENT = 0.6
"""Of the annotators of Climate-FEVER."""
PARTS = {"train": range(12), "tune": range(12, 15), "test": range(15, 20)}
"""Of twenty parts of the sources."""
SHINGLE, SAMPLED = 8, 16
"""Words of a shingle; one in so many shingles is compared."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A claim, sentence by sentence, each with the sentences of its source that bear on it.

    `supported`: whether all of it is. `wrong`: for each sentence the marked spans; None if nobody marked words.
    """

    set: str
    part: str
    claims: tuple[str, ...]
    evidence: tuple[tuple[str, ...], ...]
    supported: bool
    wrong: tuple[tuple[Span, ...], ...] | None = None


def pairs(name: str, folder: str = "grounding") -> Iterator[dict[str, Any]]:
    """The rows of a set with `source`, `claim` and `supported`; rows without a clear label are left out."""
    for row in datasets.rows(f"{folder}/{name}"):
        if folder == "nli":
            if float(row.get("agreement", 1.0)) < LEAST_AGREEMENT:
                continue
            yield row | {"supported": row["label"] == "supported"}
        elif name == "entfa-entities":
            labels = {e[2] for e in _list(row["entities"])}
            yield row | {"supported": labels == {"supported"}}
        elif row.get("supported") is not None:
            yield row


def load(seed: int = 0) -> list[Pair]:
    """All pairs of the public sets, in a fixed order."""
    rows = [(name, row) for name in GROUNDING for row in pairs(name)]
    rows += [(name, row) for name in NLI for row in pairs(name, "nli")]
    parts = dict(zip(sources := sorted({row["source"] for _, row in rows}), _parts(sources, seed), strict=True))
    passages: dict[str, Passages] = {}
    found = []
    for name, row in rows:
        source = passages.setdefault(row["source"], Passages([row["source"]]))
        # News of the development set of SummEdits is measured whole; the sets of NLI are all trained on.
        part = "test" if name == "summedits-news-dev" else "train" if name in NLI else parts[row["source"]]
        found.append(_pair(name, part, row, source))
    return found


def _pair(name: str, part: str, row: dict[str, Any], source: Passages) -> Pair:
    text = row["claim"].strip()
    spans = split(text) or [Span(0, len(text))]
    claims = tuple(span.of(text) for span in spans)
    wrong = None
    if row.get("unsupported_spans") is not None and name in ("cliff", "goyal21", "xsum-human"):
        marked = [Span(m.start(), m.end()) for words in _list(row["unsupported_spans"]) for m in _places(words, text)]
        if marked or row["supported"]:
            wrong = tuple(tuple(m.moved(-s.start) for m in marked if s.overlaps(m)) for s in spans)
    elif name == "entfa-entities":
        marked = [Span(a, b) for a, b, label in _list(row["entities"]) if label != "supported"]
        wrong = tuple(tuple(m.moved(-s.start) for m in marked if s.overlaps(m)) for s in spans)
    return Pair(name, part, claims, tuple(tuple(source.closest(c)) for c in claims), bool(row["supported"]), wrong)


def _places(words: str, text: str) -> list[re.Match[str]]:
    return list(re.finditer(re.escape(words), text))[:1] if words else []


def _list(value: Any) -> list[Any]:
    return list(ast.literal_eval(value)) if isinstance(value, str) and value else list(value or ())


def _parts(sources: Sequence[str], seed: int) -> list[str]:
    """The part of each source; those that share shingles, as copies in another case do, are in one part."""
    group = list(range(len(sources)))

    def root(i: int) -> int:
        while group[i] != i:
            group[i] = group[group[i]]
            i = group[i]
        return i

    seen: dict[int, int] = {}
    shared: defaultdict[tuple[int, int], int] = defaultdict(int)
    for i, source in enumerate(sources):
        for shingle in _shingles(source):
            if shingle in seen:
                shared[seen[shingle], i] += 1
            else:
                seen[shingle] = i
    for (i, j), count in shared.items():
        if count >= 2:
            group[root(i)] = root(j)
    names = [next(name for name, numbers in PARTS.items() if k in numbers) for k in range(20)]
    chosen = {r: names[Random(f"{seed} {_digest(sources[r])}").randrange(20)] for r in {root(i) for i in group}}
    return [chosen[root(i)] for i in range(len(sources))]


def _shingles(text: str) -> set[int]:
    words = re.findall(r"[a-z0-9]+", text.lower())
    found = (" ".join(words[i : i + SHINGLE]) for i in range(max(1, len(words) - SHINGLE + 1)))
    hashes = {int.from_bytes(hashlib.blake2b(s.encode(), digest_size=8).digest(), "big") for s in found}
    return {h for h in hashes if h % SAMPLED == 0} or {min(hashes)}


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


if __name__ == "__main__":
    counts: defaultdict[str, list[int]] = defaultdict(lambda: [0] * 6)
    for pair in load():
        counts[pair.set][["train", "tune", "test"].index(pair.part) * 2 + (not pair.supported)] += 1
    print(json.dumps(counts, indent=0))
