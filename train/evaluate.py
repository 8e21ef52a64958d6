"""Scores of the network in training; the shipped file is scored by `bench/`."""

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
from train.rows import IGNORE, build, collate
from train.scores import score

COARSE = {"person": "PER", "organization": "ORG", "place": "LOC"}


@torch.inference_mode()
def predict(network: Network, tokenizer: Tokenizer, sentences: list[list[str]]) -> list[list[tuple[int, int, str]]]:
    """Names as word spans of pretokenized sentences."""
    texts = [" ".join(words) for words in sentences]
    found: list[list[tuple[int, int, str]]] = [[] for _ in texts]
    rows = tokenizer.rows(texts)
    for at in range(0, len(rows), 64):
        group = rows[at : at + 64]
        width = max(len(r.ids) for r in group)
        ids, shapes, hints, mask = (np.zeros((len(group), width), np.int64) for _ in range(4))
        for i, row in enumerate(group):
            ids[i, : len(row.ids)], shapes[i, : len(row.ids)], mask[i, : len(row.ids)] = row.ids, row.shapes, 1
            hints[i, : len(row.ids)] = row.hints
        hidden = network.states(*map(torch.from_numpy, (ids, mask, shapes, hints)))
        scores = network.label(hidden).numpy()
        for i, row in enumerate(group):
            if row.firsts:
                words, text = sentences[row.text], texts[row.text]
                for a, b, kind in names_on_path(best_path(scores[i, row.firsts])):
                    start = text.count(" ", 0, row.starts[a])
                    end = text.count(" ", 0, row.ends[b - 1]) + 1
                    found[row.text].append((start, min(end, len(words)), kind))
    return found


def names_f1(network: Network, tokenizer: Tokenizer, data: Path) -> dict[str, object]:
    with gzip.open(data / "ner" / "uner-pud-dev.jsonl.gz", "rt") as lines:
        rows = [json.loads(line) for line in lines]
    gold = [corpora.spans(r["tags"]) for r in rows]
    guess = predict(network, tokenizer, [r["tokens"] for r in rows])
    three = [[(a, b, COARSE[k]) for a, b, k in g if k in COARSE] for g in guess]
    documents = gum.load(data / "gum" / "dev", shippable=False)
    sentences = [s for d in documents for s in d.sentences]
    gum_gold = [[(a, b, COARSE.get(k, k)) for a, b, k in gum.names(s)] for s in sentences]
    gum_gold = [[(a, b, k if k in COARSE.values() else "MISC") for a, b, k in g] for g in gum_gold]
    guess = predict(network, tokenizer, [[t.form for t in s] for s in sentences])
    four = [[(a, b, COARSE.get(k, "MISC")) for a, b, k in g if k != "demonym"] for g in guess]
    return {"pud": score(gold, three), "gum": score(gum_gold, four)}


@torch.inference_mode()
def attachment(network: Network, tokenizer: Tokenizer, data: Path, relations: list[str]) -> dict[str, float]:
    """UAS and LAS over GUM dev's words, greedy heads, parts of a word left out."""
    documents = gum.load(data / "gum" / "dev", shippable=False)
    examples = [e for d in documents for e in gum.examples(d)]
    for e in examples:
        e.relations = [r if r in relations else "dep" for r in e.relations]
    items = build(examples, tokenizer, relations)
    part, total, unlabelled, labelled = relations.index("part"), 0, 0, 0
    for at in range(0, len(items), 64):
        batch = collate(items, list(range(at, min(at + 64, len(items)))))
        hidden = network.states(batch.ids, batch.mask, batch.shapes, batch.hints)
        heads = network.arcs(hidden, batch.firsts).argmax(-1)
        named = network.relations(hidden, heads).argmax(-1)
        known = batch.heads.ne(IGNORE) & batch.relations.ne(part)
        same = heads.eq(batch.heads) & known
        total += int(known.sum())
        unlabelled += int(same.sum())
        labelled += int((same & named.eq(batch.relations)).sum())
    return {"uas": round(unlabelled / total, 4), "las": round(labelled / total, 4)}
