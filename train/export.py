"""The network as one ONNX file with int8 weights and float32 products."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from train.cut_head import PLACES, WIDTH, attach
from train.network import Exported, Network

INPUTS = ("ids", "shapes", "hints", "mask", "firsts")
OUTPUTS = ("labels", "vector", "salience", "heads", "relations", "cues", "speech", "words")
INT8, SCALE, TURNED = "_int8", "_scale", "_turned"
"""Ends of the names of a weight's whole numbers, of what they are multiplied with, and of a matrix turned over."""
LARGE = 4096
"""Numbers from which a weight is stored in int8."""

Floats = NDArray[np.float32]


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
    _store_in_int8(model)
    attach(model, np.zeros((WIDTH, PLACES), np.float32))  # until `train.safe_cuts` has fitted them
    onnx.checker.check_model(model)
    onnx.save(model, str(path))


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


def _store_in_int8(model: onnx.ModelProto) -> None:
    """Stores the large matrices of products and tables as int8, with a scale for each column or row.

    A session multiplies the matrices out once, when it loads the file; of a table it multiplies the rows that it takes.
    """
    graph = model.graph
    weights = {w.name: w for w in graph.initializer if w.data_type == TensorProto.FLOAT and np.prod(w.dims) >= LARGE}
    nodes: list[onnx.NodeProto] = []
    stored: dict[str, int] = {}
    for node in graph.node:
        place = {"MatMul": 1, "Gather": 0}.get(node.op_type, -1)
        name = node.input[place] if place >= 0 else ""
        if name not in weights:
            nodes.append(node)
            continue
        if name not in stored:
            stored[name] = place
            graph.initializer.extend(_in_int8(name, numpy_helper.to_array(weights[name]), axis=1 - place))
        nodes.extend(_product(node, name) if place else _taken(node, name))
    graph.ClearField("node")
    graph.node.extend(nodes)
    kept = [w for w in graph.initializer if w.name not in stored]
    graph.ClearField("initializer")
    graph.initializer.extend(kept)


def _in_int8(name: str, array: Floats, axis: int) -> Iterator[onnx.TensorProto]:
    """The whole numbers and the scales of a weight. `axis`: along which the numbers share a scale."""
    scale = np.maximum(np.abs(array).max(axis, keepdims=True), 1e-12) / 127
    yield numpy_helper.from_array(np.round(array / scale).astype(np.int8), f"{name}{INT8}")
    yield numpy_helper.from_array(scale.astype(np.float32), f"{name}{SCALE}")


def _product(node: onnx.NodeProto, name: str) -> Iterator[onnx.NodeProto]:
    whole, weight = f"{node.name}/whole", f"{node.name}/weight"
    yield helper.make_node("Cast", [f"{name}{INT8}"], [whole], name=whole, to=TensorProto.FLOAT)
    yield helper.make_node("Mul", [whole, f"{name}{SCALE}"], [weight], name=weight)
    yield helper.make_node("MatMul", [node.input[0], weight], list(node.output), name=node.name)


def _taken(node: onnx.NodeProto, name: str) -> Iterator[onnx.NodeProto]:
    rows, whole, scales = (f"{node.name}/{part}" for part in ("rows", "whole", "scales"))
    yield helper.make_node("Gather", [f"{name}{INT8}", node.input[1]], [rows], name=rows)
    yield helper.make_node("Cast", [rows], [whole], name=whole, to=TensorProto.FLOAT)
    yield helper.make_node("Gather", [f"{name}{SCALE}", node.input[1]], [scales], name=scales)
    yield helper.make_node("Mul", [whole, scales], list(node.output), name=node.name)
