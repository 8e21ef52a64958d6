"""`retold/data/speakers.json`: how likely a chain is the speaker of a quotation, from speakers that an editor marked.

    python -m train.speakers GOLD.jsonl ARTICLES.jsonl [--readings FILE]

Each quotation is one choice among the chains near it and "nobody with a name". The weights are those of a conditional
logistic regression, by Newton's method. Because the examples are few, some weights are supposed beforehand, and there
is a penalty on how far the weights are from these, or from 0. The speakers of the quotations before are features: in a
first round those of the editor, in a second one what the weights of the first say. Prints, over ten parts of the
articles, each judged by weights from the other nine, how many named speakers are found and how many of those given are
right. `--readings`: a file where the readings are kept.
"""

from __future__ import annotations

import argparse
import json
import pickle
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retold import reading as stages
from retold.reading.encoder import load
from retold.reading.posts import find_posts
from retold.reading.pronoun_ranker import PronounRanker
from retold.reading.quotations import Quotation
from retold.reading.quotes import words_of
from retold.reading.speaker_scorer import Floats, SpeakerScorer
from retold.reading.speakers import Choice, Speaker, Speakers
from retold.types import Article, Metadata, Reading, Span
from train import roles

DATA = Path(__file__).parents[1] / "src" / "retold" / "data"
LEAST = 0.66
"""Probability from which a speaker is named. Of those named, 19 in 20 are right where the article is not trained on."""
LEASTS = (0.5, 0.6, 0.66, 0.7, 0.75, 0.8, 0.9)
PENALTY, STEPS, LONGEST_STEP = 2.5, 12, 3.0
FEWEST = 3
"""Quotations with a feature that is used."""
SUPPOSED = {
    "goes on": 1.0,
    "name|chance": 1.5,
    "pronoun.chance": 0.8,
    "nobody|pronoun.chance": 0.8,
    "it.chance": 0.4,
    "nobody|it.chance": 0.4,
    "sign.rule": 4.0,
    "thing|sign.rule": 3.0,
    "sign.role": 1.0,
    "sign.owner": -1.5,
    "sign.within": -2.0,
    "beside": -2.0,
    "thing|beside": -2.0,
    "says before": 2.5,
    "lead.colon": 1.0,
    "lead.colon.subject": 1.0,
    "inside": -1.5,
    "noun.fits.not": -2.0,
    "nobody|for others": 2.5,
    "nobody|indefinite": 1.5,
    "nobody|plural": 1.0,
    "nobody|joined": 2.0,
    "nobody|rule": -1.5,
    "told": -4.0,
    "noun.other role": -1.5,
    "nobody|unknown.same sentence": 1.0,
    "nobody|unknown.next sentence": 1.0,
    "nobody|unknown.same paragraph": 1.0,
    "nobody|thing": 2.0,
    "nobody|no sign": 2.0,
    "nobody|silent": 2.0,
}
"""Weights before any example is seen; those of all other features are 0."""

Gold = Mapping[str, Any]
Answers = Mapping[Span, tuple[frozenset[str], bool]]
"""For each quotation that an editor has: the chains that are the speaker, and whether the speaker has a name."""


@dataclass(frozen=True, slots=True)
class Text:
    """A reading with what an editor says of its quotations."""

    reading: Reading
    ranker: PronounRanker
    quotations: Sequence[Quotation]
    answers: Answers


@dataclass(frozen=True, slots=True)
class Example:
    """A quotation: the features of each answer, and which are right. `named`: the editor gives a name.

    `choice` and `chances`: what the weights say, if there are any.
    """

    rows: Sequence[Mapping[str, float]]
    right: Sequence[bool]
    named: bool
    choice: Choice
    chances: Floats


def text_of(reading: Reading, judged: Gold) -> Text:
    """A reading with the quotations and posts that the editor has."""
    body = reading.article.body
    entities = {e["name"]: e for e in judged["entities"]}
    posts = {post.span for post in find_posts(body)}
    quotations = words_of(reading)
    answers = {}
    for quote in judged["quotes"]:
        places = [(m.start(), m.end()) for m in re.finditer(re.escape(quote["start"]), body)]
        spans = (q.span for q in quotations for a, b in places if q.span.start <= a + 2 and b - 2 <= q.span.end + 1)
        span = next(spans, None)
        if span is None or span in posts:
            continue
        named = bool(quote["speaker"]) and not quote["speaker"].startswith("unnamed")
        forms = {f.lower() for f in (quote["speaker"], *entities[quote["speaker"]]["forms"])} if named else set()
        right = frozenset(c.id for c in reading.chains if forms & {f.lower() for f in (c.name, *c.aliases)})
        answers[span] = right, named
    spoken = [q for q in quotations if q.span not in posts]
    return Text(reading, PronounRanker(reading), spoken, answers)


