"""The weights of a shipped file, so that training can go on from them.

They are int8, so they are not exactly those that were trained; a few hundred steps mend that. Word, position and type
tables are not read, since training leaves them as they are in the base model.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper
from torch import Tensor

from train.network import Network

_LAYER_PRODUCT = re.compile(r"/(query|key|value|intermediate/dense|output/dense)(?:_(\d+))?/MatMul_quant$")
_HEAD_PRODUCT = re.compile(r"/(arc_head|arc_dependent|relation_head|relation_dependent|label|salience)/(?:Gemm_)?M")
_MODULES = {
    "query": "attention.self.query",
    "key": "attention.self.key",
    "value": "attention.self.value",
    "intermediate/dense": "intermediate.dense",
}


def load_into(network: Network, path: Path) -> list[str]:
    """Sets the weights of `network` to those of a shipped file. Returns the parameters that the file does not hold."""
    found = _weights(onnx.load(str(path)))
    state = network.state_dict()
    unknown = [name for name in found if name not in state or state[name].shape != found[name].shape]
    if unknown:
        raise ValueError(f"{path}: these weights do not fit the network: {', '.join(unknown)}")
    network.load_state_dict(found, strict=False)
    return sorted(set(state) - set(found))


def _weights(model: onnx.ModelProto) -> dict[str, Tensor]:
    arrays = {i.name: numpy_helper.to_array(i) for i in model.graph.initializer}
    found = {
        name.removeprefix("network."): array
        for name, array in arrays.items()
        if name.startswith("network.") and name.endswith((".bias", "LayerNorm.weight"))
    }
    for name in ("shape", "hint"):
        found[f"{name}.weight"] = _table(arrays, f"network.{name}.weight")
    for name in ("arc", "relation"):
        found[name] = _product(arrays, f"network.{name}")
    for node in model.graph.node:
        if node.op_type == "MatMulInteger" and (name := _parameter(node.name)):
            found[name] = _product(arrays, node.input[1].removesuffix("_quantized")).T
    return {name: torch.from_numpy(np.array(array, dtype=np.float32)) for name, array in found.items()}


def _parameter(node: str) -> str | None:
    """The parameter that a product of the graph multiplies with."""
    if head := _HEAD_PRODUCT.match(node):
        return f"{head[1]}.weight"
    product = _LAYER_PRODUCT.match(node)
    if product is None:
        return None
    number = int(product[2] or 0)
    if product[1] == "output/dense":  # after the attention and after the intermediate layer, in turn
        layer, is_last = divmod(number, 2)
        return f"bert.encoder.layer.{layer}.{'output.dense' if is_last else 'attention.output.dense'}.weight"
    return f"bert.encoder.layer.{number}.{_MODULES[product[1]]}.weight"


def _product(arrays: dict[str, NDArray[np.generic]], name: str) -> NDArray[np.float32]:
    whole = arrays[f"{name}_quantized"].astype(np.float32) - arrays[f"{name}_zero_point"].astype(np.float32)
    return (whole * arrays[f"{name}_scale"]).astype(np.float32)


def _table(arrays: dict[str, NDArray[np.generic]], name: str) -> NDArray[np.float32]:
    return _product(arrays, name)
