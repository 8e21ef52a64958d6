"""The large weights of an ONNX file as int8."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

INT8, SCALE = "_int8", "_scale"
"""Ends of the names of a weight's whole numbers, and of what they are multiplied with."""
LARGE = 4096
"""Numbers from which a weight is stored in int8."""

Floats = NDArray[np.float32]


def store_in_int8(model: onnx.ModelProto) -> None:
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
