"""The weights of a shipped file, so that training can go on from them.

They are int8, so they are not exactly those that were trained; a few hundred steps mend that. Word, position and type
tables are not read, since training leaves them as they are in the base model.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper

from train.export import TURNED
from train.int8 import INT8, SCALE
from train.network import Network

_FROZEN = ("word_embeddings", "position_embeddings", "token_type_embeddings")


def load_mean(network: Network, paths: Sequence[Path]) -> list[str]:
    """Sets the weights of `network` to the mean of those of shipped files. Returns the parameters that one lacks.

    Runs that began with the same weights stay so close to each other that their mean is a good network, too.
    """
    missing: set[str] = set()
    states = []
    for path in paths:
        missing.update(load_into(network, path))
        states.append({name: value.clone() for name, value in network.state_dict().items()})
    for name, value in network.state_dict().items():
        if value.is_floating_point():
            value.copy_(torch.stack([state[name] for state in states]).mean(0))
    return sorted(missing)


def load_into(network: Network, path: Path) -> list[str]:
    """Sets the weights of `network` to those of a shipped file. Returns the parameters that the file does not hold."""
    arrays = {i.name.removeprefix("network."): numpy_helper.to_array(i) for i in onnx.load(str(path)).graph.initializer}
    missing = []
    for name, value in network.state_dict().items():
        if any(table in name for table in _FROZEN):
            continue
        array = _array(arrays, name)
        if array is None:
            missing.append(name)
        elif array.shape != tuple(value.shape):
            raise ValueError(f"{path}: the weight {name} does not fit the network")
        else:
            value.copy_(torch.from_numpy(np.array(array, dtype=np.float32)))
    return missing


def _array(arrays: dict[str, NDArray[np.generic]], name: str) -> NDArray[np.generic] | None:
    """A weight as it was trained; None if the file does not hold it."""
    if f"{name}{TURNED}" in arrays or f"{name}{TURNED}{INT8}" in arrays:
        turned = _array(arrays, f"{name}{TURNED}")
        return None if turned is None else turned.T
    if f"{name}{INT8}" in arrays:
        return arrays[f"{name}{INT8}"].astype(np.float32) * arrays[f"{name}{SCALE}"]
    return arrays.get(name)
