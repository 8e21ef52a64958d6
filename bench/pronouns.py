"""Pronouns: how often the name put in the place of a pronoun is the right one.

    python -m bench.pronouns [--readings FILE]

Pronouns that open a sentence, which a digest replaces: GUM dev, and the text types of GUM train that no weights were
trained on, with gold coreference. One is resolved rightly if a name of the chain covers the head of a gold mention of
the pronoun's own entity. Baseline: the only person of the sentence before.

Any pronoun: the part of GAP that is only measured (`train/coreference.py`). F1 over the pairs of the marked pronoun and
each of two names, as the official scorer counts them. Baselines: the nearest name that fits, and the rules for pronouns
that open a sentence. `--readings`: the file of `train.pronouns`, so that no text is read twice.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from bench.results import Measure, Sheet, Stage, Use
from retold.reading.pronoun_features import PronounFeatures
from retold.reading.pronoun_ranker import PronounRanker
from retold.reading.pronouns import find_leading_pronouns
from retold.types import Chain, EntityType, Gender, Reading
from train import coreference, datasets, gum
from train.pronouns import Library

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
            note="thresholds for names and for the ranker were chosen on these texts",
            digits=2,
        ),
        Measure(
            "pronouns.gap.f1",
            "which of two names a pronoun stands for",
            "F1",
            "GAP, a fifth of it",
            Use.MEASURED,
            {
                "the nearest name that fits": "pronouns.gap.nearest.f1",
                "only the rules for opening pronouns": "pronouns.gap.rules.f1",
            },
            note="another three fifths were trained on",
        ),
    ),
)


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


def opening_pronouns(library: Library) -> dict[str, float]:
    """How many pronouns that open a sentence are resolved, and how many of these rightly."""
    counts: Counter[tuple[str, str]] = Counter()
    for document in documents():
        body, mentions = coreference.body_and_mentions(document)
        reading = library.read(body, document.name)
        for sentence, pronoun in find_leading_pronouns(reading, PronounRanker(reading)).items():
            entity = coreference.entity_at(pronoun.span, mentions)
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
                    counts[system, "right"] += coreference.is_right(chain, entity, mentions)
    figures = {}
    for system in ("person", "person.baseline", "it"):
        pronouns, resolved = counts[system.split(".")[0], "all"], counts[system, "resolved"]
        if pronouns:
            figures[f"pronouns.{system}.precision"] = round(counts[system, "right"] / max(1, resolved), 4)
            figures[f"pronouns.{system}.resolved"] = round(resolved / pronouns, 4)
    return figures


def pairs(library: Library) -> dict[str, float]:
    """F1 over GAP's pairs of a pronoun and a name."""
    counts: Counter[tuple[str, bool, bool]] = Counter()
    for snippet in coreference.snippets(coreference.Part.MEASURE):
        reading = library.read(snippet.body, snippet.key)
        rules = [p.chain for p in find_leading_pronouns(reading).values() if p.span == snippet.pronoun]
        answers = {
            "gap": PronounRanker(reading).resolve(snippet.pronoun).chain,
            "gap.nearest": nearest(reading, snippet),
            "gap.rules": rules[0] if rules else None,
        }
        for system, chain in answers.items():
            for said, meant in zip(snippet.named_by(chain), snippet.meant, strict=True):
                counts[system, said, meant] += 1
    figures = {}
    for system in ("gap", "gap.nearest", "gap.rules"):
        right, wrong, missed = counts[system, True, True], counts[system, True, False], counts[system, False, True]
        figures[f"pronouns.{system}.f1"] = round(2 * right / max(1, 2 * right + wrong + missed), 4)
    return figures


def nearest(reading: Reading, snippet: coreference.Snippet) -> Chain | None:
    """The baseline: the person named last before the pronoun whose gender does not contradict it."""
    features = PronounFeatures(reading)
    kind = next((k for p, k in features.places.pronouns() if p.span == snippet.pronoun), None)
    if kind is None:
        return None
    fitting = [
        name.chain
        for name in features.places.names_before(snippet.pronoun.start, len(features.places.names))
        if features.fits(name.chain, kind) and not features.genders.contradicts(name.chain, kind)
    ]
    return fitting[-1] if fitting else None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--readings", type=Path)
    library = Library(parser.parse_args().readings)
    SHEET.publish(opening_pronouns(library) | pairs(library))


if __name__ == "__main__":
    main()
