"""Vectors enter; for each the chance of every class leaves: one hidden layer, and a direct way beside it."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from kring.engines.skills.postings import Floats
from kring.engines.skills.storage import Sections

WEIGHTS = ("W1", "b1", "W2", "W3", "b")
DIRECT = np.float32(10)


class Network:
    """Learned weights by name; ``fitting`` learns them."""

    def __init__(self, weights: Mapping[str, Floats]) -> None:
        self.weights = weights

    def chances(self, vectors: Floats) -> Floats:
        """Return for each vector (a row) the chance of every class; a row sums to 1."""
        held = self.weights
        inner = np.maximum(vectors @ held["W1"] + held["b1"], 0)
        scores = inner @ held["W2"] + DIRECT * (vectors @ held["W3"]) + held["b"]
        scores = np.exp(scores - scores.max(axis=1, keepdims=True))
        return np.asarray(scores / scores.sum(axis=1, keepdims=True), np.float32)


def pack(into: Sections, name: str, network: Network) -> None:
    """Add a network to the sections of a file, in half precision."""
    into.values[name] = {part: list(network.weights[part].shape) for part in WEIGHTS}
    into.arrays |= {f"{name}-{part}": network.weights[part].astype(np.float16) for part in WEIGHTS}


def unpack(held: Sections, name: str) -> Network:
    """Return a network that ``pack`` added."""
    shapes: dict[str, list[int]] = held.values[name]
    arrays: dict[str, npt.NDArray[np.float16]] = held.arrays
    return Network(
        {part: arrays[f"{name}-{part}"].reshape(shapes[part]).astype(np.float32) for part in WEIGHTS}
    )
