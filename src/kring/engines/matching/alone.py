"""One challenge at a time: a problem enters; the best community and what it leaves to others leave."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from kring.engines.matching.describe import Chosen, describe
from kring.engines.matching.eligibility import edges_of
from kring.engines.matching.inputs import Offer, Problem
from kring.engines.matching.model import Model, build, tie_breaking
from kring.engines.matching.parameters import number
from kring.engines.matching.results import Community
from kring.engines.matching.solve import Solved, best_whole


def best_community(
    problem: Problem, challenge: str, *, time_limit_s: float | None = None
) -> Community | None:
    """Return the best community of one challenge alone; None when there is none (or no time to find it)."""
    alone = problem.only(challenge)
    edges, _ = edges_of(alone)
    model = build(alone, edges, must_open=[challenge])
    limit = number("time_limit_s") if time_limit_s is None else time_limit_s
    solved = best_whole(model, bonus=tie_breaking(alone, model), time_limit_s=limit)
    return next(iter(decode(alone, model, solved)), None)


def without_used(problem: Problem, communities: Iterable[Community]) -> Problem:
    """Return the problem with the units that communities take gone from the offers' calendars."""
    used: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for community in communities:
        for member in community.members:
            for week in range(member.week, member.week + member.weeks):
                used[member.offer][week] += member.units
    return replace(problem, offers=tuple(_left(offer, used[offer.id]) for offer in problem.offers))


def _left(offer: Offer, used: dict[int, int]) -> Offer:
    free = (max(0, units - used.get(offer.first_week + i, 0)) for i, units in enumerate(offer.free_units))
    return replace(offer, free_units=tuple(free))


def in_turn(problem: Problem) -> tuple[Community, ...]:
    """Return communities challenge by challenge, the widest gap first: quick, good, seldom the best."""
    found: list[Community] = []
    for challenge in sorted(problem.challenges, key=lambda c: (-c.gap_points, c.id)):
        best = best_community(without_used(problem, found), challenge.id)
        if best is not None:
            found.append(best)
    return tuple(sorted(found, key=lambda c: c.challenge))


def decode(problem: Problem, model: Model, solved: Solved) -> tuple[Community, ...]:
    """Return the communities that a solution of the model stands for."""
    x = solved.x
    if x is None:
        return ()
    starts = {
        str(n[1]): int(str(n[2])) for i, n in enumerate(model.columns) if n[0] == "start" and x[i] > 0.5
    }
    chosen: dict[str, list[Chosen]] = {name: [] for name in starts}
    for choice in model.choices:
        if x[choice.joins] > 0.5:
            name = choice.edge.challenge.id
            units = 1 if choice.units is None else int(x[choice.units])
            chosen[name].append((choice.edge, units, choice.placements[starts[name]].week))
    return tuple(
        describe(
            problem=problem,
            challenge=challenge,
            start=starts[challenge.id],
            chosen=chosen[challenge.id],
        )
        for challenge in problem.challenges
        if challenge.id in starts
    )
