"""Stories: articles of many outlets on one happening, found as they come.

    python -m bench.stories [--errors]

Set: `stories/news-cluster-dev`. B-cubed precision, recall and F1 (Bagga & Baldwin 1998) of
the stories that a memory keeps, articles in the order of their dates; `shuffled`: whether they
are the same in another order and in other batches. Baseline in the same run: TF-IDF vectors
and single-pass clustering in the order of dates, its threshold the best on this very set.
"""

from __future__ import annotations

import math
import sys
from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence
from random import Random

from bench import data, kept
from retold.engine import Engine
from retold.english.lexicon import content_words
from retold.memory.prepared import Prepared
from retold.types import Content, Metadata, Page


def bcubed(told: Sequence[Hashable], gold: Sequence[Hashable]) -> tuple[float, float, float]:
    """Precision, recall and F1 of a clustering, each item counting the same."""
    clusters: defaultdict[Hashable, list[int]] = defaultdict(list)
    classes: defaultdict[Hashable, list[int]] = defaultdict(list)
    for i, (a, b) in enumerate(zip(told, gold, strict=True)):
        clusters[a].append(i)
        classes[b].append(i)
    right = [sum(gold[j] == gold[i] for j in clusters[told[i]]) for i in range(len(told))]
    precision = sum(r / len(clusters[told[i]]) for i, r in enumerate(right)) / len(told)
    recall = sum(r / len(classes[gold[i]]) for i, r in enumerate(right)) / len(told)
    return precision, recall, 2 * precision * recall / (precision + recall)


def single_pass(texts: Sequence[str], line: float) -> list[int]:
    """Each text joins the cluster whose centre it is closest to, from `line` on, or begins one."""
    bags = [Counter(content_words(t)) for t in texts]
    frequency = Counter(w for bag in bags for w in bag)
    centres: list[defaultdict[str, float]] = []
    found = []
    for bag in bags:
        vector = _unit({w: (1 + math.log(c)) * math.log(len(bags) / frequency[w]) for w, c in bag.items()})
        near = [(_dot(vector, _unit(c)), -i) for i, c in enumerate(centres)]
        score, index = max(near, default=(0.0, 0))
        if score < line:
            centres.append(defaultdict(float))
            index = 1 - len(centres)
        for word, weight in vector.items():
            centres[-index][word] += weight
        found.append(-index)
    return found


def _unit(vector: dict[str, float]) -> dict[str, float]:
    length = math.sqrt(sum(v * v for v in vector.values())) or 1.0
    return {w: v / length for w, v in vector.items()}


def _dot(a: dict[str, float], b: dict[str, float]) -> float:
    return sum(v * b.get(w, 0.0) for w, v in a.items())


def found(articles: Sequence[Prepared], batch: int) -> dict[str, str]:
    """Story of each article, the articles kept in their order."""
    with kept.memory(articles, batch) as memory:
        return {article: story.id for story in memory.stories() for article in story.articles}


def run(errors: bool = False) -> dict[str, float]:
    engine = Engine()
    rows = sorted(data.rows("stories/news-cluster-dev"), key=lambda r: (r.get("published") or "", r["id"]))
    pages = (
        Page(
            "bench",
            Content.BODY,
            r["body"],
            Metadata(id=r["id"], headline=r.get("headline") or "", published=r.get("published")),
        )
        for r in rows
    )
    articles = [article for _, article in kept.read(engine, pages)]
    told = found(articles, 32)
    mixed = list(articles)
    Random(3).shuffle(mixed)
    gold = [r["story"] for r in rows]
    precision, recall, f1 = bcubed([told[r["id"]] for r in rows], gold)
    texts = [f"{r.get('headline') or ''}\n{r['body']}" for r in rows]
    base = max(bcubed(single_pass(texts, line / 100), gold)[2] for line in range(8, 40, 2))
    if errors:
        for story in sorted(set(told.values())):
            members = Counter(r["story"] for r in rows if told[r["id"]] == story)
            print(dict(members))
    return {
        "stories.precision": precision,
        "stories.recall": recall,
        "stories.f1": f1,
        "stories.shuffled": float(found(mixed, 7) == told),
        "stories.baseline.f1": base,
    }


if __name__ == "__main__":
    for key, value in run(errors="--errors" in sys.argv).items():
        print(f"{key:28} {value:.4f}")