def examples(text: Text, scorer: SpeakerScorer | None) -> Iterator[Example]:
    """The quotations with known speakers. `scorer` says who speaks those before; None: the editor does."""
    judge = scorer or SpeakerScorer({}, 1.0)
    speakers = Speakers(text.reading, text.reading.roles, text.quotations, text.ranker, judge)
    for quotation in text.quotations:
        utterance = speakers.utterance(quotation)
        if utterance is None:
            continue
        choice = speakers.choice(utterance)
        chances = judge.chances(choice.rows)
        speaker = speakers.speaker(utterance, choice.answer(chances, judge.least))
        answer = text.answers.get(quotation.span)
        if not speakers.is_speech(utterance, speaker):
            continue
        if answer is not None:
            right = [c.id in answer[0] for c in choice.candidates]
            yield Example(choice.rows, [*right, not any(right)], answer[1], choice, chances)
        if scorer is not None:
            speakers.note(utterance, speaker, choice.chances(chances))
        elif answer is not None:
            known = answer[0] or frozenset(("",))
            speaker = Speaker(speaker.words, min(answer[0], default=None))
            speakers.note(utterance, speaker, dict.fromkeys(sorted(known), 1 / len(known)))


def fit(chosen: Sequence[Example]) -> dict[str, float]:
    """The weights."""
    counts = Counter(name for e in chosen for name in {k for row in e.rows for k, v in row.items() if v})
    names = sorted({name for name, count in counts.items() if count >= FEWEST} | SUPPOSED.keys())
    index = {name: i for i, name in enumerate(names)}
    sizes = np.array([len(e.rows) for e in chosen])
    x = np.zeros((sizes.sum(), len(names)))
    for i, row in enumerate(row for e in chosen for row in e.rows):
        for name, value in row.items():
            if name in index:
                x[i, index[name]] = value
    supposed = np.array([SUPPOSED.get(name, 0.0) for name in names])
    weights = solve(x, np.concatenate([e.right for e in chosen]).astype(float), sizes, supposed)
    return dict(zip(names, (round(float(w), 3) for w in weights), strict=True))


def solve(x: Floats, right: Floats, sizes: NDArray[np.int64], supposed: Floats) -> Floats:
    """The weights by which the right answers of each choice get the most together, with the penalty.

    `x`: the features of all answers, float64 (answers, features); `sizes`: how many answers each choice has.
    """
    starts = np.cumsum(sizes) - sizes
    group = np.repeat(np.arange(len(sizes)), sizes)
    weights = supposed.copy()
    for _ in range(STEPS):
        scores = x @ weights
        chances = np.exp(scores - np.maximum.reduceat(scores, starts)[group])
        chances /= np.add.reduceat(chances, starts)[group]
        wanted = chances * right
        wanted /= np.maximum(np.add.reduceat(wanted, starts)[group], 1e-12)
        means = np.add.reduceat(chances[:, None] * x, starts)
        curvature = (x.T * chances) @ x - means.T @ means + PENALTY * np.eye(len(weights))
        step = np.linalg.solve(curvature, x.T @ (chances - wanted) + PENALTY * (weights - supposed))
        weights -= step * min(1.0, LONGEST_STEP / np.abs(step).max())
    return weights


def train(texts: Iterable[tuple[Text, Sequence[Example]]]) -> SpeakerScorer:
    """The scorer. Beside each text stand its examples of the first round."""
    texts = list(texts)
    first = SpeakerScorer(fit([e for _, own in texts for e in own]), LEAST)
    return SpeakerScorer(fit([e for text, _ in texts for e in examples(text, first)]), LEAST)


def report(judged: Sequence[Example]) -> None:
    """Prints how many named speakers are found, and how many of those given are right, by threshold."""
    named = sum(e.named for e in judged)
    for least in LEASTS:
        given = [(e, e.choice.answer(e.chances, least)) for e in judged]
        right = [e.right[e.choice.candidates.index(chain)] for e, chain in given if chain is not None]
        print(f"{least:.2f}: found {sum(right) / named:.3f} of {named}, right {np.mean(right):.3f} of {len(right)}")


def read(gold: Sequence[Gold], articles: Path, file: Path | None) -> dict[str, Reading]:
    """The readings of the articles that the editor has."""
    if file is not None and file.exists():
        kept: dict[str, Reading] = pickle.loads(file.read_bytes())
        return kept
    rows = {r["id"]: r for r in map(json.loads, articles.read_text("utf-8").splitlines())}
    encoder, found = load(), {}
    for key in (g["id"] for g in gold):
        metadata = Metadata(headline=rows[key]["headline"], published=rows[key].get("published"))
        found[key] = stages.read(Article(metadata, rows[key]["body"]), encoder)
    if file is not None:
        file.write_bytes(pickle.dumps(found))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("articles", type=Path)
    parser.add_argument("--readings", type=Path)
    args = parser.parse_args()
    gold = [g for g in map(json.loads, args.gold.read_text("utf-8").splitlines()) if g["kind"] != "boilerplate"]
    readings = read(gold, args.articles, args.readings)
    texts = {g["id"]: text_of(readings[g["id"]], g) for g in gold}
    blind = {key: list(examples(text, None)) for key, text in texts.items()}
    part = roles.parts(gold)
    judged: list[Example] = []
    for n in range(roles.PARTS):
        scorer = train((texts[key], blind[key]) for key in texts if part[key] != n)
        judged += [e for key in texts if part[key] == n for e in examples(texts[key], scorer)]
    report(judged)
    scorer = train((texts[key], blind[key]) for key in texts)
    print("on the articles that it is trained on:")
    report([e for text in texts.values() for e in examples(text, scorer)])
    stored = {"least": LEAST, "weights": {name: w for name, w in scorer.weights.items() if w}}
    (DATA / "speakers.json").write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
