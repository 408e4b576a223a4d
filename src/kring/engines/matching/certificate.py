"""How far a plan is from the best possible: problem, plan and proof enter; a checked certificate leaves.

Method. All columns are boxed, 0 ≤ x ≤ u, and every row is A x ≤ b. For any λ ≥ 0

    c·x ≤ λ·b + Σ max over the box of (c − Aᵀλ)·x

is a valid bound on every plan (weak duality; Boyd & Vandenberghe 2004, ch. 5). A proof may branch: one
column is at most k, or at least k + 1; the bound is then the larger of the two. The score is whole, so a
bound is rounded down. A wrong or changed λ can only make the bound weaker, never wrong.

This module imports no solver: anyone can run it.
"""

from collections.abc import Sequence
from math import floor

import numpy as np
from numpy.typing import NDArray

from kring.engines.matching.checker import broken_rules, encode
from kring.engines.matching.eligibility import edges_of
from kring.engines.matching.inputs import Problem
from kring.engines.matching.model import Model, build
from kring.engines.matching.results import Certificate, Community, Leaf, Node

_ROUNDING = 1e-6


def certify(*, problem: Problem, plan: Sequence[Community], proof: Node) -> Certificate:
    """Check a plan and its bound again from the problem alone.

    1. Every rule is checked in words (checker.broken_rules) and as A x ≤ b.
    2. The score is counted again as c·x.
    3. The bound follows from the proof; gap = (bound − score) ÷ bound.
    """
    edges, _ = edges_of(problem)
    model = build(problem, edges)
    broken = list(broken_rules(problem, plan))
    x = encode(problem, model, plan)
    if x is None:  # a start week that the model left out, or an offer that no rule lets in
        score = sum(part.points for c in plan for part in c.parts)
    else:
        over = model.matrix @ x - model.limit
        broken += sorted({str(model.rows[i][0]) for i in np.flatnonzero(over > _ROUNDING)})
        score = round(float(model.cost @ x))
    bound = bound_of(model, proof)
    gap = max(0.0, (bound - score) / bound) if bound > 0 else 0.0
    return Certificate(not broken, score, bound, gap, tuple(dict.fromkeys(broken)))


def bound_of(model: Model, proof: Node) -> int:
    """Return the bound that a proof gives on the score of every plan, rounded down."""
    lower = np.zeros_like(model.upper)
    return floor(_bound(model, proof, lower, model.upper.copy()) + _ROUNDING)


def _bound(model: Model, node: Node, lower: NDArray[np.float64], upper: NDArray[np.float64]) -> float:
    if isinstance(node, Leaf):
        return leaf_bound(model, node, lower, upper)
    down, up = upper.copy(), lower.copy()
    down[node.column] = min(down[node.column], node.at)
    up[node.column] = max(up[node.column], node.at + 1)
    return max(_bound(model, node.below, lower, down), _bound(model, node.above, up, upper))


def leaf_bound(model: Model, leaf: Leaf, lower: NDArray[np.float64], upper: NDArray[np.float64]) -> float:
    """Return λ·b + Σ max over lower ≤ x ≤ upper of (c − Aᵀλ)·x; negative multipliers count as 0."""
    given = np.array(leaf.multipliers, dtype=float)
    if given.shape != model.limit.shape or not np.isfinite(given).all():
        given = np.zeros_like(model.limit)
    if (lower > upper).any():
        return -np.inf
    multipliers = np.maximum(given, 0)
    reduced = model.cost - model.matrix.T @ multipliers
    return float(multipliers @ model.limit + np.maximum(reduced * lower, reduced * upper).sum())
