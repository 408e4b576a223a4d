"""The only door to the solver: a model enters; a checked solution, or multipliers for a bound, leaves.

HiGHS' thread scheduler is global: a second ``threads`` value in one process leaves a model unsolved, with
zeros that look like a plan. So there is one value (parameters.py), and the status is always read.
"""

from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_matrix, hstack

from kring.core.problems import Problem as Wrong
from kring.core.problems import UnableTo
from kring.engines.matching.model import Model
from kring.engines.matching.parameters import points

_SLACK_COST = 1e5


@dataclass(frozen=True, eq=False)
class Solved:
    """The best solution found (None: there is none), and whether it was proved to be the best."""

    x: NDArray[np.float64] | None
    optimal: bool


def _new_solver() -> Any:
    """Return a silent solver: the full class prints a banner before it can be told not to."""
    core: Any = highspy.Highs.__base__
    solver = core()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", points("solver_threads"))
    solver.setOptionValue("random_seed", 0)
    return solver


def _load(
    matrix: csc_matrix,
    limit: NDArray[np.float64],
    cost: NDArray[np.float64],
    upper: NDArray[np.float64],
    *,
    whole: bool,
) -> Any:
    lp = highspy.HighsLp()
    lp.num_row_, lp.num_col_ = matrix.shape
    lp.sense_ = highspy.ObjSense.kMinimize
    lp.col_cost_ = -cost
    lp.col_lower_, lp.col_upper_ = np.zeros_like(upper), upper
    lp.row_lower_, lp.row_upper_ = np.full(len(limit), -highspy.kHighsInf), limit
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = matrix.indptr
    lp.a_matrix_.index_ = matrix.indices
    lp.a_matrix_.value_ = matrix.data
    if whole:
        lp.integrality_ = [highspy.HighsVarType.kInteger] * matrix.shape[1]
    solver = _new_solver()
    if solver.passModel(lp) == highspy.HighsStatus.kError:
        raise _unsolved("kModelError")
    return solver


def _unsolved(status: str) -> UnableTo:
    return UnableTo(
        Wrong(
            "solver_stopped",
            "The solver stopped without an answer ({status}).",
            "Try again; when it comes back, tell whoever keeps Kring running.",
            params={"status": status},
        )
    )


def best_whole(
    model: Model,
    *,
    bonus: NDArray[np.float64] | None = None,
    time_limit_s: float,
) -> Solved:
    """Return the whole x with the highest cost·x (+ bonus·x, in all below half a point).

    Scores are whole, so less than half a point of doubt proves the best score. Anytime: after
    ``time_limit_s`` seconds the best solution so far is returned.
    """
    cost = model.cost if bonus is None else model.cost + bonus
    solver = _load(csc_matrix(model.matrix), model.limit, cost, model.upper, whole=True)
    solver.setOptionValue("time_limit", float(time_limit_s))
    solver.setOptionValue("mip_rel_gap", 0.0)
    solver.setOptionValue("mip_abs_gap", 0.49)
    solver.run()
    status = solver.getModelStatus()
    kinds = highspy.HighsModelStatus
    if status in (kinds.kInfeasible, kinds.kUnboundedOrInfeasible):
        return Solved(None, True)
    if status not in (kinds.kOptimal, kinds.kTimeLimit):
        raise _unsolved(status.name)
    if solver.getInfo().primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return Solved(None, False)
    x = np.round(np.array(solver.getSolution().col_value))
    return Solved(x, status == kinds.kOptimal)


class Relaxation:
    """The model without wholeness, solved again and again inside smaller boxes.

    A costly slack column on all rows keeps every box feasible, so that multipliers always exist.
    """

    def __init__(self, model: Model) -> None:
        self._columns = len(model.columns)
        slack = csc_matrix(-np.ones((len(model.rows), 1)))
        self._solver = _load(
            csc_matrix(hstack([csc_matrix(model.matrix), slack])),
            model.limit,
            np.append(model.cost, -_SLACK_COST),
            np.append(model.upper, 1e6),
            whole=False,
        )

    def solve(
        self, lower: NDArray[np.float64], upper: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return (x, multipliers ≥ 0, one per row) for lower ≤ x ≤ upper."""
        indices = np.arange(self._columns, dtype=np.int32)
        self._solver.changeColsBounds(self._columns, indices, lower, upper)
        self._solver.run()
        status = self._solver.getModelStatus()
        if status != highspy.HighsModelStatus.kOptimal:
            raise _unsolved(status.name)
        solution = self._solver.getSolution()
        return np.array(solution.col_value)[: self._columns], np.maximum(-np.array(solution.row_dual), 0)
