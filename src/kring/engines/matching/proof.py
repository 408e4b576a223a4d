"""A bound on every plan, as short as it can be: a model and a score enter; a proof leaves.

Best-first branch and bound on the relaxation: take the leaf with the highest bound, split its most
undecided column, stop when no leaf lies above the score or ``leaves`` are spent. Start weeks are split
first: everything else hangs on them.
"""

from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count

import numpy as np
from numpy.typing import NDArray

from kring.engines.matching.certificate import leaf_bound
from kring.engines.matching.model import Model
from kring.engines.matching.results import Branch, Leaf, Node
from kring.engines.matching.solve import Relaxation

_WHOLE = 1e-6
_PRIORITY = {"start": 4, "covered": 3, "party": 2}


@dataclass
class _Box:
    """A part of the model's box, the solution of its relaxation, and its two halves once split."""

    lower: NDArray[np.float64]
    upper: NDArray[np.float64]
    x: NDArray[np.float64]
    leaf: Leaf
    bound: float
    split: tuple[int, int] | None = None
    halves: list["_Box"] = field(default_factory=list)

    def node(self) -> Node:
        """Return the proof of this box."""
        if self.split is None:
            return self.leaf
        return Branch(self.split[0], self.split[1], self.halves[0].node(), self.halves[1].node())


def prove(model: Model, *, score: int, leaves: int) -> Node:
    """Return a proof whose bound is as close to ``score`` as ``leaves`` linear programs allow."""
    if not model.columns:
        return Leaf((0.0,) * len(model.rows))
    relaxation = Relaxation(model)
    order = count()
    root = _solve(model, relaxation, np.zeros_like(model.upper), model.upper.copy())
    heap = [(-root.bound, next(order), root)]
    spent = 1
    while heap and spent + 2 <= leaves:
        bound, _, box = heappop(heap)
        column = _undecided(model, box.x)
        if -bound < score + 1 - _WHOLE or column is None:
            break
        _split(model, relaxation, box, column)
        spent += 2
        for half in box.halves:
            heappush(heap, (-half.bound, next(order), half))
    return root.node()


def _solve(
    model: Model, relaxation: Relaxation, lower: NDArray[np.float64], upper: NDArray[np.float64]
) -> _Box:
    x, multipliers = relaxation.solve(lower, upper)
    leaf = Leaf(tuple(multipliers.tolist()))
    return _Box(lower, upper, x, leaf, leaf_bound(model, leaf, lower, upper))


def _split(model: Model, relaxation: Relaxation, box: _Box, column: int) -> None:
    at = int(np.floor(box.x[column] + _WHOLE))
    below, above = box.upper.copy(), box.lower.copy()
    below[column], above[column] = at, at + 1
    box.split = (column, at)
    box.halves = [
        _solve(model, relaxation, box.lower, below),
        _solve(model, relaxation, above, box.upper),
    ]


def _undecided(model: Model, x: NDArray[np.float64]) -> int | None:
    """Return the column to split: of the most decisive kind, the least decided; None if all are whole."""
    part = np.abs(x - np.round(x))
    open_columns = np.flatnonzero(part > _WHOLE)
    if not len(open_columns):
        return None
    kinds = [_PRIORITY.get(str(model.columns[i][0]), 1) for i in open_columns]
    return int(max(zip(kinds, part[open_columns], -open_columns, strict=True))[2] * -1)
