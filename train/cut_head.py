"""The outputs of the reading network for leaving out phrases: a product of the states of one layer and a matrix.

They need no pass of their own, and the network is not trained for them.
"""

from __future__ import annotations

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

LAYER = "/output/LayerNorm_7/LayerNormalization_output_0"
"""The states after the fourth of six layers. Later ones know less of what a verb needs."""
WIDTH = 384
PLACES = 6
"""Head, governor, first, last, the word before, the word after."""
OUTPUT, WEIGHT = "cuts", "cut.weight"

Floats = NDArray[np.float32]


def attach(model: onnx.ModelProto, weights: Floats) -> None:
    """Gives a network the output "cuts", or new weights for it.

    `weights`: float32 (`WIDTH`, `PLACES`); the unit matrix, of whatever width, gives the states themselves.
    """
    graph = model.graph
    if LAYER not in {name for node in graph.node for name in node.output}:
        raise ValueError(f"the network has no states named {LAYER}; name the layer anew in train/cut_head.py")
    detach(model)
    graph.initializer.append(numpy_helper.from_array(weights.astype(np.float32), WEIGHT))
    graph.node.append(helper.make_node("MatMul", [LAYER, WEIGHT], [OUTPUT], name="cut/MatMul"))
    graph.output.append(helper.make_tensor_value_info(OUTPUT, TensorProto.FLOAT, ["batch", "pieces", weights.shape[1]]))


def detach(model: onnx.ModelProto) -> None:
    """Takes the output away, if there is one."""
    for kept, named in ((model.graph.initializer, WEIGHT), (model.graph.output, OUTPUT)):
        for one in [i for i in kept if i.name == named]:
            kept.remove(one)
    for node in [n for n in model.graph.node if OUTPUT in n.output]:
        model.graph.node.remove(node)
