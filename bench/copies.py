"""Near-duplicates: copies made by the edits of syndication, found among other articles.

    python -m bench.copies [--errors]

Set: 600 BBC articles, and for each third of them one to three copies with another headline, a
cut tail, an agency line, changed spelling, boilerplate before and behind. Recall and
precision over pairs of articles. BBC's own files hold some articles twice: pairs whose
words are mostly the same are no error.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from itertools import combinations
from random import Random

import numpy as np

from bench import data, kept
from retold.corpus.signature import Signature, weighed
from retold.english.lexicon import content_words
from retold.memory.prepared import Prepared, sketched
from retold.store.articles import Entry, packed

SPELLING = (
    ("isation", "ization"),
    ("ise ", "ize "),
    ("our ", "or "),
    ("centre", "center"),
    ("programme", "program"),
    ("ised", "ized"),
    (" said", " says"),
)
BOILER = (
    "Sign up for our newsletter and never miss a story.",
    "This story has been published from a wire agency feed without modifications to the text. Only the headline has been changed.",
    "Follow us on social media for more. All rights reserved. This material may not be published, broadcast, rewritten or redistributed.",
    "Read more about this and other stories in tomorrow's paper.",
)


def edited(body: str, random: Random) -> str:
    """A copy of an article as another outlet would print it."""
    headline, _, text = body.partition("\n")
    if random.random() < 0.7:
        sentences = re.split(r"(?<=[.!?])\s+", text)
        text = " ".join(sentences[: max(1, round(len(sentences) * random.uniform(0.5, 0.95)))])
    if random.random() < 0.8:
        headline = f"{random.choice(('A new look at the day', 'What happened', 'In brief', 'Latest on the story'))} {random.randint(1, 99)}"
    text = f"{headline}\n{text}"
    if random.random() < 0.6:
        text = f"LONDON, {random.choice(('March', 'May', 'Nov'))} {random.randint(1, 28)} (Agency) - " + text
    if random.random() < 0.6:
        for old, new in SPELLING:
            text = text.replace(old, new)
    for _ in range(random.randint(0, 2)):
        text = f"{text}\n{random.choice(BOILER)}" if random.random() < 0.7 else f"{random.choice(BOILER)}\n{text}"
    return text


def made(key: str, text: str) -> Prepared:
    """An article as it is kept, but for its reading: a telling hangs on words alone."""
    nothing = Signature(weighed({}), weighed({}), np.zeros(384, dtype=np.int8), None)
    document = {"article": {"id": key, "headline": "", "body": text}}
    entry = Entry(key, "", "", "", None, None, "2026-01-01T00:00:00Z", "en", 0, key.encode())
    return Prepared(entry, False, packed(document), nothing, (), sketched("", text), (), ("", text))


def run(errors: bool = False) -> dict[str, float]:
    random = Random(11)
    rows = data.rows("bbc/bbc")
    random.shuffle(rows)
    texts: dict[str, str] = {}
    source: dict[str, str] = {}
    for number, row in enumerate(rows[:600]):
        key = f"{number:03}"
        texts[key], source[key] = f"{row.get('headline') or ''}\n{row['body']}", key
        for copy in range(random.randint(1, 3) if number % 3 == 0 else 0):
            texts[f"{key}-{copy}"], source[f"{key}-{copy}"] = edited(texts[key], random), key
    order = sorted(texts)
    random.shuffle(order)
    groups: defaultdict[int, list[str]] = defaultdict(list)
    with kept.memory(made(key, texts[key]) for key in order) as memory:
        for key, telling in memory._db.all("SELECT id, telling FROM article ORDER BY id"):
            groups[telling].append(key)
    pairs = {pair for group in groups.values() for pair in combinations(group, 2)}
    gold = {(a, b) for a, b in combinations(sorted(texts), 2) if source[a] == source[b]}
    wrong = [(a, b) for a, b in pairs - gold if not _same(texts[source[a]], texts[source[b]])]
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


def _same(a: str, b: str) -> bool:
    """Whether most words of the shorter of two originals stand in the other, in runs of three."""
    runs = [set(zip(w, w[1:], w[2:], strict=False)) for w in (content_words(a), content_words(b))]
    return len(runs[0] & runs[1]) > 0.5 * min(map(len, runs))


if __name__ == "__main__":
    for key, value in run(errors="--errors" in sys.argv).items():
        print(f"{key:28} {value:.4f}")
