"""Pronouns: how often the name put for an opening pronoun is the right one.

    python -m bench.pronouns

Sets: GUM dev, and the text types of GUM train that no weights were trained on; gold
coreference. A pronoun is resolved rightly when the chain's name covers the head of a
gold mention of the pronoun's own entity. Baseline in the same run: the one person of
the sentence before.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from train import gum

from bench import data
from retold.engine import Engine
from retold.types import Chain, Content, EntityType, Gender, Page, Reading

Gold = list[tuple[int, int, str, int]]


def gold(document: gum.Document) -> tuple[str, Gold]:
    """The body (a line a paragraph) and `(start, end, entity, head)` of all mentions:
    code points, and where the head word begins."""
    body = ""
    mentions: Gold = []
    for i, (text, tokens) in enumerate(zip(document.texts, document.sentences, strict=True)):
        same = i and document.paragraphs[i] == document.paragraphs[i - 1]
        body += (" " if same else "\n") if i else ""
        places, at = [], 0
        for token in tokens:
            found = text.find(token.form, at)
            at = found if found >= 0 else at
            places.append((len(body) + at, len(body) + at + len(token.form)))
            at += len(token.form)
        for first, last, key in spans(tokens):
            head = next((k for k in range(first, last) if not first <= tokens[k].head < last), first)
            mentions.append((places[first][0], places[last - 1][1], key, places[head][0]))
        body += text
    return body, mentions


def spans(tokens: list[gum.Token]) -> list[tuple[int, int, str]]:
    """`(first, end, entity)` of the mentions of a sentence, in tokens."""
    found, opened = [], defaultdict[str, list[int]](list)
    for i, token in enumerate(tokens):
        for opening, single, closing in re.findall(r"\(([^()]*)(\)?)|([^()]+)\)", token.entities):
            key = (opening or closing).split("-")[0]
            if opening and single:
                found.append((i, i + 1, key))
            elif opening:
                opened[key].append(i)
            elif opened[key]:
                found.append((opened[key].pop(), i + 1, key))
    return found


def right(chain: Chain, key: str, mentions: Gold) -> bool:
    """Whether a name of the chain covers the head of a gold mention of `key`."""
    heads = [head for _, _, k, head in mentions if k == key]
    return any(m.span.start <= head < m.span.end for m in chain.mentions for head in heads)


def lone_person(reading: Reading, index: int) -> Chain | None:
    people = [
        c for c in reading.chains if c.type is EntityType.PERSON and any(m.sentence == index - 1 for m in c.mentions)
    ]
    return people[0] if len(people) == 1 else None


def documents() -> Iterator[gum.Document]:
    yield from gum.load(data.DATA / "gum" / "dev", shippable=False)
    for document in gum.load(data.DATA / "gum" / "train", shippable=False):
        if document.genre not in gum.SHIPPABLE:
            yield document


def run() -> dict[str, float]:
    engine = Engine()
    counts: Counter[tuple[str, str]] = Counter()
    for document in documents():
        body, mentions = gold(document)
        reading = engine.reading(engine.article(Page(document.name, Content.BODY, body)))
        for index, pronoun in reading.pronouns:
            key = next((k for a, b, k, _ in mentions if (a, b) == tuple(pronoun.span)), None)
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
    for group, name in (("person", ""), ("person", "baseline "), ("it", "")):
        if counts[group, "all"]:
            told = counts[group, name + "told"]
            suffix = ".baseline" if name else ""
            figures[f"pronouns.{group}{suffix}.precision"] = round(counts[group, name + "right"] / max(1, told), 4)
            figures[f"pronouns.{group}{suffix}.resolved"] = round(told / max(1, counts[group, "all"]), 4)
    return figures


if __name__ == "__main__":
    for key, value in run().items():
        print(f"{key:40} {value:.4f}")
