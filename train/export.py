"""The network as one int8 ONNX file."""

from __future__ import annotations

from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

from train.network import Exported, Network

INPUTS = ("ids", "shapes", "hints", "mask", "firsts")
OUTPUTS = ("labels", "vector", "salience", "heads", "relations", "cues", "speech", "words")


def export(network: Network, path: Path, work: Path) -> None:
    """Writes the network to `path`; `work` is a folder for the float32 file.

    Weights are int8 per channel and use one bit less than the full range: processors without VNNI add pairs of
    products in 16 bits, and weights of the full range overflow there without an error.
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
    quantize_dynamic(
        str(full),
        str(path),
        per_channel=True,
        reduce_range=True,
        weight_type=QuantType.QInt8,
        op_types_to_quantize=["MatMul", "Gather"],
        extra_options={"MatMulConstBOnly": True},
    )
