"""Communities from challenges and offers, all at once and exactly: a problem enters; a plan leaves.

1. Eligibility: every offer is an edge to a challenge, or refused by a rule that has a name.
2. The model is written down (model.py) and solved whole by HiGHS; its status is checked.
3. Floors that cannot be reached are lowered first, as little as possible, and reported.
4. With an earlier plan, a second solve keeps as much of it as possible within ``tie_share`` of the best.
5. Equal scores are decided by a hash of the ids, never by the alphabet or by who came first.
6. When time runs out, the plan is never worse than choosing challenge by challenge (alone.in_turn).
7. A proof bounds every plan; certificate.py checks plan and bound again.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from math import floor

import numpy as np
from scipy.sparse import csr_matrix, hstack, vstack

from kring.engines.matching.alone import decode, in_turn
from kring.engines.matching.certificate import certify
from kring.engines.matching.eligibility import Edge, edges_of
from kring.engines.matching.inputs import Problem
from kring.engines.matching.model import Model, build, tie_breaking
from kring.engines.matching.notformed import explain_not_formed
from kring.engines.matching.parameters import number, points
from kring.engines.matching.proof import prove
from kring.engines.matching.results import Floor, Infeasible, Plan
from kring.engines.matching.solve import Solved, best_whole

Previous = Mapping[str, Collection[str]]


def compose(
    *,
    problem: Problem,
    previous: Previous | None = None,
    time_limit_s: float | None = None,
    leaves: int | None = None,
    ways: bool = True,
) -> Plan | Infeasible:
    """Return the communities with the highest score, or why none is possible.

    ``previous`` maps challenges to the organisations of an earlier plan; ``leaves`` is how many linear
    programs the certificate may take; ``ways`` False leaves out what would make a challenge possible.
    """
    limit = number("time_limit_s") if time_limit_s is None else time_limit_s
    edges, refusals = edges_of(problem)
    problem, lowered = _reachable_floors(problem, edges, limit)
    model = build(problem, edges)
    bonus = tie_breaking(problem, model)
    solved = best_whole(model, bonus=bonus, time_limit_s=limit)
    if previous and solved.x is not None:
        solved = _keeping(model, solved, previous, limit)
    communities = decode(problem, model, solved)
    if not solved.optimal and not problem.floors:
        communities = max(communities, in_turn(problem), key=lambda plan: sum(one.score for one in plan))
    formed = {community.challenge for community in communities}
    not_formed = explain_not_formed(
        problem=problem,
        edges=edges,
        refusals=refusals,
        challenges=[c for c in problem.challenges if c.id not in formed],
        competing=bool(communities),
        ways=ways,
    )
    if not communities:
        return Infeasible(not_formed, lowered)
    score = sum(community.score for community in communities)
    proof = prove(model, score=score, leaves=_affordable(model) if leaves is None else leaves)
    certificate = certify(problem=problem, plan=communities, proof=proof)
    optimal = solved.optimal or certificate.bound == score
    return Plan(communities, score, optimal, not_formed, lowered, proof, certificate)


def _affordable(model: Model) -> int:
    """Return how many linear programs a certificate may take: more for small models, which are quick."""
    return max(points("bound_leaves"), min(400, points("bound_work") // max(1, len(model.columns))))


def with_reached_floors(problem: Problem, plan: Plan) -> Problem:
    """Return the problem with its floors as the plan lowered them: what its certificate speaks of."""
    reached = {one.region: one.reached for one in plan.lowered_floors}
    return replace(problem, floors={**problem.floors, **reached})


def _reachable_floors(
    problem: Problem, edges: Sequence[Edge], time_limit_s: float
) -> tuple[Problem, tuple[Floor, ...]]:
    """Lower floors by as few communities as possible in all; the same problem when all can be reached."""
    if not problem.floors:
        return problem, ()
    soft = _with_shortfall(build(problem, edges))
    solved = best_whole(soft, time_limit_s=time_limit_s)
    short = {name[1]: 0 for name in soft.columns if name[0] == "short"}
    for i, name in enumerate(soft.columns):
        if name[0] == "short" and solved.x is not None:
            short[name[1]] = int(solved.x[i])
    lowered = tuple(
        Floor(region, least, least - short[region])
        for region, least in sorted(problem.floors.items())
        if short.get(region)
    )
    reached = {one.region: one.reached for one in lowered}
    return replace(problem, floors={**problem.floors, **reached}), lowered


def _with_shortfall(model: Model) -> Model:
    """Return the model in which floors may fall short, and falling short is all that costs."""
    rows = [i for i, name in enumerate(model.rows) if name[0] == "floors"]
    extra = csr_matrix((-np.ones(len(rows)), (rows, range(len(rows)))), shape=(len(model.rows), len(rows)))
    wide = csr_matrix(hstack([model.matrix, extra]))
    return replace(
        model,
        columns=(*model.columns, *(("short", model.rows[i][1]) for i in rows)),
        matrix=wide,
        cost=np.append(np.zeros_like(model.cost), -np.ones(len(rows))),
        upper=np.append(model.upper, -model.limit[rows]),
    )


def _keeping(model: Model, best: Solved, previous: Previous, time_limit_s: float) -> Solved:
    """Among plans within ``tie_share`` of the best score, return the one that keeps most earlier choices."""
    if best.x is None:
        return best
    score = round(float(model.cost @ best.x))
    least = floor(score * (1 - number("tie_share")))
    kept = np.array(
        [float(name[0] == "party" and name[2] in previous.get(str(name[1]), ())) for name in model.columns]
    )
    near = replace(
        model,
        rows=(*model.rows, ("near_best",)),
        matrix=csr_matrix(vstack([model.matrix, csr_matrix(-model.cost)])),
        limit=np.append(model.limit, -least),
        cost=model.cost + points("keep_points") * kept,
    )
    again = best_whole(near, time_limit_s=time_limit_s)
    if again.x is None:
        return best
    return Solved(again.x, best.optimal and round(float(model.cost @ again.x)) == score)
