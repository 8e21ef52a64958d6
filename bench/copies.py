"""Near-duplicates: finding copies with the edits of syndication among other articles.

    python -m bench.copies [--errors]

The set is 600 BBC articles. Every third has one to three copies with another headline, a cut tail, an agency line,
changed spelling, or boilerplate before and after. Recall and precision are over pairs of articles. The BBC's own
files hold some articles twice: a pair whose words are mostly the same is no error.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from itertools import combinations
from random import Random

import numpy as np

from bench import scratch_memory
from bench.results import Measure, Sheet, Stage, Use
from retold.corpus.signature import Signature, weighed
from retold.corpus.slots import slots
from retold.english.lexicon import content_words
from retold.memory.prepared import Prepared, sketched
from retold.store.articles import Entry, packed
from train import datasets

ARTICLES = 600
SPELLINGS = (
    ("isation", "ization"),
    ("ise ", "ize "),
    ("our ", "or "),
    ("centre", "center"),
    ("programme", "program"),
    ("ised", "ized"),
    (" said", " says"),
)
HEADLINES = ("A new look at the day", "What happened", "In brief", "Latest on the story")
BOILERPLATE = (
    "Sign up for our newsletter and never miss a story.",
    (
        "This story has been published from a wire agency feed without modifications to the text. "
        "Only the headline has been changed."
    ),
    (
        "Follow us on social media for more. All rights reserved. "
        "This material may not be published, broadcast, rewritten or redistributed."
    ),
    "Read more about this and other stories in tomorrow's paper.",
)
DATASET = "600 BBC articles with syndication's edits"
SHEET = Sheet(
    "copies",
    Stage.CORPUS,
    (
        Measure("copies.recall", "near-duplicates", "recall", DATASET, Use.DEVELOPMENT),
        Measure("copies.precision", "near-duplicates", "precision", DATASET, Use.DEVELOPMENT, digits=2),
    ),
)


def edited(article: str, random: Random) -> str:
    """A copy of an article (headline, line break, text) as another outlet would print it."""
    headline, _, text = article.partition("\n")
    if random.random() < 0.7:
        sentences = re.split(r"(?<=[.!?])\s+", text)
        text = " ".join(sentences[: max(1, round(len(sentences) * random.uniform(0.5, 0.95)))])
    if random.random() < 0.8:
        headline = f"{random.choice(HEADLINES)} {random.randint(1, 99)}"
    text = f"{headline}\n{text}"
    if random.random() < 0.6:
        text = f"LONDON, {random.choice(('March', 'May', 'Nov'))} {random.randint(1, 28)} (Agency) - " + text
    if random.random() < 0.6:
        for british, american in SPELLINGS:
            text = text.replace(british, american)
    for _ in range(random.randint(0, 2)):
        text = (
            f"{text}\n{random.choice(BOILERPLATE)}"
            if random.random() < 0.7
            else f"{random.choice(BOILERPLATE)}\n{text}"
        )
    return text


def unread(key: str, text: str) -> Prepared:
    """An article to be kept without a reading: copies are found by words alone."""
    empty = Signature(weighed({}), weighed({}), np.zeros(384, dtype=np.int8), None, slots(*text.split("\n", 1)))
    document = {"article": {"id": key, "headline": "", "body": text}}
    entry = Entry(key, "", "", "", None, None, "2026-01-01T00:00:00Z", "en", 0, key.encode())
    return Prepared(entry, False, packed(document), empty, (), sketched("", text), (), ("", text))


def run(errors: bool = False) -> dict[str, float]:
    random = Random(11)
    rows = datasets.rows("bbc/bbc")
    random.shuffle(rows)
    texts: dict[str, str] = {}
    originals: dict[str, str] = {}
    for number, row in enumerate(rows[:ARTICLES]):
        key = f"{number:03}"
        texts[key], originals[key] = f"{row.get('headline') or ''}\n{row['body']}", key
        for copy in range(random.randint(1, 3) if number % 3 == 0 else 0):
            texts[f"{key}-{copy}"], originals[f"{key}-{copy}"] = edited(texts[key], random), key
    order = sorted(texts)
    random.shuffle(order)
    tellings: defaultdict[int, list[str]] = defaultdict(list)
    with scratch_memory.holding(unread(key, texts[key]) for key in order) as memory:
        for key, telling in memory._db.all("SELECT id, telling FROM article ORDER BY id"):
            tellings[telling].append(key)
    pairs = {pair for telling in tellings.values() for pair in combinations(telling, 2)}
    gold = {(a, b) for a, b in combinations(sorted(texts), 2) if originals[a] == originals[b]}
    wrong = [(a, b) for a, b in pairs - gold if not _mostly_same(texts[originals[a]], texts[originals[b]])]
    if errors:
        for a, b in sorted(gold - pairs):
            print("missed", a, b, len(texts[a].split()), len(texts[b].split()))
        for a, b in sorted(wrong):
            print("wrong", a, b, texts[a][:70].replace("\n", " "), "|", texts[b][:70].replace("\n", " "))
    return {
        "copies.pairs": float(len(gold)),
        "copies.recall": len(gold & pairs) / len(gold),
        "copies.precision": len(pairs & gold) / (len(pairs & gold) + len(wrong)),
    }


def _mostly_same(a: str, b: str) -> bool:
    """Whether most runs of three words of the shorter original are in the other."""
    runs = [set(zip(words, words[1:], words[2:], strict=False)) for words in (content_words(a), content_words(b))]
    return len(runs[0] & runs[1]) > 0.5 * min(map(len, runs))


if __name__ == "__main__":
    SHEET.publish(run(errors="--errors" in sys.argv))
