"""Vectors or bags of words enter with the class of each; the weights of a network leave, learned.

Adam for the network, with a share of the inner values left out and of the input unread at random; Adagrad
for the rows of words, of which a batch touches few.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from kring.engines.skills.network import DIRECT, Network
from kring.engines.skills.postings import Floats

Classes = npt.NDArray[np.int64]
RATE, LEAST_RATE, SHRINK = 3e-3, 2e-4, 1e-3


def rate_at(share: float) -> float:
    """Return the learning rate after a share of all epochs."""
    return RATE * (1 - share) + LEAST_RATE


class Fitting:
    """The weights of a network while they are learned."""

    def __init__(
        self, size: int, inner: int, classes: int, *, left_out: float, unread: float = 0, seed: int = 0
    ) -> None:
        self._draw = np.random.default_rng(seed)
        self._left_out, self._unread = left_out, unread
        self.weights: dict[str, Floats] = {
            "W1": self.some(size, inner) * np.float32(0.26),
            "b1": np.zeros(inner, np.float32),
            "W2": self.some(inner, classes) * np.float32(np.sqrt(1 / inner)),
            "W3": self.some(size, classes) * np.float32(0.05),
            "b": np.zeros(classes, np.float32),
        }
        self._slow = {name: np.zeros_like(held) for name, held in self.weights.items()}
        self._square = {name: np.zeros_like(held) for name, held in self.weights.items()}
        self._steps = 0

    @property
    def network(self) -> Network:
        """The network with the weights of now."""
        return Network(self.weights)

    def some(self, *shape: int) -> Floats:
        """Return random numbers of the normal distribution."""
        return self._draw.standard_normal(shape).astype(np.float32)

    def kept(self, *shape: int) -> npt.NDArray[np.bool_]:
        """Return which of many values stay in a step."""
        return self._draw.random(shape) >= self._left_out

    def _some_unread(self, vectors: Floats) -> Floats:
        if not self._unread:
            return vectors
        read = self._draw.random(vectors.shape, np.float32) >= self._unread
        return np.asarray(vectors * read / np.float32(1 - self._unread), np.float32)

    def step(self, vectors: Floats, wanted: Classes, rate: float) -> Floats:
        """Move the weights by one batch; return the slope of the error for each value of the vectors."""
        held = self.weights
        vectors = self._some_unread(vectors)
        kept = self.kept(len(vectors), len(held["b1"])) / np.float32(1 - self._left_out)
        inner = np.maximum(vectors @ held["W1"] + held["b1"], 0) * kept
        scores = inner @ held["W2"] + DIRECT * (vectors @ held["W3"]) + held["b"]
        error = np.exp(scores - scores.max(axis=1, keepdims=True))
        error /= error.sum(axis=1, keepdims=True)
        error[np.arange(len(wanted)), wanted] -= 1
        error = (error / len(wanted)).astype(np.float32)
        back = (error @ held["W2"].T) * (inner > 0) * kept
        slope = back @ held["W1"].T + DIRECT * (error @ held["W3"].T)
        self._move(
            {
                "W1": vectors.T @ back,
                "b1": back.sum(axis=0),
                "W2": inner.T @ error,
                "W3": DIRECT * (vectors.T @ error),
                "b": error.sum(axis=0),
            },
            rate,
        )
        return np.asarray(slope, np.float32)

    def _move(self, slopes: dict[str, Floats], rate: float) -> None:
        self._steps += 1
        for name, slope in slopes.items():
            slow = self._slow[name] = 0.9 * self._slow[name] + 0.1 * slope
            square = self._square[name] = 0.999 * self._square[name] + 0.001 * slope * slope
            ahead = slow / (1 - 0.9**self._steps)
            ahead = ahead / (np.sqrt(square / (1 - 0.999**self._steps)) + 1e-8)
            held = self.weights[name]
            self.weights[name] = np.asarray(held - rate * (ahead + SHRINK * held), np.float32)


class RowFitting:
    """The rows of words while they are learned: a bag of words gets their sum by the root of its size."""

    def __init__(self, words: int, size: int, fitting: Fitting) -> None:
        self.rows = fitting.some(words, size) * np.float32(0.05)
        self._fitting = fitting
        self._square = np.full(words, 1e-3, np.float32)

    def vectors(self, bags: csr_array) -> Floats:
        """Return the vector of each bag."""
        return np.asarray((bags @ self.rows) / _roots(bags), np.float32)

    def some_left_out(self, bags: csr_array) -> csr_array:
        """Return the bags without a share of their words."""
        kept = self._fitting.kept(len(bags.data)).astype(np.float32)
        return csr_array((bags.data * kept, bags.indices, bags.indptr), shape=bags.shape)

    def step(self, bags: csr_array, slope: Floats, rate: float) -> None:
        """Move the rows of the words in the bags against the slope of the error for their vectors."""
        touched = np.unique(bags.indices)
        slopes = bags.T.tocsr()[touched] @ (slope / _roots(bags))
        self._square[touched] += (slopes**2).mean(axis=1)
        share = np.float32(0.1 * rate / RATE)
        self.rows[touched] -= share * slopes / np.sqrt(self._square[touched])[:, None]


def _roots(bags: csr_array) -> Floats:
    return np.sqrt(np.maximum(1, bags.sum(axis=1)))[:, None].astype(np.float32)


def bags_of(lists: Sequence[Sequence[int]], words: int) -> csr_array:
    """Return a row for each list of word numbers; negative numbers stand for no word."""
    kept = [[at for at in one if at >= 0] for one in lists]
    ends = np.zeros(len(kept) + 1, np.int64)
    np.cumsum([len(one) for one in kept], out=ends[1:])
    columns = np.fromiter((at for one in kept for at in one), np.int64, ends[-1])
    return csr_array((np.ones(len(columns), np.float32), columns, ends), shape=(len(kept), words))
