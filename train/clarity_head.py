"""What tells whether a word points out of its sentence, as a part of the reading network.

Two layers on the states of three layers of the network: the shared one, the last one, and the last one of what shortens
sentences. They are fitted with the network as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from torch import nn

from retold.reading.tokens import Row, Tokenizer
from train.short_export import LAYER

HIDDEN = 64
EPOCHS, BATCH, RATE, DECAY = 8, 512, 2e-3, 0.05
DROPPED = (0.2, 0.3)
OUTPUT, PREFIX = "refers", "clarity/"
_ENDS = ("/label/MatMul_output_0", "short//model/left/MatMul_output_0")
"""Products whose factors are the last states of the two parts."""

Floats = NDArray[np.float32]


def layers(graph: onnx.GraphProto) -> list[str]:
    """The names of the three states that the head stands on."""
    factors = {output: node.input[0] for node in graph.node for output in node.output if node.op_type == "MatMul"}
    return [LAYER, *(factors[end] for end in _ENDS)]


class States:
    """Gives the states of the words of sentences."""

    def __init__(self, model: Path, tokenizer: Tokenizer) -> None:
        whole = onnx.load(str(model))
        self._names = layers(whole.graph)
        for name in self._names:
            whole.graph.output.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, None))
        self._session = onnxruntime.InferenceSession(whole.SerializeToString(), providers=["CPUExecutionProvider"])
        self._tokenizer = tokenizer

    def of(self, text: str) -> Floats:
        """The states of the words of a sentence, as float32 (words, 3 * width)."""
        return np.concatenate([self._of_row(row) for row in self._tokenizer.rows([text]) if row.firsts])

    def _of_row(self, row: Row) -> Floats:
        firsts = np.zeros(len(row.ids), np.int64)
        firsts[[0, *row.firsts]] = 1
        names = {"ids": row.ids, "shapes": row.shapes, "hints": row.hints, "mask": [1] * len(row.ids), "firsts": firsts}
        found = self._session.run(self._names, {name: np.array([value], np.int64) for name, value in names.items()})
        return np.concatenate([states[0][row.firsts] for states in found], axis=1)


def fit(states: Floats, points: NDArray[np.bool_]) -> nn.Sequential:
    """The head, fitted on the `states` of words (words, 3 * width) and on whether each one `points` out."""
    torch.manual_seed(0)
    x, y = torch.from_numpy(states), torch.from_numpy(points.astype(np.float32))
    mean, deviation = x.mean(0), x.std(0) + 1e-5
    first, second = nn.Linear(x.shape[1], HIDDEN), nn.Linear(HIDDEN, 1)
    head = nn.Sequential(nn.Dropout(DROPPED[0]), first, nn.ReLU(), nn.Dropout(DROPPED[1]), second)
    optimizer = torch.optim.AdamW(head.parameters(), lr=RATE, weight_decay=DECAY)
    steps = EPOCHS * (len(x) // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, total_steps=steps)
    for _ in range(EPOCHS):
        for batch in torch.randperm(len(x)).split(BATCH)[: len(x) // BATCH]:
            scores = head((x[batch] - mean) / deviation)[:, 0]
            loss = nn.functional.binary_cross_entropy_with_logits(scores, y[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
    with torch.no_grad():  # the head takes states as they are
        first.bias -= first.weight @ (mean / deviation)
        first.weight /= deviation
    return head.eval()


@torch.no_grad()
def scores(head: nn.Sequential, states: Floats) -> Floats:
    """The log-odds that each word points out, as float32 (words,)."""
    found: Floats = head(torch.from_numpy(states))[:, 0].numpy()
    return found


def attach(source: Path, head: nn.Sequential, path: Path) -> None:
    """Writes the reading network in `source` to `path`, with this head in place of an earlier one."""
    model = onnx.load(str(source))
    detach(model)
    graph = model.graph
    names = layers(graph)
    weights = [p.detach().numpy() for layer in (head[1], head[4]) for p in (layer.weight.T.contiguous(), layer.bias)]
    for name, array in zip(("first", "first_bias", "second", "second_bias"), weights, strict=True):
        graph.initializer.append(numpy_helper.from_array(array, f"{PREFIX}{name}"))
    graph.initializer.append(numpy_helper.from_array(np.array([2], np.int64), f"{PREFIX}axis"))
    for kind, inputs, output in (
        ("Concat", names, "states"),
        ("MatMul", [f"{PREFIX}states", f"{PREFIX}first"], "product"),
        ("Add", [f"{PREFIX}product", f"{PREFIX}first_bias"], "sum"),
        ("Relu", [f"{PREFIX}sum"], "hidden"),
        ("MatMul", [f"{PREFIX}hidden", f"{PREFIX}second"], "second_product"),
        ("Add", [f"{PREFIX}second_product", f"{PREFIX}second_bias"], "score"),
        ("Squeeze", [f"{PREFIX}score", f"{PREFIX}axis"], ""),
    ):
        node = helper.make_node(
            kind, list(inputs), [f"{PREFIX}{output}" if output else OUTPUT], name=f"{PREFIX}{kind}{output}"
        )
        if kind == "Concat":
            node.attribute.append(helper.make_attribute("axis", 2))
        graph.node.append(node)
    graph.output.append(helper.make_tensor_value_info(OUTPUT, TensorProto.FLOAT, ["batch", "pieces"]))
    onnx.checker.check_model(model)
    onnx.save(model, str(path))


def detach(model: onnx.ModelProto) -> None:
    """Takes the head away, if it is there."""
    graph = model.graph
    kept: Sequence[tuple[object, str]] = ((graph.initializer, PREFIX), (graph.node, PREFIX), (graph.output, OUTPUT))
    for part, named in kept:
        for one in [i for i in part if i.name.startswith(named)]:  # type: ignore[attr-defined]
            part.remove(one)  # type: ignore[attr-defined]
