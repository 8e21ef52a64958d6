"""Pronouns: how often the name put in the place of an opening pronoun is the right one.

    python -m bench.pronouns

Sets: GUM dev, and the text types of GUM train that no weights were trained on, with gold coreference. A pronoun is
resolved rightly if a name of the chain covers the head of a gold mention of the pronoun's own entity. Baseline: the
only person of the sentence before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from bench.results import Measure, Sheet, Stage, Use
from retold.engine import Engine
from retold.types import Chain, EntityType, Gender, Reading
from train import datasets, gum, readings

GoldMention = tuple[int, int, str, int]
"""Start, end, GUM's number of the entity, and where the head word begins; in code points."""
SHEET = Sheet(
    "pronouns",
    Stage.READING,
    (
        Measure(
            "pronouns.person.precision",
            "opening pronouns that get a name: the right one",
            "share",
            "GUM text types not trained on",
            Use.TUNED,
            {"the only person of the sentence before": "pronouns.person.baseline.precision"},
            note="only thresholds for names were chosen on these texts",
            digits=2,
        ),
    ),
)


def body_and_mentions(document: gum.Document) -> tuple[str, list[GoldMention]]:
    """The body, each paragraph a line, and its gold mentions."""
    body = ""
    mentions: list[GoldMention] = []
    for i, (text, tokens) in enumerate(zip(document.texts, document.sentences, strict=True)):
        same_paragraph = i and document.paragraphs[i] == document.paragraphs[i - 1]
        body += (" " if same_paragraph else "\n") if i else ""
        bounds, offset = [], 0
        for token in tokens:
            start = text.find(token.form, offset)
            offset = start if start >= 0 else offset
            bounds.append((len(body) + offset, len(body) + offset + len(token.form)))
            offset += len(token.form)
        for first, end, entity, _ in gum.entity_spans(tokens):
            head = gum.head_of(tokens, first, end)
            mentions.append((bounds[first][0], bounds[end - 1][1], entity, bounds[first if head is None else head][0]))
        body += text
    return body, mentions


def is_right(chain: Chain, entity: str, mentions: list[GoldMention]) -> bool:
    """Whether a mention of the chain covers the head of a gold mention of the entity."""
    heads = [head for _, _, key, head in mentions if key == entity]
    return any(m.span.start <= head < m.span.end for m in chain.mentions for head in heads)


def lone_person(reading: Reading, sentence: int) -> Chain | None:
    """The baseline: the only person of the sentence before."""
    people = [
        chain
        for chain in reading.chains
        if chain.type is EntityType.PERSON and any(m.sentence == sentence - 1 for m in chain.mentions)
    ]
    return people[0] if len(people) == 1 else None


def documents() -> Iterator[gum.Document]:
    """GUM dev, and the documents of GUM train that no weights were trained on."""
    yield from datasets.gum_documents()
    yield from (d for d in datasets.gum_documents("train") if d.genre not in gum.SHIPPABLE)


def run() -> dict[str, float]:
    engine = Engine()
    counts: Counter[tuple[str, str]] = Counter()
    for document in documents():
        body, mentions = body_and_mentions(document)
        reading = readings.read(engine, body, document.name)
        for sentence, pronoun in reading.pronouns:
            entity = next((k for start, end, k, _ in mentions if (start, end) == tuple(pronoun.span)), None)
            if entity is None:
                continue
            group = "it" if pronoun.gender is Gender.IT else "person"
            counts[group, "all"] += 1
            answers = {group: pronoun.chain}
            if group == "person":
                answers["person.baseline"] = lone_person(reading, sentence)
            for system, chain in answers.items():
                if chain is not None:
                    counts[system, "resolved"] += 1
                    counts[system, "right"] += is_right(chain, entity, mentions)
    figures = {}
    for system in ("person", "person.baseline", "it"):
        pronouns, resolved = counts[system.split(".")[0], "all"], counts[system, "resolved"]
        if pronouns:
            figures[f"pronouns.{system}.precision"] = round(counts[system, "right"] / max(1, resolved), 4)
            figures[f"pronouns.{system}.resolved"] = round(resolved / pronouns, 4)
    return figures


if __name__ == "__main__":
    SHEET.publish(run())
