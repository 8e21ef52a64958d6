"""The part of the reading network that shortens sentences: its upper layers once more, trained for steps.

A step goes from a word that is kept to the next one that is kept. Each step has a probability, and a fault score: what
it says for a sentence that is bad English or untrue. Both are products of a vector of the one word and a vector of the
other.
"""

from __future__ import annotations

import copy

import torch
from torch import Tensor, nn

from train.network import Network

SHARED = 3
"""Layers of the reading network below this part."""
STEP, FAULT = 96, 32
"""Numbers of a word's vector for steps, and for faults."""
_BLOCKED = -1e4


class ShortForms(nn.Module):
    """Begins with the upper layers of a reading network."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.layers = copy.deepcopy(network.bert.encoder.layer[SHARED:])
        width = network.bert.config.hidden_size
        self.left, self.right = nn.Linear(width, STEP + FAULT), nn.Linear(width, STEP + FAULT)
        with torch.no_grad():  # no step is a fault before there is a verdict
            self.left.weight[STEP:] *= 0.1
            self.right.weight[STEP:] *= 0.1

    def forward(self, hidden: Tensor, blocked: Tensor) -> tuple[Tensor, Tensor]:
        """The vectors (batch, pieces, STEP + FAULT) of each piece as the one and as the other end of a step."""
        for layer in self.layers:
            hidden = Network._layer(layer, hidden, blocked)
        return self.left(hidden), self.right(hidden)


def lower_states(network: Network, ids: Tensor, mask: Tensor, shapes: Tensor, hints: Tensor) -> tuple[Tensor, Tensor]:
    """The states of the shared layers, and what blocks padding."""
    hidden, blocked = network.summed(ids, shapes, hints), network.blocked(mask)
    for layer in network.bert.encoder.layer[:SHARED]:
        hidden = Network._layer(layer, hidden, blocked)
    return hidden, blocked


def step_scores(left: Tensor, right: Tensor, places: Tensor, real: Tensor) -> tuple[Tensor, Tensor]:
    """The logarithms of the probabilities of steps, and their fault scores, both (batch, places, places).

    `places`: the pieces of [CLS], of each word, and of [SEP], (batch, places). `real`: which of them are no padding.
    """
    left, right = _at(left, places), _at(right, places)
    scores = left[..., :STEP] @ right[..., :STEP].transpose(1, 2) / STEP**0.5
    faults = left[..., STEP:] @ right[..., STEP:].transpose(1, 2) / FAULT**0.5
    count = places.shape[1]
    later = torch.ones(count, count, dtype=torch.bool, device=left.device).triu(1)
    scores = scores.masked_fill(~(later[None] & real[:, None, :]), _BLOCKED)
    return scores.log_softmax(-1), faults


def _at(states: Tensor, places: Tensor) -> Tensor:
    return torch.gather(states, 1, places[:, :, None].expand(-1, -1, states.shape[-1]))
