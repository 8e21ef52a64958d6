"""Pronouns: how often the name put for an opening pronoun is the right one.

    python bench/pronouns.py

Set: GUM dev and train, gold coreference. A pronoun is resolved rightly when the
chain has a mention inside a gold mention of the pronoun's own entity. Baseline in
the same run: the one person of the sentence before, as `takeaways` first did it.
"""

from __future__ import annotations

import re
from collections import Counter

import data
from retold.digest.pronouns import Gender, leading
from retold.engine import Engine
from retold.types import Chain, Content, EntityType, Page, Reading

Gold = list[tuple[int, int, str]]


def gold(document: object) -> tuple[str, Gold]:
    """The body (a line a paragraph) and `(start, end, entity)` of all mentions in code points."""
    import gum

    assert isinstance(document, gum.Document)
    body, mentions, open_ = "", [], {}
    for i, (text, tokens) in enumerate(zip(document.texts, document.sentences, strict=True)):
        same = i and document.paragraphs[i] == document.paragraphs[i - 1]
        body += (" " if same else "\n") if i else ""
        at = 0
        for token in tokens:
            at = text.index(token.form, at) if token.form in text[at:] else at
            start, at = len(body) + at, at + len(token.form)
            for opening, single, closing in re.findall(r"\(([^()]*)(\)?)|([^()]+)\)", token.entities):
                key = (opening or closing).split("-")[0]
                if opening and single:
                    mentions.append((start, start + len(token.form), key))
                elif opening:
                    open_.setdefault(key, []).append(start)
                elif open_.get(key):
                    mentions.append((open_[key].pop(), start + len(token.form), key))
        body += text
    return body, mentions


def right(chain: Chain, key: str, mentions: Gold) -> bool:
    """Whether the chain's name stands near the head of a gold mention of `key`."""
    spans = [(a, b) for a, b, k in mentions if k == key]
    return any(a <= m.span.start and m.span.end <= b and m.span.start - a < 40 for m in chain.mentions for a, b in spans)


def lone_person(reading: Reading, index: int) -> Chain | None:
    people = [c for c in reading.chains if c.type is EntityType.PERSON and any(m.sentence == index - 1 for m in c.mentions)]
    return people[0] if len(people) == 1 else None


def run(parts: tuple[str, ...] = ("dev", "train")) -> dict[str, float]:
    import gum

    engine = Engine()
    counts: Counter[tuple[str, str]] = Counter()
    for part in parts:
        for document in gum.load(data.DATA / "gum" / part, shippable=False):
            body, mentions = gold(document)
            reading = engine.reading(engine.article(Page(document.name, Content.BODY, body)))
            for index, pronoun in leading(reading).items():
                key = next((k for a, b, k in mentions if (a, b) == tuple(pronoun.span)), None)
                if key is None:
                    continue
                group = "it" if pronoun.gender is Gender.IT else "person"
                baseline = lone_person(reading, index) if group == "person" else None
                counts[group, "all"] += 1
                for name, chain in (("", pronoun.chain), ("baseline ", baseline)):
                    if chain is not None:
                        counts[group, name + "told"] += 1
                        counts[group, name + "right"] += right(chain, key, mentions)
    figures = {}
    for group in ("person", "it"):
        for name in ("", "baseline "):
            told = counts[group, name + "told"]
            suffix = ".baseline" if name else ""
            figures[f"pronouns.{group}{suffix}.precision"] = round(counts[group, name + "right"] / max(1, told), 4)
            figures[f"pronouns.{group}{suffix}.resolved"] = round(told / max(1, counts[group, "all"]), 4)
    return figures


if __name__ == "__main__":
    for key, value in run().items():
        print(f"{key:40} {value:.4f}")
