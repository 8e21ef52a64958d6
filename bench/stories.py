"""Stories: articles of many outlets on one event, clustered as they come.

    python -m bench.stories [--errors]

The set is `stories/news-cluster-dev`. B-cubed precision, recall and F1 (Bagga & Baldwin 1998) of the stories that a
memory keeps, with the articles in the order of their dates. `shuffled` is 1 if the stories are the same in another
order and in batches of another size. Baseline: TF-IDF vectors and single-pass clustering in the order of dates, with
the threshold that is best on this very set.
"""

from __future__ import annotations

import math
import sys
from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence
from random import Random

from bench import scratch_memory
from bench.results import Measure, Sheet, Stage, Use
from retold.engine import Engine
from retold.english.lexicon import content_words
from retold.memory.prepared import Prepared
from train import datasets, readings

SHEET = Sheet(
    "stories",
    Stage.CORPUS,
    (
        Measure(
            "stories.f1",
            "stories, the same in any order of the articles",
            "B-cubed F1",
            "news-cluster: about 100 outlets on 42 events",
            Use.DEVELOPMENT,
            {"TF-IDF single pass, tuned on the same set": "stories.baseline.f1"},
        ),
    ),
)


def bcubed(clusters: Sequence[Hashable], classes: Sequence[Hashable]) -> tuple[float, float, float]:
    """Precision, recall and F1 of a clustering against gold classes; each item has the same weight."""
    cluster_members: defaultdict[Hashable, list[int]] = defaultdict(list)
    class_sizes = Counter(classes)
    for i, cluster in enumerate(clusters):
        cluster_members[cluster].append(i)
    right = [sum(classes[j] == classes[i] for j in cluster_members[clusters[i]]) for i in range(len(clusters))]
    precision = sum(r / len(cluster_members[clusters[i]]) for i, r in enumerate(right)) / len(clusters)
    recall = sum(r / class_sizes[classes[i]] for i, r in enumerate(right)) / len(clusters)
    return precision, recall, 2 * precision * recall / (precision + recall)


def single_pass(texts: Sequence[str], threshold: float) -> list[int]:
    """The baseline: each text joins the cluster with the most similar centre, or starts one if none is similar."""
    bags = [Counter(content_words(text)) for text in texts]
    frequency = Counter(word for bag in bags for word in bag)
    centres: list[defaultdict[str, float]] = []
    clusters = []
    for bag in bags:
        vector = _unit({w: (1 + math.log(c)) * math.log(len(bags) / frequency[w]) for w, c in bag.items()})
        similarities = [(_dot(vector, _unit(centre)), -i) for i, centre in enumerate(centres)]
        similarity, index = max(similarities, default=(0.0, 0))
        if similarity < threshold:
            centres.append(defaultdict(float))
            index = 1 - len(centres)
        for word, weight in vector.items():
            centres[-index][word] += weight
        clusters.append(-index)
    return clusters


def _unit(vector: dict[str, float]) -> dict[str, float]:
    length = math.sqrt(sum(v * v for v in vector.values())) or 1.0
    return {word: v / length for word, v in vector.items()}


def _dot(a: dict[str, float], b: dict[str, float]) -> float:
    return sum(v * b.get(word, 0.0) for word, v in a.items())


def story_of_each(articles: Sequence[Prepared], batch_size: int) -> dict[str, str]:
    """The story of each article, by their ids, if the articles are kept in this order."""
    with scratch_memory.holding(articles, batch_size) as memory:
        return {article: story.id for story in memory.stories() for article in story.articles}


def run(errors: bool = False) -> dict[str, float]:
    rows = sorted(datasets.rows("stories/news-cluster-dev"), key=lambda r: (r.get("published") or "", r["id"]))
    pages = (readings.page(r["body"], r["id"], r.get("headline") or "", r.get("published")) for r in rows)
    articles = [article for _, article in scratch_memory.read_pages(Engine(), pages)]
    kept = story_of_each(articles, 32)
    stories = {row["id"]: row["id"] for row in rows} | kept  # a page that is refused counts as a story of its own
    shuffled = list(articles)
    Random(3).shuffle(shuffled)
    gold = [row["story"] for row in rows]
    precision, recall, f1 = bcubed([stories[row["id"]] for row in rows], gold)
    texts = [f"{row.get('headline') or ''}\n{row['body']}" for row in rows]
    baseline = max(bcubed(single_pass(texts, percent / 100), gold)[2] for percent in range(8, 40, 2))
    if errors:
        for story in sorted(set(stories.values())):
            print(dict(Counter(row["story"] for row in rows if stories[row["id"]] == story)))
    return {
        "stories.precision": precision,
        "stories.recall": recall,
        "stories.f1": f1,
        "stories.shuffled": float(story_of_each(shuffled, 7) == kept),
        "stories.baseline.f1": baseline,
    }


if __name__ == "__main__":
    SHEET.publish(run(errors="--errors" in sys.argv))
