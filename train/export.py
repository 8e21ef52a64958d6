"""The network as one ONNX file with int8 weights and float32 products."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper

from train import short_export
from train.int8 import store_in_int8
from train.network import Exported, Network
from train.short_network import ShortForms

INPUTS = ("ids", "shapes", "hints", "mask", "firsts")
OUTPUTS = ("labels", "vector", "salience", "heads", "relations", "cues", "speech", "words")
TURNED = "_turned"
"""End of the name of a matrix that is turned over."""


def export(network: Network, path: Path, work: Path) -> None:
    """Writes the network to `path`; `work` is a folder for the float32 file.

    The products are in float32. With products in int8 all sentences of a batch share one scale, so that a sentence
    would be read otherwise in other company, and otherwise on other processors.
    """
    network.eval()
    ids = torch.randint(1000, 2000, (2, 9))
    mask = torch.ones_like(ids)
    dynamic = {name: {0: "batch", 1: "pieces"} for name in INPUTS}
    dynamic |= {name: {0: "batch", 1: "pieces"} for name in set(OUTPUTS) - {"vector", "salience"}}
    dynamic |= {name: {0: "batch"} for name in ("vector", "salience")}
    full = work / "reading.fp32.onnx"
    torch.onnx.export(
        Exported(network),
        (ids, torch.zeros_like(ids), torch.zeros_like(ids), mask, mask),
        str(full),
        input_names=list(INPUTS),
        output_names=list(OUTPUTS),
        dynamic_axes=dynamic,
        opset_version=17,
        dynamo=False,
    )
    model = onnx.load(str(full))
    _name_weights(model, network)
    store_in_int8(model)
    onnx.save(model, str(path))
    short_export.attach(path, ShortForms(network), path, work)  # until `train.short_forms` has trained it


def _name_weights(model: onnx.ModelProto, network: Network) -> None:
    """Names the matrices of products after their parameters. The export turns them over and forgets their names."""
    parameters = {name: value.numpy() for name, value in network.state_dict().items() if value.ndim == 2}
    names = {}
    for weight in model.graph.initializer:
        array = numpy_helper.to_array(weight).T
        if array.ndim == 2 and not weight.name.startswith("network."):
            names[weight.name] = weight.name = f"{_parameter(array, parameters)}{TURNED}"
    for node in model.graph.node:
        node.input[:] = [names.get(name, name) for name in node.input]


def _parameter(array: NDArray[np.generic], parameters: dict[str, NDArray[np.generic]]) -> str:
    return next(name for name, p in parameters.items() if p.shape == array.shape and np.array_equal(p, array))
