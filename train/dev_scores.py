"""Scores of the network during training. The shipped file is scored by `bench/`."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import numpy as np
import torch

from retold.reading.tokens import Tokenizer
from retold.reading.viterbi import best_path, names_on_path
from train import corpora, gum
from train.network import Network
from train.span_scores import COARSE_TYPES, TypedSpan, span_f1
from train.tensors import IGNORE, PART, build, collate

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
    """F1 of names on UNER PUD dev (three types) and GUM dev (four types). `data`: the folder with ner/ and gum/."""
    with gzip.open(data / "ner" / "uner-pud-dev.jsonl.gz", "rt") as lines:
        rows = [json.loads(line) for line in lines]
    pud_gold = [corpora.spans(row["tags"]) for row in rows]
    pud_names = predict_names(network, tokenizer, [row["tokens"] for row in rows])
    three_types = [[(a, b, COARSE_TYPES[k]) for a, b, k in names if k in COARSE_TYPES] for names in pud_names]
    sentences = [s for document in gum.load(data / "gum" / "dev", shippable=False) for s in document.sentences]
    gum_gold = [[(a, b, COARSE_TYPES.get(k, "MISC")) for a, b, k in gum.names(s)] for s in sentences]
    gum_names = predict_names(network, tokenizer, [[token.form for token in s] for s in sentences])
    four_types = [[(a, b, COARSE_TYPES.get(k, "MISC")) for a, b, k in names if k != "demonym"] for names in gum_names]
    return {"pud": span_f1(pud_gold, three_types), "gum": span_f1(gum_gold, four_types)}


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
