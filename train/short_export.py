"""What shortens sentences, as a part of the reading network: two more outputs on the states of its third layer."""

from __future__ import annotations

from pathlib import Path

import onnx
import torch
from onnx import TensorProto, helper
from torch import Tensor, nn

from train.int8 import store_in_int8
from train.short_network import SHARED, ShortForms

LAYER = f"/output/LayerNorm_{2 * SHARED - 1}/LayerNormalization_output_0"
"""The states after the shared layers."""
OUTPUTS = ("left", "right")
PREFIX = "short/"
_BUILT_ON_IT = ("clarity/", "refers")
"""What stands on this part: `train.clarity` must be run again."""


class _Exported(nn.Module):
    def __init__(self, model: ShortForms) -> None:
        super().__init__()
        self.model = model

    def forward(self, hidden: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        left, right = self.model(hidden, (1.0 - mask[:, None, None, :].float()) * -10000.0)
        return left, right


def attach(source: Path, model: ShortForms, path: Path, work: Path) -> None:
    """Writes the reading network in `source` to `path`, with this part in place of an earlier one."""
    model.eval()
    hidden, mask = torch.zeros(2, 9, model.left.in_features), torch.ones(2, 9, dtype=torch.long)
    part_path = work / "short.fp32.onnx"
    torch.onnx.export(
        _Exported(model),
        (hidden, mask),
        str(part_path),
        input_names=["hidden", "mask"],
        output_names=list(OUTPUTS),
        dynamic_axes={name: {0: "batch", 1: "pieces"} for name in ("hidden", "mask", *OUTPUTS)},
        opset_version=17,
        dynamo=False,
    )
    part = onnx.load(str(part_path))
    store_in_int8(part)
    whole = onnx.load(str(source))
    if LAYER not in {name for node in whole.graph.node for name in node.output}:
        raise ValueError(f"the network has no states named {LAYER}; name the layer anew in train/short_export.py")
    detach(whole)
    _join(whole.graph, part.graph)
    onnx.checker.check_model(whole)
    onnx.save(whole, str(path))


def detach(model: onnx.ModelProto) -> None:
    """Takes the part away, if it is there, and what stands on it."""
    graph = model.graph
    for kept in (graph.initializer, graph.node):
        for one in [i for i in kept if i.name.startswith((PREFIX, *_BUILT_ON_IT))]:
            kept.remove(one)
    for output in [o for o in graph.output if o.name in (*OUTPUTS, *_BUILT_ON_IT)]:
        graph.output.remove(output)


def _join(graph: onnx.GraphProto, part: onnx.GraphProto) -> None:
    known = {"hidden": LAYER, "mask": "mask"} | {name: name for name in OUTPUTS}

    def named(name: str) -> str:
        return known.get(name, f"{PREFIX}{name}") if name else name

    for weight in part.initializer:
        weight.name = named(weight.name)
        graph.initializer.append(weight)
    for node in part.node:
        node.input[:] = [named(name) for name in node.input]
        node.output[:] = [named(name) for name in node.output]
        node.name = f"{PREFIX}{node.name}"
        graph.node.append(node)
    width = part.output[0].type.tensor_type.shape.dim[2].dim_value
    for name in OUTPUTS:
        graph.output.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, ["batch", "pieces", width]))
