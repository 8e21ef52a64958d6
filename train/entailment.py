"""Trains the entailment model: whether what a claim says follows from the words beside it.

    RETOLD_DATA=../shared/data python -m train.entailment --work build/entailment

Needs `pip install -r train/requirements.txt`. It begins with the weights of the reading network, reads a sentence of a
claim and the sentences that bear on it as one row, and gives the log-odds that the sentence is not supported, and that
each of its words is not. A claim of several sentences is as doubtful as its worst one. An hour on two cores; a
checkpoint is left in `--work` every few hundred steps, and a run that was killed continues from the last one.
"""

from __future__ import annotations

import argparse
import pickle
import random
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from retold.reading.tokens import SEP, Row, Tokenizer
from train import claim_pairs, own_pairs
from train.claim_pairs import Pair
from train.network import Network
from train.reading_model import BASE
from train.shipped_weights import load_into

CLAIM_PIECES, PIECES = 80, 220
"""Pieces of a claim, and of a row, at most."""
BATCH_PIECES = 1800
FROZEN = 2
"""Lowest layers that stay as they are in the reading network."""
RATE, HEAD_RATE = 1e-4, 1e-3
EPOCHS = 2
SMOOTH = 0.05
WORDS = 0.5
"""Weight of the loss of words."""
SAVE = 200
SHOWN = {
    "cliff": (400, 400),
    "xsum-human": (1100, 1500),
    "summeval": (500, 400),
    "summedits-other": (776, 900),
    "factcc-human": (163, 60),
    "rank19": (300, 280),
    "polytope": (293, 80),
    "bump": (116, 350),
    "goyal21": (18, 56),
    "entfa-entities": (142, 290),
    "factcheckgpt-stance": (377, 500),
    "rte": (1394, 1369),
    "fever-symmetric": (689, 693),
    "fool-me-twice": (1277, 1271),
    "climate-fever": (1000, 1000),
    "own": (2200, 3500),
    "cuts": (1500, 1500),
}
"""How many supported and unsupported claims of a set an epoch shows. Fewer than it has: chosen by chance, anew in each
epoch; more: some twice."""


@dataclass(frozen=True, slots=True)
class PairRow:
    """A sentence of a claim and what bears on it, as pieces. `words`: the first piece of each word of the claim.

    `wrong`: 1 for a marked word, -1 where nobody marked words.
    """

    ids: list[int]
    shapes: list[int]
    hints: list[int]
    claim: int
    words: list[int]
    wrong: list[int]


