"""Scores of the network during training. The shipped file is scored by `bench/`."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch

from retold.reading.tokens import Tokenizer
from retold.reading.viterbi import best_path, names_on_path
from train import attributions, corpora, gum, worldwide
from train.network import Network
from train.span_scores import COARSE_TYPES, TypedSpan, span_f1
from train.tensors import CONTENT, IGNORE, PART, SOURCE, build, collate

BATCH = 64


@torch.inference_mode()
def predict_names(network: Network, tokenizer: Tokenizer, sentences: list[list[str]]) -> list[list[TypedSpan]]:
    """The names of each sentence. Sentences are given as words; spans count words."""
    texts = [" ".join(words) for words in sentences]
    names: list[list[TypedSpan]] = [[] for _ in texts]
    rows = tokenizer.rows(texts)
    for at in range(0, len(rows), BATCH):
        group = rows[at : at + BATCH]
        width = max(len(row.ids) for row in group)
        ids, shapes, hints, mask = (np.zeros((len(group), width), np.int64) for _ in range(4))
        for i, row in enumerate(group):
            size = len(row.ids)
            ids[i, :size], shapes[i, :size], hints[i, :size], mask[i, :size] = row.ids, row.shapes, row.hints, 1
        hidden = network.states(*map(torch.from_numpy, (ids, mask, shapes, hints)))
        scores = network.label(hidden).numpy()
        for i, row in enumerate(group):
            if row.firsts:
                words, text = sentences[row.text], texts[row.text]
                for first, after, kind in names_on_path(best_path(scores[i, row.firsts])):
                    start = text.count(" ", 0, row.starts[first])
                    end = text.count(" ", 0, row.ends[after - 1]) + 1
                    names[row.text].append((start, min(end, len(words)), kind))
    return names


def names_f1(network: Network, tokenizer: Tokenizer, data: Path) -> dict[str, dict[str, float]]:
    """F1 of names on UNER PUD dev, worldwide newswire and CoNLL++ 2020 (three types), and GUM dev (four types).

    `data`: the folder with ner/ and gum/.
    """
    with gzip.open(data / "ner" / "uner-pud-dev.jsonl.gz", "rt") as lines:
        rows = [json.loads(line) for line in lines]
    pud_gold = [corpora.spans(row["tags"]) for row in rows]
    pud_names = predict_names(network, tokenizer, [row["tokens"] for row in rows])
    three_types = [[(a, b, COARSE_TYPES[k]) for a, b, k in names if k in COARSE_TYPES] for names in pud_names]
    sentences = [s for document in gum.load(data / "gum" / "dev", shippable=False) for s in document.sentences]
    gum_gold = [[(a, b, COARSE_TYPES.get(k, "MISC")) for a, b, k in gum.names(s)] for s in sentences]
    gum_names = predict_names(network, tokenizer, [[token.form for token in s] for s in sentences])
    four_types = [[(a, b, COARSE_TYPES.get(k, "MISC")) for a, b, k in names if k != "demonym"] for names in gum_names]
    return {
        "pud": span_f1(pud_gold, three_types),
        "gum": span_f1(gum_gold, four_types),
        "worldwide": three_types_f1(network, tokenizer, list(_worldwide(data))),
        "conll": three_types_f1(network, tokenizer, list(_conll(data))),
    }


def _worldwide(data: Path) -> Iterator[tuple[list[str], list[TypedSpan]]]:
    kinds = {"Person": "PER", "Organization": "ORG", "Location": "LOC"}
    for sentence in worldwide.sentences(data / "ner", dev=True):
        yield sentence.words, [(a, b, kinds[k]) for a, b, k in sentence.names if k in kinds]


def _conll(data: Path) -> Iterator[tuple[list[str], list[TypedSpan]]]:
    for words, tags in corpora.rows(data / "ner" / "conllpp-2020-dev.jsonl.gz"):
        yield words, [span for span in corpora.spans(tags) if span[2] != "MISC"]


def three_types_f1(
    network: Network, tokenizer: Tokenizer, sentences: list[tuple[list[str], list[TypedSpan]]]
) -> dict[str, float]:
    """F1 of persons, organizations and places. A "the" at the start of a name does not count."""
    guessed = predict_names(network, tokenizer, [words for words, _ in sentences])
    gold, guess = [], []
    for (words, names), found in zip(sentences, guessed, strict=True):
        gold.append([(worldwide.without_determiner(words, a, b), b, k) for a, b, k in names])
        guess.append([(a, b, COARSE_TYPES[k]) for a, b, k in found if k in COARSE_TYPES])
    return span_f1(gold, guess)


@torch.inference_mode()
def attribution_f1(network: Network, tokenizer: Tokenizer, data: Path) -> dict[str, dict[str, float]]:
    """How well the parts of attributions are found on PolNeAR dev: exact cues, and words of sources and contents."""
    items = build(attributions.examples(data, "dev"), tokenizer, [PART])
    right, guessed, true = np.zeros(3), np.zeros(3), np.zeros(3)
    for at in range(0, len(items), BATCH):
        batch = collate(items, list(range(at, min(at + BATCH, len(items)))))
        hidden = network.states(batch.ids, batch.mask, batch.shapes, batch.hints)
        cues = network.cue(hidden).argmax(-1).eq(1) & batch.cues.ne(IGNORE)
        gold = {(int(r), int(p)): batch.parts[i] for i, (r, p) in enumerate(batch.said)}
        found = cues.nonzero()
        scored = network.parts(hidden[found[:, 0]], found[:, 1]).argmax(-1)
        guess = {(int(r), int(p)): scored[i] for i, (r, p) in enumerate(found)}
        right[0] += len(gold.keys() & guess.keys())
        guessed[0] += len(guess)
        true[0] += len(gold)
        for key in gold.keys() | guess.keys():
            known = batch.cues[key[0]].ne(IGNORE)
            a = gold[key].where(known, 0) if key in gold else torch.zeros_like(batch.cues[0])
            b = guess[key].where(known, 0) if key in guess else torch.zeros_like(batch.cues[0])
            for part in (SOURCE, CONTENT):
                right[part] += int((a.eq(part) & b.eq(part)).sum())
                guessed[part] += int(b.eq(part).sum())
                true[part] += int(a.eq(part).sum())
    f1 = 2 * right / np.maximum(1, guessed + true)
    return {"said": {name: round(float(f), 4) for name, f in zip(("cue", "source", "content"), f1, strict=True)}}


@torch.inference_mode()
def attachment_scores(network: Network, tokenizer: Tokenizer, data: Path, relations: list[str]) -> dict[str, float]:
    """UAS and LAS over the words of GUM dev, with greedy heads. Later parts of a split word are left out."""
    documents = gum.load(data / "gum" / "dev", shippable=False)
    examples = [e for d in documents for e in gum.examples(d)]
    for example in examples:
        example.relations = [r if r in relations else "dep" for r in example.relations]
    items = build(examples, tokenizer, relations)
    part, total, right_heads, right_relations = relations.index(PART), 0, 0, 0
    for at in range(0, len(items), BATCH):
        batch = collate(items, list(range(at, min(at + BATCH, len(items)))))
        hidden = network.states(batch.ids, batch.mask, batch.shapes, batch.hints)
        heads = network.arcs(hidden, batch.firsts).argmax(-1)
        guessed = network.relations(hidden, heads).argmax(-1)
        known = batch.heads.ne(IGNORE) & batch.relations.ne(part)
        right = heads.eq(batch.heads) & known
        total += int(known.sum())
        right_heads += int(right.sum())
        right_relations += int((right & guessed.eq(batch.relations)).sum())
    return {"uas": round(right_heads / total, 4), "las": round(right_relations / total, 4)}