class Entailment(nn.Module):
    """The encoder of the reading network on pairs of texts, with two heads."""

    def __init__(self) -> None:
        super().__init__()
        base = Network(str(BASE), 1)
        self.bert, self.shape, self.hint = base.bert, base.shape, base.hint
        width = self.bert.config.hidden_size
        self.claim, self.word = nn.Linear(width, 1), nn.Linear(width, 1)
        for table in (self.bert.embeddings, self.shape, self.hint, *self.bert.encoder.layer[:FROZEN]):
            table.requires_grad_(False)

    def forward(self, ids: Tensor, types: Tensor, shapes: Tensor, hints: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Log-odds that a row's claim is not supported (batch,), and that each piece is not (batch, pieces)."""
        tables = self.bert.embeddings
        positions = torch.arange(ids.shape[1], device=ids.device)
        summed = (
            tables.word_embeddings(ids)
            + tables.position_embeddings(positions)[None]
            + tables.token_type_embeddings(types)
            + self.shape(shapes)
            + self.hint(hints)
        )
        hidden = tables.dropout(tables.LayerNorm(summed))
        blocked = (1.0 - mask[:, None, None, :].to(hidden.dtype)) * -10000.0
        for number, layer in enumerate(self.bert.encoder.layer):
            with torch.set_grad_enabled(torch.is_grad_enabled() and number >= FROZEN):
                hidden = Network._layer(layer, hidden, blocked)
        return self.claim(hidden[:, 0])[:, 0], self.word(hidden)[..., 0]


def rows_of(pair: Pair, tokenizer: Tokenizer) -> list[PairRow]:
    """A row for each sentence of a claim."""
    texts = [*pair.claims, *(e for evidence in pair.evidence for e in evidence)]
    pieces: defaultdict[int, list[Row]] = defaultdict(list)
    for row in tokenizer.rows(texts):
        pieces[row.text].append(row)
    found, at = [], len(pair.claims)
    for number, evidence in enumerate(pair.evidence):
        sources = [row for k in range(at, at + len(evidence)) for row in pieces[k]]
        at += len(evidence)
        wrong = None if pair.wrong is None else pair.wrong[number]
        found.append(_row(pieces[number][0], sources, wrong))
    return found


def _row(claim: Row, sources: Sequence[Row], wrong: Sequence[tuple[int, int]] | None) -> PairRow:
    size = min(len(claim.ids), CLAIM_PIECES)
    ids, shapes, hints = claim.ids[:size], claim.shapes[:size], claim.hints[:size]
    ids[-1] = SEP
    for source in sources:
        ids, shapes, hints = ids + source.ids[1:], shapes + source.shapes[1:], hints + source.hints[1:]
    words = [k for k in claim.firsts if k < size - 1]
    spans = list(zip(claim.starts, claim.ends, strict=True))[: len(words)]
    marks = [-1] * len(words) if wrong is None else [int(any(a < e and s < b for a, b in wrong)) for s, e in spans]
    return PairRow(ids[:PIECES], shapes[:PIECES], hints[:PIECES], size, words, marks)


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows as tensors. `claims`: for each row the number of its claim; `labels`: 1 for one that is not supported."""

    inputs: tuple[Tensor, ...]
    claims: Tensor
    labels: Tensor
    weights: Tensor
    words: Tensor
    wrong: Tensor


def collate(items: Sequence[tuple[list[PairRow], bool, float]]) -> Batch:
    rows = [row for found, _, _ in items for row in found]
    size = (len(rows), max(len(r.ids) for r in rows))
    ids, types, shapes, hints, mask = (torch.zeros(size, dtype=torch.long) for _ in range(5))
    words, wrong = [], []
    for i, row in enumerate(rows):
        n = len(row.ids)
        ids[i, :n], shapes[i, :n], hints[i, :n] = (
            torch.tensor(row.ids),
            torch.tensor(row.shapes),
            torch.tensor(row.hints),
        )
        types[i, row.claim : n] = 1
        mask[i, :n] = 1
        known = [(k, w) for k, w in zip(row.words, row.wrong, strict=True) if w >= 0]
        words += [(i, k) for k, _ in known]
        wrong += [w for _, w in known]
    claims = [number for number, (found, _, _) in enumerate(items) for _ in found]
    return Batch(
        (ids, types, shapes, hints, mask),
        torch.tensor(claims),
        torch.tensor([float(not supported) for _, supported, _ in items]),
        torch.tensor([weight for _, _, weight in items]),
        torch.tensor(words, dtype=torch.long).reshape(-1, 2),
        torch.tensor(wrong, dtype=torch.float),
    )


def worst(doubts: Tensor, claims: Tensor, count: int) -> Tensor:
    """The doubt of each claim: that of its worst sentence."""
    return torch.full((count,), -1e4).scatter_reduce(0, claims, doubts, "amax")


def loss(network: Entailment, batch: Batch) -> Tensor:
    doubts, words = network(*batch.inputs)
    doubts = worst(doubts, batch.claims, len(batch.labels))
    labels = batch.labels * (1 - 2 * SMOOTH) + SMOOTH
    total = (F.binary_cross_entropy_with_logits(doubts, labels, reduction="none") * batch.weights).mean()
    if len(batch.words):
        marked = words[batch.words[:, 0], batch.words[:, 1]]
        total = total + WORDS * F.binary_cross_entropy_with_logits(marked, batch.wrong, pos_weight=torch.tensor(2.0))
    return total


Item = tuple[list[PairRow], bool, float]


def epoch(items: dict[tuple[str, bool], list[list[PairRow]]], rng: random.Random) -> list[list[Item]]:
    """The batches of an epoch, claims of like length together."""
    shown: list[Item] = []
    for (name, supported), found in sorted(items.items()):
        count = SHOWN[name][not supported]
        chosen = [*found * (count // len(found)), *rng.sample(found, count % len(found))]
        weight = sum(SHOWN[name]) / (2 * count)
        shown += [(rows, supported, min(weight, 3.0)) for rows in chosen]
    rng.shuffle(shown)
    batches: list[list[Item]] = []
    for start in range(0, len(shown), 1000):
        part = sorted(shown[start : start + 1000], key=lambda item: max(len(r.ids) for r in item[0]))
        batch: list[Item] = []
        for item in part:
            longest = max(len(r.ids) for r in item[0])
            if batch and longest * (len(item[0]) + sum(len(b[0]) for b in batch)) > BATCH_PIECES:
                batches.append(batch)
                batch = []
            batch.append(item)
        batches.append(batch)
    rng.shuffle(batches)
    return batches


def fit(network: Entailment, items: dict[tuple[str, bool], list[list[PairRow]]], work: Path, seed: int) -> None:
    rng = random.Random(seed)
    batches = [batch for _ in range(EPOCHS) for batch in epoch(items, rng)]
    steps = len(batches)
    slow = list(network.bert.encoder.layer[FROZEN:].parameters())
    fast = [*network.claim.parameters(), *network.word.parameters()]
    optimizer = torch.optim.AdamW([{"params": slow, "lr": RATE}, {"params": fast, "lr": HEAD_RATE}], weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda s: min(s / (0.06 * steps), (steps - s) / (0.94 * steps))
    )
    checkpoint, done = work / "entailment.pt", 0
    if checkpoint.exists():
        saved = torch.load(checkpoint, weights_only=True)
        network.load_state_dict(saved["network"])
        optimizer.load_state_dict(saved["optimizer"])
        schedule.load_state_dict(saved["schedule"])
        done = saved["done"]
    start, total, pieces = time.monotonic(), 0.0, 0
    network.train()
    for batch in batches[done:]:
        value = loss(network, together := collate(batch))
        optimizer.zero_grad(set_to_none=True)
        value.backward()
        torch.nn.utils.clip_grad_norm_([*slow, *fast], 1.0)
        optimizer.step()
        schedule.step()
        done, total, pieces = done + 1, total + value.item(), pieces + together.inputs[0].numel()
        if done % 50 == 0:
            seconds = time.monotonic() - start
            print(f"{done}/{steps} {seconds:.0f}s {pieces / seconds:.0f} pieces/s loss {total / 50:.3f}", flush=True)
            total = 0.0
        if done % SAVE == 0 or done == steps:
            states = {
                "network": network.state_dict(),
                "optimizer": optimizer.state_dict(),
                "schedule": schedule.state_dict(),
                "done": done,
            }
            torch.save(states, checkpoint.with_suffix(".new"))
            checkpoint.with_suffix(".new").replace(checkpoint)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, required=True, help="folder for checkpoints and prepared claims")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    args.work.mkdir(parents=True, exist_ok=True)
    prepared = args.work / "pairs.pickle"
    if not prepared.exists():
        prepared.write_bytes(pickle.dumps([*claim_pairs.load(), *own_pairs.load()]))
    pairs: list[Pair] = pickle.loads(prepared.read_bytes())
    tokenizer = Tokenizer(BASE / "tokenizer.json")
    items: defaultdict[tuple[str, bool], list[list[PairRow]]] = defaultdict(list)
    for pair in pairs:
        if pair.part == "train":
            items[pair.set, pair.supported].append(rows_of(pair, tokenizer))
    print(Counter({name: len(found) for name, found in items.items()}), flush=True)
    network = Entailment()
    whole = Network(str(BASE), 1)
    with torch.no_grad():
        _load_encoder(whole)
    network.bert.load_state_dict(whole.bert.state_dict())
    network.shape.load_state_dict(whole.shape.state_dict())
    network.hint.load_state_dict(whole.hint.state_dict())
    fit(network, dict(items), args.work, args.seed)


def _load_encoder(network: Network) -> None:
    try:
        load_into(network, Path("src/retold/data/reading.onnx"))
    except ValueError as error:  # the heads of another number of relations do not fit, and are not needed
        if "relation" not in str(error):
            raise


if __name__ == "__main__":
    main()
